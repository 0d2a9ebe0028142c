import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { SessionHandle } from '#domain/identity/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import { systemClock } from '#server/platform/clock.ts';
import type { Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { openLedger } from '#server/stock/ledger.ts';
import { Feed } from '#server/stream/feed.ts';
import type { Company } from './company.ts';

/**
 * Regions, stores and goods whose ids begin at `first`. Costs are numbers that stand nowhere else, so that a byte of
 * them in an answer is a leak.
 */
export async function furniture(sql: Sql, first: number, name: string): Promise<void> {
  for (const table of [
    'regions',
    'stores',
    'skus',
    'accounts',
    'alerts',
    'stocktakes',
    'transfers',
    'suppliers',
    'purchases',
  ])
    await sql.unsafe(`alter table ${table} alter column id restart with ${first}`);
  await sql`insert into regions (code, name_zh, name_en)
    select ${name} || i, ${name} || '区' || i, ${name} || ' region ' || i from generate_series(1, 2) i`;
  await sql`insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
    select 'S' || i, ${name} || '店' || i, ${name} || ' store ' || i, 'store', case when i = ${first + 2}::int then ${first + 1}::int else ${first}::int end, 'flag'
    from generate_series(${first}::int, ${first + 2}::int) i`;
  await sql`insert into locations (id, kind, store_id)
    select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores`;
  await sql`insert into location_heads (location_id) select id from locations where store_id is not null`;
  await sql`insert into skus (code, name_zh, name_en, price, cost)
    select 'K' || i, ${name} || '货' || i, ${name} || ' good ' || i, 99999900 + i, 71317190 + i * 7
    from generate_series(${first}::int, ${first + 2}::int) i`;
  await sql`insert into suppliers (code, name_zh, name_en) values ('V', ${`${name}供应商`}, ${`${name} supplier`})`;
  await sql`insert into barcodes (barcode, sku_id) values (${`690000000${String(first).padStart(4, '0')}`}, ${first})`;
}

/** A little trade in every store, sent over HTTP by headquarters; the third store's figures are its own. */
export async function trade(address: string, company: Company): Promise<void> {
  const [k1, k2, k3] = company.sku;
  const post = async (body: object): Promise<string> => {
    const response = await fetch(`${address}/api/documents`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        cookie: company.hq.cookie,
      },
      body: JSON.stringify(body),
    });
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    return ((await response.json()) as { document: string }).document;
  };
  for (const [index, storeId] of company.store.entries()) {
    const far = index === 2 ? 61_000_000 : 0;
    const own = index + k1 * 7919;
    const line = (skuId: number, quantity: number) => ({ skuId, quantity });
    const quantity = 1009 + index * 2 + far;
    await post({
      kind: 'opening',
      storeId,
      lines: [{ ...line(k1, quantity), value: 7_310_555_017 + own * 1009 }],
    });
    await post({
      kind: 'receipt',
      storeId,
      lines: [{ ...line(k2, quantity + 6), value: 5_170_333_019 + own * 1013 }],
    });
    const sale = await post({
      kind: 'sale',
      storeId,
      lines: [
        { ...line(k1, 3), amount: 883_451_973 + own },
        { ...line(k2, 2), amount: 271_828_183 + own },
      ],
    });
    await post({ kind: 'return', of: sale, lines: [{ line: 2, quantity: 1 }] });
    await post({
      kind: 'sale',
      storeId,
      happened: true,
      lines: [{ ...line(k3, 2), amount: 161_803_399 + own }],
    });
    await plan(address, company, storeId);
    await post({ kind: 'reorder_point', storeId, lines: [{ skuId: k2, reorderPoint: 90_000_017 + own }] });
    await post({ kind: 'reserve', storeId, lines: [line(k1, 5)] });
    await post({ kind: 'adjustment', storeId, cause: 'found', lines: [line(k1, 4)] });
    await post({ kind: 'write_off', storeId, cause: 'expired', lines: [line(k2, 1)] });
  }
  const [one, two, three] = company.store;
  // The first transfer has the first id: from the second store to the first.
  const transfer = await fetch(`${address}/api/transfers`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      cookie: company.hq.cookie,
    },
    body: JSON.stringify({
      kind: 'ask',
      sourceStoreId: two,
      targetStoreId: one,
      lines: [{ sku: k1, quantity: 3 }],
    }),
  });
  if (transfer.status !== 200) throw new Error(`${transfer.status} ${await transfer.text()}`);
  // As if it had been signed once: what it is worth at cost is not for everybody who sees it.
  await company.owner`update transfers set value = ${141_421_357 + (one ?? 0)}`;
  // The first order has the first id, for the first store; the next is for the third.
  for (const [storeId, quantity] of [
    [one, 2],
    [three, 3],
  ])
    await order(address, company, storeId ?? one, quantity ?? 2);
  await sendGoods(company, [
    [one, two, k1, 7],
    [three, one, k1, 11],
    [two, three, k1, 13],
  ]);
  const wrong = await post({
    kind: 'receipt',
    storeId: three,
    lines: [{ skuId: k1, quantity: 17, value: 123_777_019 }],
  });
  await post({ kind: 'reversal', of: wrong });
}

/** An order with the company's supplier, sent to it. */
async function order(address: string, company: Company, storeId: number, quantity: number): Promise<void> {
  const send = async (path: string, body: object): Promise<{ purchases?: number[] }> => {
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        cookie: company.hq.cookie,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as { purchases?: number[] };
  };
  const lines = [{ sku: company.sku[0], quantity }];
  const { purchases } = await send('/api/purchases', { storeId, supplierId: company.store[0], lines });
  const path = `/api/purchases/${purchases?.[0]}/acts`;
  await send(path, { kind: 'submit', version: 1 }).catch(() => undefined);
}

/** Sends goods on their way from store to store, at a ledger of its own: over HTTP only transfers do. */
export async function sendGoods(
  company: Pick<Company, 'owner' | 'hq'>,
  ways: readonly (readonly [from: number, to: number, sku: number, quantity: number])[],
): Promise<void> {
  const locations = await openLocations(company.owner);
  const ledger = openLedger({ ledgerSql: company.owner, clock: systemClock, feed: new Feed(), locations });
  for (const [from, to, sku, units] of ways) {
    const location = locations.shelfOf(from as StoreId);
    const target = locations.transitOf(to as StoreId);
    if (!location || !target) throw new Error('no such store');
    const lines = [{ sku: sku as SkuId, quantity: quantity(units) }];
    const { accountId, handle } = company.hq;
    const answer = await ledger.post({
      key: crypto.randomUUID(),
      command: { kind: 'dispatch', location, target, lines },
      accountId,
      session: handle as SessionHandle,
      deviceAtMs: null,
    });
    if (answer.outcome !== 'posted') throw new Error(answer.code);
  }
  await ledger.close();
}

/** A stocktake in every store: its number is the store's, because both begin at the same. */
async function plan(address: string, company: Company, storeId: number): Promise<void> {
  const response = await fetch(`${address}/api/stocktakes`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      cookie: company.hq.cookie,
    },
    body: JSON.stringify({ storeId, scope: { kind: 'full' }, zones: ['A'] }),
  });
  const { id } = (await response.json()) as { id?: number };
  if (response.status !== 201 || id !== storeId) throw new Error(`${response.status}: stocktake ${id}`);
}
