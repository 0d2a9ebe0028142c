import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundary } from '../store/location.ts';
import type { BusinessDay } from '../store/business-day.ts';
import type { Fen } from '../money.ts';
import { Book } from './book.ts';
import { costings } from './costing.ts';
import { leftOf } from './layer.ts';
import type { Command } from './command.ts';
import { post } from './post.ts';
import type { LinkedDocument } from './posting.ts';
import {
  context,
  posting,
  receipt,
  rice,
  sale,
  shelfA,
  shelfB,
  transitA,
  transitB,
  units,
  yuan,
} from './ledger-page.ts';

describe('a ledger page', () => {
  test('[ST-2] a sale issues at the moving average and the last unit takes the remaining value', () => {
    const book = new Book();
    posting(receipt(shelfA, 3, 10), book);
    const costs = [1, 1, 1].map((count) => posting(sale(shelfA, count), book).movements[0]?.value);
    expect(costs).toEqual([333, 334, 333]);
    expect(book.read(shelfA, rice)).toMatchObject({ onHand: 0, value: 0 });
  });

  test('[ST-3] refuses to sell more than is available, summed over the lines of one document, and leaves the book', () => {
    const book = new Book();
    posting(receipt(shelfB, 5, 50), book);
    const line = { sku: rice, quantity: units(3), amount: yuan(60) };
    const outcome = post(
      { kind: 'sale', location: shelfB, happened: false, lines: [line, line] },
      book,
      context(),
    );
    expect(outcome).toMatchObject({
      outcome: 'refused',
      code: 'stock.insufficient',
      facts: { asked: 6, available: 5 },
    });
    expect(book.read(shelfB, rice).onHand).toBe(5);
  });

  test('[ST-4] reserved stock is not available, a release gives it back once', () => {
    const book = new Book();
    posting(receipt(shelfB, 5, 50), book);
    const held = posting(
      { kind: 'reserve', location: shelfB, lines: [{ sku: rice, quantity: units(4) }] },
      book,
    );
    expect(post(sale(shelfB, 2), book, context())).toMatchObject({ code: 'stock.insufficient' });
    const linked: LinkedDocument = {
      location: shelfB,
      position: 2,
      kind: 'reserve',
      counterLocation: null,
      counterPosition: null,
      isReversed: false,
      isReleased: false,
      movements: [],
      reserved: held.reserved,
    };
    const release: Command = { kind: 'release', location: shelfB, of: linked };
    posting(release, book, linked);
    expect(book.read(shelfB, rice)).toMatchObject({ onHand: 5, reserved: 0 });
    expect(post(release, book, context({ ...linked, isReleased: true }))).toMatchObject({
      code: 'release.already',
    });
  });

  test('[ST-5] a sale that happened goes below zero with a note, and the next receipt trues up its cost', () => {
    const book = new Book();
    posting(receipt(shelfA, 1, 10), book);
    const sold = posting(sale(shelfA, 3, true), book);
    expect(sold.notes.map((note) => note.code)).toEqual(['stock.negative', 'stock.cost_pending']);
    expect(book.read(shelfA, rice)).toMatchObject({ onHand: -2, value: yuan(-20) });
    const came = posting(receipt(shelfA, 5, 60), book);
    expect(came.movements[1]).toMatchObject({ target: boundary.variance, quantity: 0, value: yuan(4) });
    expect(book.read(shelfA, rice)).toMatchObject({ onHand: 3, value: yuan(36) });
  });

  test('[ST-6] value travels with the goods through transit', () => {
    const book = new Book();
    posting(receipt(shelfA, 10, 33.33), book);
    const lines = [{ sku: rice, quantity: units(4) }];
    posting({ kind: 'dispatch', location: shelfA, target: transitB, lines }, book);
    expect(book.read(transitB, rice)).toMatchObject({ onHand: 4, value: 1333 });
    posting({ kind: 'receive', location: transitB, target: shelfB, lines }, book);
    expect(book.read(transitB, rice)).toMatchObject({ onHand: 0, value: 0 });
    expect(book.read(shelfB, rice)).toMatchObject({ onHand: 4, value: 1333 });
    expect(
      post({ kind: 'receive', location: transitB, target: shelfB, lines }, book, context()),
    ).toMatchObject({ code: 'stock.insufficient' });
  });

  test('[ST-7] a route that is none is refused', () => {
    const book = new Book();
    posting(receipt(shelfA, 10, 10), book);
    const lines = [{ sku: rice, quantity: units(1) }];
    expect(post({ kind: 'move', location: shelfA, target: shelfA, lines }, book, context())).toMatchObject({
      code: 'move.same_location',
    });
    expect(
      post({ kind: 'dispatch', location: shelfA, target: transitA, lines }, book, context()),
    ).toMatchObject({ code: 'move.wrong_location' });
  });

  test('[ST-8] parts of a sale come back, never more than was sold, and their slices sum to the whole', () => {
    const book = new Book();
    posting(receipt(shelfA, 3, 10), book);
    const sold = posting(
      {
        kind: 'sale',
        location: shelfA,
        happened: false,
        lines: [{ sku: rice, quantity: units(3), amount: yuan(10) }],
      },
      book,
    );
    let returned = 0;
    let refunded = 0;
    for (const count of [1, 1, 1]) {
      const linked: LinkedDocument = {
        location: shelfA,
        position: 2,
        kind: 'sale',
        counterLocation: null,
        counterPosition: null,
        isReversed: false,
        isReleased: false,
        movements: sold.movements.map((movement) => ({ ...movement, returned: units(returned) })),
        reserved: [],
      };
      const back: Command = {
        kind: 'return',
        location: shelfA,
        of: linked,
        lines: [{ sku: rice, ofLine: 1, quantity: units(count), amount: null }],
      };
      refunded -= posting(back, book, linked).movements[0]?.amount ?? 0;
      returned += count;
      if (returned === 3) {
        const full = {
          ...linked,
          movements: linked.movements.map((movement) => ({ ...movement, returned: units(3) })),
        };
        expect(post(back, book, context(full))).toMatchObject({ code: 'return.more_than_sold' });
      }
    }
    expect(refunded).toBe(yuan(10));
    expect(book.read(shelfA, rice)).toMatchObject({ onHand: 3, value: yuan(10) });
  });

  test('[ST-9] nothing enters a closed business day', () => {
    const outcome = post(receipt(shelfA, 1, 1), new Book(), context(undefined, 20_000 as BusinessDay));
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'period.closed' });
  });
});

