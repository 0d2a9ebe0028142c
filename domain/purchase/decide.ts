import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { Fen } from '../money.ts';
import type { DocumentRef } from '../stock/document.ts';
import type { PurchaseAct, ReceivedLine } from './act.ts';
import { overOf, purchaseReasonsOf, valueOfLines, type PriceList, type PurchaseRule } from './approval.ts';
import { hasCome, isOpen, isPencil, openOf, orderedOf, type PurchaseOrder } from './order.ts';
import { refusePurchase, type PurchaseRefusal } from './outcome.ts';
import { sliceAt, valueAt } from './price.ts';

/** A receipt that was posted for the order and not undone. */
export interface PostedReceipt {
  readonly key: string;
  readonly document: DocumentRef;
  readonly lines: readonly { readonly sku: SkuId; readonly quantity: number; readonly gift: number }[];
}

export interface PurchaseContext {
  readonly accountId: AccountId;
  readonly rule: PurchaseRule;
  readonly list: PriceList;
  /** Fen that the supplier wants an order to reach. */
  readonly minimum: number;
  /** Whether the person may take in more than the tolerance. */
  readonly mayExceed: boolean;
  readonly receipts: readonly PostedReceipt[];
}

/** What one line of a receipt comes to: what it costs, and what it would have cost as ordered. */
export interface PricedLine {
  readonly sku: SkuId;
  readonly quantity: number;
  readonly gift: number;
  readonly value: Fen;
  readonly orderedValue: Fen;
  /** Base units beyond the order. */
  readonly over: number;
}

export type PlannedPurchase =
  | { readonly kind: 'receipt'; readonly lines: readonly PricedLine[] }
  | { readonly kind: 'reversal'; readonly of: DocumentRef };

/** An act that may be done, and what the ledger must post for it; null: nothing. */
export interface PurchaseDecision {
  readonly outcome: 'decided';
  readonly posting: PlannedPurchase | null;
}

/** Decides an act on an order as it stands under its lock. Pure. What it changes is `settlePurchase`, once the ledger has answered. */
export function decidePurchase(
  order: PurchaseOrder,
  act: PurchaseAct,
  context: PurchaseContext,
): PurchaseDecision | PurchaseRefusal {
  switch (act.kind) {
    case 'write':
      if (order.state !== 'draft') return wrongState(order);
      if (act.version !== order.version) return refusePurchase('purchase.other_version');
      return eachOnce(act.lines) ?? decided();
    case 'submit':
      if (order.state !== 'draft') return wrongState(order);
      return trouble(order, act, context) ?? decided();
    case 'approve':
      if (order.state !== 'waiting') return wrongState(order);
      if (act.version !== order.version) return refusePurchase('purchase.other_version');
      return order.submittedBy === context.accountId ? refusePurchase('purchase.own_approval') : decided();
    case 'reject':
      return order.state === 'waiting' ? decided() : wrongState(order);
    case 'reopen':
      return order.state === 'waiting' || order.state === 'approved' ? decided() : wrongState(order);
    case 'send':
      return decideSend(order, act, context);
    case 'receive':
      return decideReceive(order, act.lines, context);
    case 'undo':
      return decideUndo(order, act.receipt, context);
    case 'close':
      return order.state === 'partial' ? decided() : wrongState(order);
    case 'cancel':
      return (isPencil(order.state) || order.state === 'sent') && !hasCome(order.lines)
        ? decided()
        : wrongState(order);
  }
}

function decided(posting: PlannedPurchase | null = null): PurchaseDecision {
  return { outcome: 'decided', posting };
}

function wrongState({ state }: PurchaseOrder): PurchaseRefusal {
  return refusePurchase('purchase.wrong_state', { state });
}

/** Whether an order can go out as it is, whoever must still say yes. */
function trouble(
  order: PurchaseOrder,
  { version, isSmall }: { readonly version: number; readonly isSmall: boolean },
  { minimum }: PurchaseContext,
): PurchaseRefusal | undefined {
  if (version !== order.version) return refusePurchase('purchase.other_version');
  if (order.lines.every((line) => line.packs === 0)) return refusePurchase('purchase.empty');
  const unpriced = order.lines.find((line) => line.packs > 0 && line.price === 0);
  if (unpriced) return refusePurchase('purchase.no_price', { sku: unpriced.sku });
  if (!isSmall && valueOfLines(order.lines) < minimum) return refusePurchase('purchase.below_minimum');
  return undefined;
}

function decideSend(
  order: PurchaseOrder,
  act: Extract<PurchaseAct, { kind: 'send' }>,
  context: PurchaseContext,
): PurchaseDecision | PurchaseRefusal {
  if (order.state !== 'draft' && order.state !== 'approved') return wrongState(order);
  const found = trouble(order, act, context);
  if (found) return found;
  const wants =
    order.state === 'draft' && purchaseReasonsOf(order.lines, context.list, context.rule).length > 0;
  return wants ? refusePurchase('purchase.needs_approval') : decided();
}

function decideReceive(
  order: PurchaseOrder,
  lines: readonly ReceivedLine[],
  context: PurchaseContext,
): PurchaseDecision | PurchaseRefusal {
  if (!isOpen(order.state)) return wrongState(order);
  const found = eachOnce(lines);
  if (found) return found;
  if (lines.every((line) => line.quantity === 0 && line.gift === 0 && line.refused.length === 0))
    return refusePurchase('purchase.nothing_told');
  const priced: PricedLine[] = [];
  for (const told of lines) {
    const line = order.lines.find((one) => one.sku === told.sku);
    const { sku, quantity, gift } = told;
    if (!line) {
      // What nobody ordered is taken in only as a gift: who pays for it must order it first.
      if (quantity > 0) return refusePurchase('purchase.line_unknown', { sku });
      if (gift > 0) priced.push({ sku, quantity, gift, value: none, orderedValue: none, over: 0 });
      continue;
    }
    const left = openOf(line);
    if (
      quantity >
      left + (context.mayExceed ? Infinity : Math.max(0, overOf(line, context.rule) - beyond(line)))
    )
      return refusePurchase('purchase.more_than_ordered', { sku, asked: quantity, left });
    if (quantity === 0 && gift === 0) continue;
    const orderedValue = sliceAt(line, line.received, line.received + quantity);
    const value = told.price === null ? orderedValue : valueAt(told.price, line.pack, quantity);
    priced.push({ sku, quantity, gift, value, orderedValue, over: Math.max(0, quantity - left) });
  }
  return decided(priced.length > 0 ? { kind: 'receipt', lines: priced } : null);
}

const none = 0 as Fen;

/** What came beyond the order already: the tolerance is for the line, not for each delivery. */
function beyond(line: PurchaseOrder['lines'][number]): number {
  return Math.max(0, line.received - orderedOf(line));
}

function decideUndo(
  order: PurchaseOrder,
  key: string,
  { receipts }: PurchaseContext,
): PurchaseDecision | PurchaseRefusal {
  if (isPencil(order.state) || order.state === 'cancelled') return wrongState(order);
  const receipt = receipts.find((one) => one.key === key);
  return receipt
    ? decided({ kind: 'reversal', of: receipt.document })
    : refusePurchase('purchase.receipt_unknown');
}

function eachOnce(lines: readonly { readonly sku: SkuId }[]): PurchaseRefusal | undefined {
  const seen = new Set<SkuId>();
  for (const { sku } of lines) {
    if (seen.has(sku)) return refusePurchase('purchase.line_twice', { sku });
    seen.add(sku);
  }
  return undefined;
}
