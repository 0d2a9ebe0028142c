import * as z from 'zod/mini';
import { refusedCauses, type RefusedCause } from '#domain/purchase/act.ts';
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

const units = z.int().check(z.minimum(0), z.maximum(1_000_000));
const keptSchema = z.object({
  paper: z.string().check(z.maxLength(80)),
  counted: z.array(
    z.tuple([
      z.int(),
      z.object({
        quantity: units,
        gift: units,
        refused: units,
        cause: z.enum(refusedCauses),
        price: z.nullable(z.int()),
      }),
    ]),
  ),
});
export interface KeptReceipt {
  readonly paper: string;
  readonly counted: ReadonlyMap<number, Counted>;
}

/** What this device kept of a receipt that is not sent yet; nothing where it kept none, or nonsense. */
export function keptReceipt(value: unknown): KeptReceipt {
  const kept = keptSchema.safeParse(value);
  return kept.success
    ? { paper: kept.data.paper, counted: new Map(kept.data.counted) }
    : { paper: '', counted: new Map() };
}

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
