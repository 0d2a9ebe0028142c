import { quantity, type Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { LocationId } from '../store/ids.ts';
import type { Book } from './book.ts';
import type { Command } from './command.ts';
import type { ReservedLine } from './document.ts';
import { refuse, type Refusal } from './outcome.ts';
import type { Posting, PostingContext } from './posting.ts';
import { findShort } from './shortage.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

export function postReserve(command: CommandOf<'reserve'>, book: Book): Posting | Refusal {
  const short = findShort(command.lines, command.location, book);
  if (short) return short;
  return postReserved(
    command.location,
    command.lines.map(({ sku, quantity }, index) => ({ line: index + 1, sku, quantity })),
    book,
  );
}

/** Gives back what the reservation still holds: less what was dispatched of it. */
export function postRelease(
  command: CommandOf<'release'>,
  book: Book,
  context: PostingContext,
): Posting | Refusal {
  const reservation = context.linkedOf(command.of);
  if (!reservation) return refuse('document.not_found');
  if (reservation.kind !== 'reserve' || reservation.location !== command.location)
    return refuse('document.wrong_kind');
  if (reservation.isReleased) return refuse('release.already');
  const held = reservation.reserved.filter((line) => line.quantity > 0);
  if (held.length === 0) return refuse('release.already');
  return postReserved(
    command.location,
    held.map(({ line, sku, quantity: units }) => ({ line, sku, quantity: quantity(-units) })),
    book,
  );
}

function postReserved(location: LocationId, lines: readonly ReservedLine[], book: Book): Posting {
  holdLines(location, lines, book);
  return {
    outcome: 'posting',
    movements: [],
    reserved: lines,
    reorderPoints: [],
    counterLocation: null,
    notes: [],
    layers: [],
  };
}

/** Adds lines, positive or negative, to what is reserved. */
export function holdLines(location: LocationId, lines: readonly ReservedLine[], book: Book): void {
  for (const { sku, quantity: units } of lines) {
    const level = book.read(location, sku);
    book.write(location, sku, { ...level, reserved: quantity(level.reserved + units) });
  }
}

/** What a dispatch takes of each line of a reservation, as negative lines; never more than the line still holds. */
export function drawnLines(
  wanted: readonly { readonly sku: SkuId; readonly quantity: Quantity }[],
  held: readonly ReservedLine[],
): readonly ReservedLine[] {
  const leftBySku = new Map<SkuId, number>();
  for (const { sku, quantity } of wanted) leftBySku.set(sku, (leftBySku.get(sku) ?? 0) + quantity);
  return held.flatMap(({ line, sku, quantity: units }) => {
    const left = leftBySku.get(sku) ?? 0;
    const taken = Math.min(left, units);
    if (taken <= 0) return [];
    leftBySku.set(sku, left - taken);
    return [{ line, sku, quantity: quantity(-taken) }];
  });
}
