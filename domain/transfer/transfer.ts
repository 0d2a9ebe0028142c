import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { StoreId } from '../store/ids.ts';
import type { TransferId } from './ids.ts';
import type { TransferState } from './state.ts';

/** Most SKUs of one transfer. */
export const transferLinesMax = 500;
/** Most units of one line. */
export const transferQuantityMax = 1_000_000;

/**
 * Why goods travel. `ask`: a store asks (要货). `push`: a source or headquarters sends. `pull`: for a customer's order
 * (调货). `plan`: from a suggestion. `delivery`: a lorry of the standing run, which nobody haggles about.
 */
export const transferKinds = ['ask', 'push', 'pull', 'plan', 'delivery'] as const;
export type TransferKind = (typeof transferKinds)[number];

/** `region` approves: somebody who reaches both ends. */
export const transferSides = ['source', 'target', 'region'] as const;
export type TransferSide = (typeof transferSides)[number];

/** One SKU of a transfer: whole base units, none negative. Each SKU once. */
export interface TransferLine {
  readonly sku: SkuId;
  /** What was signed; 0 before. */
  readonly agreed: number;
  readonly shipped: number;
  readonly received: number;
  /** Declared lost, by causes. */
  readonly lost: number;
  /** Back on the source's shelf. */
  readonly returned: number;
  /** Came without having been dispatched: found at the target. */
  readonly over: number;
}

export interface Signature {
  readonly side: TransferSide;
  readonly accountId: AccountId;
  /** Of the agreement that was signed. A signature under another one counts no more. */
  readonly hash: string;
}

/** A transfer as its commands see it. */
export interface Transfer {
  readonly id: TransferId;
  readonly kind: TransferKind;
  readonly source: StoreId;
  readonly target: StoreId;
  readonly state: TransferState;
  readonly lines: readonly TransferLine[];
  readonly signatures: readonly Signature[];
  /** Whether stock is reserved at the source for what is not yet dispatched. */
  readonly isHeld: boolean;
  readonly isPicking: boolean;
  /** No more will be dispatched than was. */
  readonly isFinished: boolean;
}

export function lineOf(transfer: Pick<Transfer, 'lines'>, sku: SkuId): TransferLine | undefined {
  return transfer.lines.find((line) => line.sku === sku);
}

export function emptyLine(sku: SkuId, agreed = 0): TransferLine {
  return { sku, agreed, shipped: 0, received: 0, lost: 0, returned: 0, over: 0 };
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
