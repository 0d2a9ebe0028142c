import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import { entryKey, type Counter, type Entry } from '#domain/stocktake/entry.ts';
import { settleLine } from '#domain/stocktake/settle.ts';
import { Tally } from '#domain/stocktake/tally.ts';
import { countedLines } from '#domain/stocktake/window.ts';
import { entryWrite, markWrite, SheetFold, voidWrite, type SheetWrite } from './sheet-fold.ts';
import { sheetShape } from './sheet-shape.ts';
import { formatEntry, parseEntry } from './sheet-values.ts';

const counterOf = (device: number) => `${device + 1}-dev000000${device % 10}-0` as Counter;

const roots = Object.keys(sheetShape.roots);

function put(doc: Y.Doc, { root, key, value }: SheetWrite): void {
  doc.getMap<string>(root).set(key, value);
}

function foldOf(doc: Y.Doc): SheetFold {
  const fold = new SheetFold();
  for (const root of roots) for (const [key, value] of doc.getMap<string>(root)) fold.put(root, key, value);
  return fold;
}

/** A fold that grows with the document, as a page's does. */
function follow(doc: Y.Doc): SheetFold {
  const fold = new SheetFold();
  for (const root of roots) {
    const map = doc.getMap<string>(root);
    map.observe((event) => {
      for (const key of event.keysChanged) fold.put(root, key as string, map.get(key as string));
    });
  }
  return fold;
}

/** A phone: its own replica, its own counter; updates leave it when it has network. */
function phone(device: number) {
  const doc = new Y.Doc();
  const tally = new Tally(counterOf(device), 0, 0);
  return {
    doc,
    tally,
    scan(sku: number, units: number, atSeconds = 0): Entry {
      const entry = tally.next({
        counted: { kind: 'sku', sku: sku as SkuId },
        zone: 0,
        round: 1,
        quantity: quantity(units),
        atSeconds,
      });
      put(doc, entryWrite(entry));
      return entry;
    },
  };
}

test('[I28][SK-2] twenty phones offline count 12,012 pieces of the same goods: all 12,012 are there', () => {
  const phones = Array.from({ length: 20 }, (_, device) => phone(device));
  let counted = 0;
  for (let turn = 0; counted < 12_012; turn++) {
    for (const one of phones) {
      if (counted >= 12_012) break;
      const units = Math.min((turn % 3) + 1, 12_012 - counted);
      one.scan((turn % 7) + 1, units);
      counted += units;
    }
  }
  const server = new Y.Doc();
  // Everybody comes back at once, in any order, some of them twice.
  for (const one of [...phones.toReversed(), ...phones.slice(0, 7)]) {
    Y.applyUpdate(server, Y.encodeStateAsUpdate(one.doc));
  }
  for (const one of phones) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(server));
  expect(foldOf(server).sheet.units).toBe(12_012);
  for (const one of phones) expect(foldOf(one.doc).sheet.units).toBe(12_012);
});

interface Scan {
  readonly device: number;
  readonly sku: number;
  readonly units: number;
  readonly isVoided: boolean;
}

const scans = fc.array(
  fc.record({
    device: fc.nat(4),
    sku: fc.integer({ min: 1, max: 4 }),
    units: fc.integer({ min: 0, max: 30 }),
    isVoided: fc.boolean(),
  }),
  { maxLength: 60 },
);

function expected(all: readonly Scan[]): number {
  return all.reduce((sum, scan) => sum + (scan.isVoided ? 0 : scan.units), 0);
}

