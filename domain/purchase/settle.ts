import type { AccountId } from '../identity/ids.ts';
import type { PurchaseAct } from './act.ts';
import { purchaseReasonsOf } from './approval.ts';
import type { PlannedPurchase, PurchaseContext } from './decide.ts';
import { stateOfLines, type PurchaseLine, type PurchaseOrder } from './order.ts';

/** The order after an act. `posted`: what the ledger took of it; null where there was nothing to post. */
export function settlePurchase(
  order: PurchaseOrder,
  act: PurchaseAct,
  posted: PlannedPurchase | null,
  context: Pick<PurchaseContext, 'accountId' | 'rule' | 'list' | 'receipts'>,
): PurchaseOrder {
  switch (act.kind) {
    case 'write':
      return { ...order, lines: act.lines.map((line) => written(order, line, context)) };
    case 'submit':
      return submitted(
        order,
        context.accountId,
        purchaseReasonsOf(order.lines, context.list, context.rule).length > 0,
      );
    case 'approve':
      return { ...order, state: 'approved', approvedBy: context.accountId };
    case 'reject':
    case 'reopen':
      return { ...order, state: 'draft', submittedBy: null, approvedBy: null };
    case 'send':
      return { ...order, state: 'sent' };
    case 'close':
      return { ...order, state: 'closed' };
    case 'cancel':
      return { ...order, state: 'cancelled' };
    case 'receive':
    case 'undo':
      return moved(order, posted, context);
  }
}

function submitted(order: PurchaseOrder, by: AccountId, isAsked: boolean): PurchaseOrder {
  return { ...order, state: isAsked ? 'waiting' : 'approved', submittedBy: by };
}

/** A line as it was written; without a price it keeps the one it had, else it takes the list's. */
function written(
  order: PurchaseOrder,
  line: Extract<PurchaseAct, { kind: 'write' }>['lines'][number],
  { list }: Pick<PurchaseContext, 'list'>,
): PurchaseLine {
  const known = order.lines.find((one) => one.sku === line.sku);
  const listed = list.get(line.sku);
  const kept = known?.pack === line.pack ? known.price : undefined;
  const price = line.price ?? kept ?? (listed ? Math.round((listed.price * line.pack) / listed.pack) : 0);
  return { sku: line.sku, pack: line.pack, packs: line.packs, price, received: 0, gifts: 0 };
}

function moved(
  order: PurchaseOrder,
  posted: PlannedPurchase | null,
  { receipts }: Pick<PurchaseContext, 'receipts'>,
): PurchaseOrder {
  if (!posted) return order;
  const sign = posted.kind === 'receipt' ? 1 : -1;
  const lines =
    posted.kind === 'receipt'
      ? posted.lines
      : (receipts.find(
          ({ document: { location, position } }) =>
            location === posted.of.location && position === posted.of.position,
        )?.lines ?? []);
  const left = new Map(lines.map((line) => [line.sku, line]));
  const after = order.lines.map((line) => {
    const change = left.get(line.sku);
    left.delete(line.sku);
    return change
      ? { ...line, received: line.received + sign * change.quantity, gifts: line.gifts + sign * change.gift }
      : line;
  });
  // A gift may be of goods that were never ordered.
  const strangers = [...left.values()].map(({ sku, gift }) => ({
    sku,
    pack: 1,
    packs: 0,
    price: 0,
    received: 0,
    gifts: gift,
  }));
  const all = [...after, ...strangers];
  return { ...order, lines: all, state: order.state === 'closed' ? 'closed' : stateOfLines(all) };
}
