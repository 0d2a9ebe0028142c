import { fen, shareOfValue, type Fen } from '../money.ts';
import { quantity, zeroQuantity, type Quantity } from '../quantity.ts';
import { boundary, type HoldingLocation } from '../store/location.ts';
import type { LocationId } from '../store/ids.ts';
import type { Book } from './book.ts';
import type { Command } from './command.ts';
import type { ReservedLine } from './document.ts';
import { issueValue, knownValue } from './level.ts';
import { drawnLines, holdLines, postRelease, postReserve } from './held.ts';
import { MovementWriter } from './movement-writer.ts';
import { refuse, type Refusal } from './outcome.ts';
import type { LinkedDocument, LinkedMovement, Posting, PostingContext } from './posting.ts';
import { findShort } from './shortage.ts';

/**
 * Decides one command against the book and, where it may be posted, writes the new levels into the book.
 * Pure but for the book; a refusal leaves the book as it was.
 */
export function post(command: Command, book: Book, context: PostingContext): Posting | Refusal {
  if (context.closedThrough !== null && context.businessDay <= context.closedThrough) {
    return refuse('period.closed', { closedThrough: context.closedThrough });
  }
  switch (command.kind) {
    case 'opening':
      return postInbound(command, boundary.opening, book, context);
    case 'receipt':
      return postInbound(command, boundary.supplier, book, context);
    case 'sale':
      return postSale(command, book, context);
    case 'return':
      return postReturn(command, book, context);
    case 'adjustment':
      return postAdjustment(command, book, context);
    case 'write_off':
      return postWriteOff(command, book, context);
    case 'move':
    case 'receive':
      return postMove(command, book, context);
    case 'dispatch':
      return postDispatch(command, book, context);
    case 'reserve':
      return postReserve(command, book);
    case 'release':
      return postRelease(command, book, context);
    case 'reorder_point':
      return postReorderPoint(command, book);
    case 'reversal':
      return postReversal(command, book, context);
  }
}

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

function postInbound(
  command: CommandOf<'opening' | 'receipt'>,
  source: LocationId,
  book: Book,
  context: PostingContext,
): Posting {
  const writer = new MovementWriter(book, context, command.location);
  for (const { sku, quantity, value } of command.lines) writer.bring({ sku, source, quantity, value });
  return posted(writer);
}

function postSale(command: CommandOf<'sale'>, book: Book, context: PostingContext): Posting | Refusal {
  const mayGoBelow = command.happened || context.locationOf(command.location)?.negativePolicy === 'flag';
  const short = mayGoBelow ? undefined : findShort(command.lines, command.location, book);
  if (short) return short;
  const writer = new MovementWriter(book, context, command.location);
  for (const { sku, quantity, amount } of command.lines) {
    writer.take({
      sku,
      target: boundary.customer,
      quantity,
      amount,
      value: issueValue(book.read(command.location, sku), quantity),
    });
  }
  return posted(writer);
}

function postReturn(command: CommandOf<'return'>, book: Book, context: PostingContext): Posting | Refusal {
  if (!command.of) return postUnlinkedReturn(command, book, context);
  const sale = context.linkedOf(command.of);
  if (!sale) return refuse('document.not_found');
  if (sale.kind !== 'sale' || sale.isReversed || sale.location !== command.location)
    return refuse('document.wrong_kind');
  const returnedByLine = new Map(sale.movements.map((movement) => [movement.line, movement.returned]));
  const planned: { line: LinkedMovement; from: Quantity; to: Quantity }[] = [];
  for (const { ofLine, quantity: units } of command.lines) {
    const line = sale.movements.find((movement) => movement.line === ofLine && movement.quantity > 0);
    if (!line) return refuse('return.line_unknown', { line: ofLine ?? 0 });
    const from = returnedByLine.get(line.line) ?? zeroQuantity;
    const to = quantity(from + units);
    if (to > line.quantity) {
      return refuse('return.more_than_sold', {
        line: line.line,
        sold: line.quantity,
        returned: from,
        asked: units,
      });
    }
    returnedByLine.set(line.line, to);
    planned.push({ line, from, to });
  }
  const writer = new MovementWriter(book, context, command.location);
  for (const { line, from, to } of planned) {
    writer.bring({
      sku: line.sku,
      source: boundary.customer,
      quantity: quantity(to - from),
      value: sliceOf(line.value, from, to, line.quantity),
      amount: fen(-sliceOf(line.amount, from, to, line.quantity)),
      ofLine: line.line,
    });
  }
  return posted(writer);
}

