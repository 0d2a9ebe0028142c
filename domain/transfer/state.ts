import type { Transfer, TransferLine } from './transfer.ts';

/**
 * Where a transfer stands.
 *
 *   suggested ─┐                        ┌─ cancelled
 *   asked ─────┼→ talks → agreed → picking → in_transit → received | closed (with difference)
 *              └── withdrawn signature: back to talks, as long as nothing was dispatched
 */
export const transferStates = [
  'suggested',
  'asked',
  'talks',
  'agreed',
  'picking',
  'in_transit',
  'received',
  'closed',
  'cancelled',
] as const;
export type TransferState = (typeof transferStates)[number];

/** Still pencil: both sides write it, nothing is held. */
export const draftStates = ['suggested', 'asked', 'talks'] as const satisfies readonly TransferState[];
/** Over: nothing is held and nothing is on its way. */
export const endStates = ['received', 'closed', 'cancelled'] as const satisfies readonly TransferState[];

export function isDraft(state: TransferState): boolean {
  return (draftStates as readonly TransferState[]).includes(state);
}

export function isOver(state: TransferState): boolean {
  return (endStates as readonly TransferState[]).includes(state);
}

/** Dispatched and not yet accounted for: I5 is this, never below zero. */
export function inTransitOf(line: TransferLine): number {
  return line.shipped - line.received - line.lost - line.returned;
}

/** Agreed and not yet dispatched. */
export function toShipOf(line: TransferLine): number {
  return Math.max(0, line.agreed - line.shipped);
}

export function isAllShipped(lines: readonly TransferLine[]): boolean {
  return lines.every((line) => toShipOf(line) === 0);
}

export function hasInTransit(lines: readonly TransferLine[]): boolean {
  return lines.some((line) => inTransitOf(line) > 0);
}

export function hasDifference(lines: readonly TransferLine[]): boolean {
  return lines.some(
    ({ agreed, shipped, lost, returned, over }) => shipped < agreed || lost > 0 || returned > 0 || over > 0,
  );
}

/** The state after signing follows from the lines and from two marks: goods being picked, and no more to come. */
export function stateAfterSigning({
  lines,
  isPicking,
  isFinished,
}: Pick<Transfer, 'lines' | 'isPicking' | 'isFinished'>): TransferState {
  if (hasInTransit(lines)) return 'in_transit';
  const wasShipped = lines.some((line) => line.shipped > 0);
  if (isFinished || (wasShipped && isAllShipped(lines)))
    return hasDifference(lines) || !wasShipped ? 'closed' : 'received';
  return isPicking || wasShipped ? 'picking' : 'agreed';
}
