import { describe, expect, test } from 'vitest';
import { Book } from './book.ts';
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
} from './ledger-page.ts';

describe('what is held for somebody, and what is on its way', () => {
  test('[ST-4][TR-5] a dispatch draws on its reservation, a sale can’t take what is held, the release gives back the rest', () => {
    const book = new Book();
    posting(receipt(shelfB, 10, 50), book);
    const held = posting(
      { kind: 'reserve', location: shelfB, lines: [{ sku: rice, quantity: units(6) }] },
      book,
    );
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
    const dispatch = (count: number): Command => ({
      kind: 'dispatch',
      location: shelfB,
      target: transitA,
      of: linked,
      lines: [{ sku: rice, quantity: units(count) }],
    });
    expect(post(sale(shelfB, 5), book, context())).toMatchObject({ code: 'stock.insufficient' });
    const part = posting(dispatch(4), book, linked);
    expect(part.reserved).toEqual([{ line: 1, sku: rice, quantity: -4 }]);
    expect(book.read(shelfB, rice)).toMatchObject({ onHand: 6, reserved: 2 });
    const left = { ...linked, reserved: [{ line: 1, sku: rice, quantity: units(2) }] };
    expect(post(dispatch(7), book, context(left))).toMatchObject({ code: 'stock.insufficient' });
    expect(book.read(shelfB, rice)).toMatchObject({ onHand: 6, reserved: 2 });
    posting({ kind: 'release', location: shelfB, of: linked }, book, left);
    expect(book.read(shelfB, rice)).toMatchObject({ onHand: 6, reserved: 0 });
    const empty = { ...linked, reserved: [{ line: 1, sku: rice, quantity: units(0) }] };
    expect(post({ kind: 'release', location: shelfB, of: linked }, book, context(empty))).toMatchObject({
      code: 'release.already',
    });
  });

  test('[I5] goods lost on their way leave transit, and no mirror undoes what a transfer moved', () => {
    const book = new Book();
    posting(receipt(shelfA, 10, 33.33), book);
    const lines = [{ sku: rice, quantity: units(4) }];
    const sent = posting({ kind: 'dispatch', location: shelfA, target: transitB, lines }, book);
    posting(
      {
        kind: 'write_off',
        location: transitB,
        cause: 'lost',
        happened: false,
        lines: [{ sku: rice, quantity: units(1) }],
      },
      book,
    );
    expect(book.read(transitB, rice)).toMatchObject({ onHand: 3, value: 1000 });
    posting(
      {
        kind: 'receive',
        location: transitB,
        target: shelfA,
        lines: [{ sku: rice, quantity: units(3) }],
      },
      book,
    );
    expect(book.read(transitB, rice)).toMatchObject({ onHand: 0, value: 0 });
    const linked: LinkedDocument = {
      location: shelfA,
      position: 2,
      kind: 'dispatch',
      counterLocation: transitB,
      counterPosition: null,
      isReversed: false,
      isReleased: false,
      movements: sent.movements.map((movement) => ({ ...movement, returned: units(0) })),
      reserved: [],
    };
    expect(post({ kind: 'reversal', location: shelfA, of: linked }, book, context(linked))).toMatchObject({
      code: 'document.wrong_kind',
    });
  });
});