/** The part of a whole between two marks; the slices of a whole always sum to it (I15). */
function sliceOf(value: Fen, from: Quantity, to: Quantity, whole: Quantity): Fen {
  return fen(shareOfValue(value, to, whole) - shareOfValue(value, from, whole));
}

function postUnlinkedReturn(command: CommandOf<'return'>, book: Book, context: PostingContext): Posting {
  const writer = new MovementWriter(book, context, command.location);
  for (const { sku, quantity, amount } of command.lines) {
    const value = knownValue(book.read(command.location, sku), quantity);
    writer.bring({ sku, source: boundary.customer, quantity, value, amount: fen(-(amount ?? 0)) });
  }
  return posted(writer);
}

function postAdjustment(
  command: CommandOf<'adjustment'>,
  book: Book,
  context: PostingContext,
): Posting | Refusal {
  // A count is a fact: what it found missing is missing, even where somebody has reserved or sold it since. [SK-8]
  const mayGoBelow =
    command.cause === 'counted' ||
    (command.happened && context.locationOf(command.location)?.negativePolicy === 'flag');
  const leaving = command.lines.filter((line) => line.quantity < 0);
  const taken = leaving.map(({ sku, quantity: units }) => ({ sku, quantity: quantity(-units) }));
  const short = mayGoBelow ? undefined : findShort(taken, command.location, book);
  if (short) return short;
  const writer = new MovementWriter(book, context, command.location);
  for (const { sku, quantity: units } of command.lines) {
    const level = book.read(command.location, sku);
    if (units > 0) {
      writer.bring({ sku, source: boundary.count, quantity: units, value: knownValue(level, units) });
    } else {
      const missing = quantity(-units);
      writer.take({ sku, target: boundary.count, quantity: missing, value: issueValue(level, missing) });
    }
  }
  return posted(writer);
}

function postWriteOff(
  command: CommandOf<'write_off'>,
  book: Book,
  context: PostingContext,
): Posting | Refusal {
  const mayGoBelow = command.happened && context.locationOf(command.location)?.negativePolicy === 'flag';
  const short = mayGoBelow ? undefined : findShort(command.lines, command.location, book);
  if (short) return short;
  const writer = new MovementWriter(book, context, command.location);
  for (const { sku, quantity } of command.lines) {
    writer.take({
      sku,
      target: boundary.loss,
      quantity,
      value: issueValue(book.read(command.location, sku), quantity),
    });
  }
  return posted(writer);
}

function postMove(
  command: CommandOf<'move' | 'dispatch' | 'receive'>,
  book: Book,
  context: PostingContext,
  drawn: readonly ReservedLine[] = [],
): Posting | Refusal {
  if (command.location === command.target) return refuse('move.same_location');
  const source = context.locationOf(command.location);
  const target = context.locationOf(command.target);
  if (!source || !target || !isRoute(command.kind, source, target)) return refuse('move.wrong_location');
  const short = findShort([...command.lines, ...drawn], command.location, book);
  if (short) return short;
  holdLines(command.location, drawn, book);
  const writer = new MovementWriter(book, context, command.location, command.target);
  for (const { sku, quantity } of command.lines) {
    writer.take({
      sku,
      target: command.target,
      quantity,
      value: issueValue(book.read(command.location, sku), quantity),
    });
  }
  return posted(writer);
}

