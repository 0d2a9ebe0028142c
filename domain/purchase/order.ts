import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { PurchaseId } from './ids.ts';

/** Most SKUs of one order. */
export const purchaseLinesMax = 500;
export const packsMax = 100_000;
export const packUnitsMax = 100_000;
/** Fen of a pack. */
export const packPriceMax = 100_000_000;

/**
 * Where an order stands.
 *
 *   draft ─→ waiting ─→ approved ─→ sent ─→ partial ─→ received | closed (short)
 *     │  └──────────────────────────↑         │
 *     └─ without a reason to ask     cancelled ← as long as nothing came
 */
export const purchaseStates = [
  'draft',
  'waiting',
  'approved',
  'sent',
  'partial',
  'received',
  'closed',
  'cancelled',
] as const;
export type PurchaseState = (typeof purchaseStates)[number];

/** Ordered with the supplier and not all here yet: what is open of these is on order. */
export const openStates = ['sent', 'partial'] as const satisfies readonly PurchaseState[];
/** How a supplier invoices: a special VAT invoice lets its tax be deducted, a plain one makes it part of the cost. */
export const invoiceKinds = ['special', 'plain'] as const;
export type InvoiceKind = (typeof invoiceKinds)[number];
export const sendWays = ['wechat', 'email', 'print', 'phone', 'portal'] as const;
export type SendWay = (typeof sendWays)[number];
/** Who or what thought of an order. */
export const purchaseOrigins = ['hand', 'list', 'plan'] as const;
export type PurchaseOrigin = (typeof purchaseOrigins)[number];

/** One SKU of an order: whole base units, none negative. Each SKU once. */
export interface PurchaseLine {
  readonly sku: SkuId;
  /** Base units in a pack, as the supplier sells it. */
  readonly pack: number;
  readonly packs: number;
  /** Whole fen for a pack: without tax where the supplier gives special invoices, with it where not. */
  readonly price: number;
  /** Base units that came and are paid for. */
  readonly received: number;
  /** Base units that came for nothing (赠品). */
  readonly gifts: number;
}

export interface PurchaseOrder {
  readonly id: PurchaseId;
  readonly state: PurchaseState;
  readonly lines: readonly PurchaseLine[];
  /** Who asked for the approval: somebody else gives it. */
  readonly submittedBy: AccountId | null;
  readonly approvedBy: AccountId | null;
  readonly version: number;
}

export function orderedOf({ pack, packs }: Pick<PurchaseLine, 'pack' | 'packs'>): number {
  return pack * packs;
}

/** Ordered and not here yet; what came beyond the order leaves nothing open. */
export function openOf(line: PurchaseLine): number {
  return Math.max(0, orderedOf(line) - line.received);
}

export function isOpen(state: PurchaseState): boolean {
  return (openStates as readonly PurchaseState[]).includes(state);
}

/** Still pencil: lines may change. */
export function isPencil(state: PurchaseState): boolean {
  return state === 'draft' || state === 'waiting' || state === 'approved';
}

export function isEnded(state: PurchaseState): boolean {
  return state === 'received' || state === 'closed' || state === 'cancelled';
}

export function hasCome(lines: readonly PurchaseLine[]): boolean {
  return lines.some((line) => line.received > 0 || line.gifts > 0);
}

/** The state of a sent order follows from its lines. */
export function stateOfLines(lines: readonly PurchaseLine[]): 'sent' | 'partial' | 'received' {
  if (!hasCome(lines)) return 'sent';
  return lines.every((line) => openOf(line) === 0) ? 'received' : 'partial';
}
