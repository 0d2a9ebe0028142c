import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { readFeed } from '#server/stream/read-feed.ts';
import { openShop, type Shop } from './shop.ts';

const writers = 16;
const documentsOfWriter = 25;
let shop: Shop;
beforeAll(async () => {
  shop = await openShop(2);
});
afterAll(() => shop.close());

/** Reads a location on and on, as whoever follows it, until it has seen so many documents; every read goes on where the last ended. */
async function follow(location: LocationId, isOver: () => boolean): Promise<PostedDocument[]> {
  const seen: PostedDocument[] = [];
  const positionOf = (document: PostedDocument): number =>
    document.location === location ? document.position : (document.counterPosition ?? 0);
  for (;;) {
    const wasOver = isOver();
    const documents = await readFeed(shop.sql, location, seen.length);
    for (const document of documents) {
      expect(positionOf(document)).toBe(seen.length + 1);
      seen.push(document);
    }
    if (wasOver && documents.length === 0) return seen;
  }
}

test('[I18] [F15] readers beside 16 writers at two nodes see no hole and no repeat, and nobody waits for a transaction held open elsewhere', async () => {
  // An import that stays open has an old transaction id, and a row of its own that nobody sees yet.
  const held = await shop.sql.reserve();
  await held`begin`;
  await held`insert into audit_entries (action) values ('held')`;
  await held`select 1 from location_heads where location_id = ${shop.shelf(3)} for update`;
  let isOver = false;
  const places = [shop.shelf(1), shop.shelf(2), shop.transit(1), shop.transit(2)];
  const readers = places.map((place) => follow(place, () => isOver));
  const line = (sku: number) => ({ sku: (1 + (sku % 4)) as SkuId, quantity: 1 as Quantity });
  const write = async (writer: number): Promise<void> => {
    for (let index = 0; index < documentsOfWriter; index++) {
      const ledger = shop.ledgers[(writer + index) % 2];
      const [here, there] = (writer + index) % 3 === 0 ? [2, 1] : [1, 2];
      await ledger?.post(
        shop.submission({
          kind: 'receipt',
          location: shop.shelf(here),
          lines: [{ ...line(index), quantity: 3 as Quantity, value: 300 as Fen }],
        }),
      );
      await ledger?.post(
        shop.submission({
          kind: 'dispatch',
          location: shop.shelf(here),
          target: shop.transit(there),
          lines: [line(index)],
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  isOver = true;
  const seen = await Promise.all(readers);
  await held`rollback`;
  held.release();
  const heads = await shop.sql<{ location: LocationId; position: number }[]>`
    select location_id as location, position from location_heads`;
  for (const [index, place] of places.entries()) {
    const head = heads.find(({ location }) => location === place)?.position;
    expect(seen[index]?.length).toBe(head);
    const moments = (seen[index] ?? []).map(({ effectiveAtMs }) => effectiveAtMs);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  }
  const posted = seen[0]?.concat(seen[1] ?? []).length ?? 0;
  expect(posted).toBe(writers * documentsOfWriter * 2);
});