/** Goods leave for a store. What its reservation still holds of them is drawn first; only the rest must be available. */
function postDispatch(
  command: CommandOf<'dispatch'>,
  book: Book,
  context: PostingContext,
): Posting | Refusal {
  if (!command.of) return postMove(command, book, context);
  const reservation = context.linkedOf(command.of);
  if (!reservation) return refuse('document.not_found');
  if (reservation.kind !== 'reserve' || reservation.location !== command.location)
    return refuse('document.wrong_kind');
  if (reservation.isReleased) return refuse('release.already');
  const drawn = drawnLines(command.lines, reservation.reserved);
  const posting = postMove(command, book, context, drawn);
  return posting.outcome === 'posting' ? { ...posting, reserved: drawn } : posting;
}

function isRoute(
  kind: 'move' | 'dispatch' | 'receive',
  source: HoldingLocation,
  target: HoldingLocation,
): boolean {
  if (kind === 'move') return source.kind === 'shelf' && target.kind === 'shelf';
  if (kind === 'dispatch')
    return source.kind === 'shelf' && target.kind === 'transit' && source.storeId !== target.storeId;
  // Goods that were turned back arrive where they came from: which store that is, their transfer knows.
  return source.kind === 'transit' && target.kind === 'shelf';
}

function postReorderPoint(command: CommandOf<'reorder_point'>, book: Book): Posting {
  const pointBySku = new Map(command.lines.map(({ sku, reorderPoint }) => [sku, reorderPoint]));
  const lines = [...pointBySku].map(([sku, reorderPoint]) => ({ sku, reorderPoint }));
  for (const { sku, reorderPoint } of lines) {
    book.write(command.location, sku, { ...book.read(command.location, sku), reorderPoint });
  }
  return {
    outcome: 'posting',
    movements: [],
    reserved: [],
    reorderPoints: lines,
    counterLocation: null,
    notes: [],
    layers: [],
  };
}

function postReversal(
  command: CommandOf<'reversal'>,
  book: Book,
  context: PostingContext,
): Posting | Refusal {
  const original = context.linkedOf(command.of);
  if (!original) return refuse('document.not_found');
  const isMirrored = original.movements.length > 0 && original.kind !== 'reversal';
  if (!isMirrored || original.location !== command.location || isOfTransit(original, context))
    return refuse('document.wrong_kind');
  if (original.isReversed) return refuse('reversal.already');
  if (original.movements.some((movement) => movement.returned > 0)) return refuse('reversal.already');
  const short = findShortMirror(original, book);
  if (short) return short;
  const writer = new MovementWriter(book, context, original.location, original.counterLocation);
  for (const { line, sku, source, target, quantity, value, amount } of original.movements.toReversed()) {
    const mirrored = { sku, quantity, value, amount: fen(-amount), ofLine: line };
    const isBack = source === original.location;
    // What the original brought, wherever that was, is taken back before other layers.
    const position = isBack ? original.counterPosition : original.position;
    const own = position === null ? undefined : { position, line };
    if (isBack) writer.bring({ ...mirrored, own, source: target });
    else writer.take({ ...mirrored, own, target: source });
  }
  return posted(writer);
}

/** Goods on their way belong to a transfer: it is undone by its own acts (taken back, found again), not by a mirror. */
function isOfTransit(original: LinkedDocument, context: PostingContext): boolean {
  const ends = [original.location, original.counterLocation];
  return ends.some((end) => end !== null && context.locationOf(end)?.kind === 'transit');
}

/** A mirror takes goods out where the original brought them: at its own location, and at the other end of a move. */
function findShortMirror(original: LinkedDocument, book: Book): Refusal | undefined {
  const leaving = original.movements.filter((movement) => movement.target === original.location);
  const counter = original.counterLocation;
  const leavingCounter =
    counter === null ? [] : original.movements.filter((movement) => movement.target === counter);
  return (
    findShort(leaving, original.location, book) ??
    (counter === null ? undefined : findShort(leavingCounter, counter, book))
  );
}

function posted(writer: MovementWriter): Posting {
  return {
    outcome: 'posting',
    movements: writer.movements,
    reserved: [],
    reorderPoints: [],
    counterLocation: writer.counterLocation,
    notes: writer.notes(),
    layers: writer.layers,
  };
}