const anyCommand: fc.Arbitrary<Command> = fc
  .record({
    kind: fc.constantFrom(
      'receipt',
      'sale',
      'happened',
      'write_off',
      'found',
      'missing',
      'dispatch',
      'receive',
      'move',
    ),
    store: fc.boolean(),
    count: fc.integer({ min: 1, max: 40 }),
    value: fc.integer({ min: 0, max: 5000 }),
  })
  .map(({ kind, store, count, value }): Command => {
    const at = store ? shelfA : shelfB;
    const lines = [{ sku: rice, quantity: units(count) }];
    switch (kind) {
      case 'receipt':
        return { kind, location: at, lines: [{ sku: rice, quantity: units(count), value: value as Fen }] };
      case 'write_off':
        return { kind, location: at, cause: 'damaged', happened: false, lines };
      case 'found':
      case 'missing':
        return {
          kind: 'adjustment',
          location: at,
          cause: 'miscounted',
          happened: true,
          lines: [{ sku: rice, quantity: units(kind === 'found' ? count : -count) }],
        };
      case 'dispatch':
        return { kind, location: at, target: store ? transitB : transitA, lines };
      case 'receive':
        return { kind, location: store ? transitA : transitB, target: at, lines };
      case 'move':
        return { kind, location: at, target: store ? shelfB : shelfA, lines };
      default:
        return sale(at, count, kind === 'happened');
    }
  });

test.each(costings)(
  '[I1][I2][I3] by %s levels are the sum of movements, nothing is made or lost, nothing is worth nothing',
  (costing) => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 60 }), (commands) => {
        const book = new Book(costing);
        let position = 0;
        const sums = new Map<number, { units: number; value: number }>();
        const add = (id: number, count: number, value: number) => {
          const sum = sums.get(id) ?? { units: 0, value: 0 };
          sums.set(id, { units: sum.units + count, value: sum.value + value });
        };
        for (const command of commands) {
          position += 1;
          const outcome = post(command, book, { ...context(), nextPositionOf: () => position });
          if (outcome.outcome === 'refused') continue;
          for (const { source, target, quantity, value } of outcome.movements) {
            expect(quantity).toBeGreaterThanOrEqual(0);
            add(source, -quantity, -value);
            add(target, quantity, value);
          }
        }
        let total = 0;
        for (const { units: count } of sums.values()) total += count;
        expect(total).toBe(0);
        for (const id of [shelfA, shelfB, transitA, transitB]) {
          const level = book.read(id, rice);
          expect(level.onHand).toBe(sums.get(id)?.units ?? 0);
          expect(level.value).toBe(sums.get(id)?.value ?? 0);
          if (level.layers) expect(leftOf(level.layers).quantity).toBe(Math.max(0, level.onHand));
          if (level.layers && level.onHand >= 0) expect(leftOf(level.layers).value).toBe(level.value);
          if (level.onHand === 0) expect(level.value).toBe(0);
          if (level.onHand > 0) expect(level.value).toBeGreaterThanOrEqual(0);
          if (id === transitA || id === transitB) expect(level.onHand).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 600 },
    );
  },
);