test('[I25][I28][SK-2] any devices, duplicates and order: the sum of the entries is what was counted', () => {
  fc.assert(
    fc.property(scans, fc.infiniteStream(fc.nat()), (all, dice) => {
      const updates: Uint8Array[] = [];
      const phones = Array.from({ length: 5 }, (_, device) => {
        const one = phone(device);
        one.doc.on('update', (update: Uint8Array) => updates.push(update));
        return one;
      });
      for (const { device, sku, units, isVoided } of all) {
        const one = phones[device];
        const entry = one?.scan(sku, units);
        if (one && entry && isVoided) put(one.doc, voidWrite(entryKey(entry.counter, entry.number), 1));
      }
      const roll = (sides: number): number => (dice.next().value as number) % sides;
      const server = new Y.Doc();
      const follower = follow(server);
      const wire = updates.flatMap((update) => (roll(3) === 0 ? [update, update] : [update]));
      for (let index = wire.length - 1; index > 0; index--) {
        const other = roll(index + 1);
        [wire[index], wire[other]] = [wire[other] as Uint8Array, wire[index] as Uint8Array];
      }
      for (const update of wire) Y.applyUpdate(server, update);
      expect(follower.sheet.units).toBe(expected(all));
      expect(foldOf(server).sheet.units).toBe(expected(all));
      const perSku = (sheet: typeof follower.sheet) =>
        [...sheet.skus()].sort((a, b) => a - b).map((sku) => [sku, sheet.lineOf(sku)?.total]);
      expect(perSku(follower.sheet)).toEqual(perSku(foldOf(server).sheet));
    }),
    { numRuns: 150 },
  );
});

type Deed =
  | { readonly kind: 'sale'; readonly zone: number }
  | { readonly kind: 'restock'; readonly zone: number }
  | { readonly kind: 'count'; readonly device: number; readonly zone: number }
  | { readonly kind: 'poll'; readonly device: number };

const deeds = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('sale' as const), zone: fc.nat(2) }),
    fc.record({ kind: fc.constant('restock' as const), zone: fc.nat(2) }),
    fc.record({ kind: fc.constant('count' as const), device: fc.nat(2), zone: fc.nat(2) }),
    fc.record({ kind: fc.constant('poll' as const), device: fc.nat(2) }),
  ),
  { maxLength: 80 },
);

test('[I6][SK-7] sales and receipts woven between the counts of a right shelf never make a variance', () => {
  fc.assert(
    fc.property(deeds, fc.boolean(), (all: readonly Deed[], arePollsSlow) => {
      // One SKU in three zones; the books are right all the time, each zone is counted once, in any order.
      const zones = [10, 10, 10];
      const history: { position: number; delta: number }[] = [];
      let head = 0;
      const phones = [phone(0), phone(1), phone(2)];
      const answers: (() => void)[] = [];
      const done = new Set<number>();
      const step = (deed: Deed): void => {
        if (deed.kind === 'sale' || deed.kind === 'restock') {
          const delta = deed.kind === 'sale' ? -1 : 2;
          if ((zones[deed.zone] ?? 0) + delta < 0) return;
          zones[deed.zone] = (zones[deed.zone] ?? 0) + delta;
          history.push({ position: ++head, delta });
        } else if (deed.kind === 'poll') {
          const tally = phones[deed.device]?.tally;
          const position = head;
          tally?.ask();
          // A slow answer arrives when the ledger has long gone on.
          if (arePollsSlow) answers.push(() => tally?.learn(position));
          else tally?.learn(position);
        } else if (!done.has(deed.zone)) {
          done.add(deed.zone);
          phones[deed.device]?.scan(1, zones[deed.zone] ?? 0);
        }
      };
      all.forEach((deed, index) => {
        step(deed);
        if (index % 4 === 3) for (const answer of answers.splice(0)) answer();
      });
      for (const zone of [0, 1, 2]) step({ kind: 'count', device: zone, zone });
      const server = new Y.Doc();
      for (const { doc, tally } of phones) {
        const mark = tally.pause();
        if (mark) put(doc, markWrite(tally.counter, mark.through, mark.position));
        Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
      }
      const [line] = countedLines(foldOf(server).sheet, head);
      if (!line) throw new Error('nothing was counted');
      const book = 30 + sum(history.filter(({ position }) => position <= line.from));
      const inside = history.filter(({ position }) => position > line.from && position <= line.through);
      const books = {
        book,
        movedIn: sum(inside.filter(({ delta }) => delta > 0)),
        movedOut: -sum(inside.filter(({ delta }) => delta < 0)),
      };
      const asked = settleLine(line, books, undefined);
      expect(asked.variance).toBe(0);
      expect(asked.state).toBe(inside.length > 0 ? 'asked' : 'fine');
      expect(settleLine(line, books, 'use_count').variance).toBe(0);
    }),
    { numRuns: 500 },
  );
});

