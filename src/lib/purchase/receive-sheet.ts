import type { RefusedCause } from '#domain/purchase/act.ts';
import type { PurchaseActRequest } from '#protocol/purchase/command.ts';
import type { PurchaseLineView } from '#protocol/purchase/views.ts';

/** One line as it is unpacked. Base units; a price in fen for a pack where the note says another. */
export interface Counted {
  readonly quantity: number;
  readonly gift: number;
  readonly refused: number;
  readonly cause: RefusedCause;
  readonly price: number | null;
}

export const nothingCounted: Counted = { quantity: 0, gift: 0, refused: 0, cause: 'damaged', price: null };

type Line = Pick<PurchaseLineView, 'pack' | 'packs' | 'received'>;

export function leftOf({ pack, packs, received }: Line): number {
  return Math.max(0, pack * packs - received);
}

/** How many more than ordered may still be taken in without asking. */
export function overLeftOf({ pack, packs, received }: Line, percent: number): number {
  const ordered = pack * packs;
  return Math.max(0, Math.floor((ordered * percent) / 100) - Math.max(0, received - ordered));
}

/** The body of the command; lines of which nothing is told are left out: they are still to come. */
export function receiveAct(
  counted: ReadonlyMap<number, Counted>,
  paper: string,
): Extract<PurchaseActRequest, { kind: 'receive' }> {
  return {
    kind: 'receive',
    paper: paper.trim(),
    note: '',
    lines: [...counted]
      .filter(([, one]) => one.quantity > 0 || one.gift > 0 || one.refused > 0)
      .map(([sku, { quantity, gift, refused, cause, price }]) => ({
        sku,
        quantity,
        gift,
        price,
        refused: refused > 0 ? [{ cause, quantity: refused }] : [],
      })),
  };
}
