import { expect, test } from 'vitest';
import { Book } from './book.ts';
import type { Command } from './command.ts';
import { context, posting, receipt, rice, sale, shelfA, shelfB, transitB, units } from './ledger-page.ts';
import { post } from './post.ts';
import type { LinkedDocument } from './posting.ts';

const of = { location: shelfA, position: 7 };

/** A document at store A that sold two, or was whatever its changes say. */
function document(change: Partial<LinkedDocument> = {}): LinkedDocument {
  const book = new Book();
  posting(receipt(shelfA, 5, 50), book);
  const { movements } = posting(sale(shelfA, 2), book);
  return {
    ...{
      ...of,
      kind: 'sale',
      counterLocation: null,
      counterPosition: null,
      isReversed: false,
      isReleased: false,
    },
    movements: movements.map((movement) => ({ ...movement, returned: units(0) })),
    reserved: [],
    ...change,
  };
}

const reversal: Command = { kind: 'reversal', location: shelfA, of };
const back: Command = {
  kind: 'return',
  location: shelfA,
  of,
  lines: [{ sku: rice, quantity: units(1), ofLine: 1, amount: null }],
};
const dispatch: Command = {
  kind: 'dispatch',
  location: shelfA,
  target: transitB,
  of,
  lines: [{ sku: rice, quantity: units(1) }],
};
const release: Command = { kind: 'release', location: shelfA, of };

/** What stands at the first place and what is done to it; nothing of it may move a piece. */
const refused: readonly (readonly [what: string, Command, LinkedDocument | undefined, code: string])[] = [
  ['reversal of what is not there', reversal, undefined, 'document.not_found'],
  ['reversal of a reversal', reversal, document({ kind: 'reversal' }), 'document.wrong_kind'],
  ['reversal from another store', { ...reversal, location: shelfB }, document(), 'document.wrong_kind'],
  ['reversal of what moved nothing', reversal, document({ movements: [] }), 'document.wrong_kind'],
  ['reversal once more', reversal, document({ isReversed: true }), 'reversal.already'],
  [
    'reversal of what partly came back',
    reversal,
    document({ movements: document().movements.map((one) => ({ ...one, returned: units(1) })) }),
    'reversal.already',
  ],
  ['return of what is not there', back, undefined, 'document.not_found'],
  ['return of a receipt', back, document({ kind: 'receipt' }), 'document.wrong_kind'],
  ['return of a reversed sale', back, document({ isReversed: true }), 'document.wrong_kind'],
  ['return at another store', { ...back, location: shelfB }, document(), 'document.wrong_kind'],
  ['dispatch on what is not there', dispatch, undefined, 'document.not_found'],
  ['dispatch on a sale', dispatch, document(), 'document.wrong_kind'],
  [
    'dispatch on a released reservation',
    dispatch,
    document({ kind: 'reserve', isReleased: true }),
    'release.already',
  ],
  [
    'dispatch on a reservation elsewhere',
    dispatch,
    document({ kind: 'reserve', location: shelfB }),
    'document.wrong_kind',
  ],
  ['release of what is not there', release, undefined, 'document.not_found'],
  ['release of a sale', release, document(), 'document.wrong_kind'],
  ['release once more', release, document({ kind: 'reserve', isReleased: true }), 'release.already'],
  [
    'release at another store',
    { ...release, location: shelfB },
    document({ kind: 'reserve' }),
    'document.wrong_kind',
  ],
];

test.each(refused)(
  '[I4][I9][I14] %s is refused, and the book stays as it was',
  (_, command, linked, code) => {
    const book = new Book();
    posting(receipt(shelfA, 5, 50), book);
    posting(receipt(shelfB, 5, 50), book);
    expect(post(command, book, context(linked))).toMatchObject({ outcome: 'refused', code });
    for (const shelf of [shelfA, shelfB])
      expect(book.read(shelf, rice)).toMatchObject({ onHand: 5, value: 5000, reserved: 0 });
  },
);