function sum(history: readonly { delta: number }[]): number {
  return history.reduce((total, { delta }) => total + delta, 0);
}

test('[SK-7] a true difference is found exactly where nothing moved while it was counted', () => {
  const line = { sku: 1 as SkuId, counted: 7, from: 12, through: 12, entries: 1, round: 1 };
  expect(settleLine(line, { book: 9, movedIn: 0, movedOut: 0 }, undefined)).toMatchObject({
    variance: -2,
    state: 'fine',
  });
  // Two were sold inside an offline range: 7 through 9 agree with the books, 5 is two too few whatever happened.
  const range = { ...line, counted: 5, through: 20 };
  expect(settleLine(range, { book: 9, movedIn: 0, movedOut: 2 }, undefined)).toMatchObject({
    variance: 0,
    state: 'asked',
  });
  expect(settleLine(range, { book: 9, movedIn: 0, movedOut: 2 }, 'use_count')).toMatchObject({
    variance: -2,
  });
});

test('entries read back what was written, and nothing else is an entry', () => {
  fc.assert(
    fc.property(
      fc.record({
        counted: fc.oneof(
          fc.record({
            kind: fc.constant('sku' as const),
            sku: fc.integer({ min: 1, max: 2_147_483_647 }).map((id) => id as SkuId),
          }),
          fc.record({
            kind: fc.constant('barcode' as const),
            barcode: fc.oneof(fc.stringMatching(/^[!-~]{1,64}$/), fc.constant('FJ3465-160-RG-37.5-喜燕归')),
          }),
        ),
        zone: fc.nat(200),
        round: fc.integer({ min: 1, max: 9 }),
        quantity: fc.nat(1_000_000).map(quantity),
        position: fc.nat(2 ** 40),
        atSeconds: fc.nat(2 ** 33),
        seal: fc.option(fc.record({ through: fc.nat(50_000), position: fc.nat(2 ** 40) })),
      }),
      (entry) => {
        const value = formatEntry(entry);
        expect(parseEntry('1k-abcd:a', value)).toEqual({ counter: '1k-abcd', number: 10, ...entry });
        expect(value.length).toBeLessThanOrEqual(300);
      },
    ),
  );
  for (const bad of [
    '',
    '1.0.1.1.0',
    '0.0.1.1.0.0',
    '1.0.0.1.0.0',
    '1.0.1.-1.0.0',
    '1.0.1.1e9.0.0.x',
    '1.00.1.1.0.0',
    '!.0.1.1.0.0',
  ])
    expect(parseEntry('1k-abcd:a', bad), bad).toBeUndefined();
});

test('[A16][SK-1] what writers write fits the shape, and keys name whose they are', () => {
  const entry = phone(3).scan(1, 2);
  const write = entryWrite(entry);
  const { key, value } = sheetShape.roots.e;
  expect(key.exec(write.key)?.groups?.['counter']).toBe(counterOf(3));
  expect(value.safeParse(write.value).success).toBe(true);
  for (const bad of ['__proto__', '1-short-0:1', `${counterOf(3)}:0`, counterOf(3)])
    expect(key.test(bad)).toBe(false);
  for (const bad of [1, null, {}, '1.0.1.-1.0.0']) expect(value.safeParse(bad).success).toBe(false);
  expect(sheetShape.roots.r.value.safeParse('1').success).toBe(false);
  expect(sheetShape.roots.r.value.safeParse('2.1k').success).toBe(true);
});
