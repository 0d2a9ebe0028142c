import type { Operation } from '#domain/identity/role.ts';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseActKind } from '#domain/purchase/act.ts';
import { isOpen, type PurchaseState } from '#domain/purchase/order.ts';

export const operationByPurchaseAct: { readonly [Kind in PurchaseActKind]: Operation } = {
  write: 'purchase.order',
  submit: 'purchase.order',
  send: 'purchase.order',
  reopen: 'purchase.order',
  close: 'purchase.order',
  cancel: 'purchase.order',
  approve: 'purchase.approve',
  reject: 'purchase.approve',
  receive: 'purchase.receive',
  undo: 'purchase.receive',
};

/** What is open to the viewer as the order stands; the rules have the last word. */
export function purchaseActsOf(
  viewer: Viewer,
  order: { readonly state: PurchaseState; readonly isAsked: boolean; readonly hasReceipts: boolean },
): readonly PurchaseActKind[] {
  return (Object.keys(operationByPurchaseAct) as PurchaseActKind[]).filter(
    (kind) => mayDo(viewer, operationByPurchaseAct[kind]) && isOpenTo(kind, order),
  );
}

function isOpenTo(
  kind: PurchaseActKind,
  { state, isAsked, hasReceipts }: { state: PurchaseState; isAsked: boolean; hasReceipts: boolean },
): boolean {
  switch (kind) {
    case 'write':
      return state === 'draft';
    case 'submit':
      return state === 'draft' && isAsked;
    case 'send':
      return (state === 'draft' && !isAsked) || state === 'approved';
    case 'reopen':
      return state === 'waiting' || state === 'approved';
    case 'approve':
    case 'reject':
      return state === 'waiting';
    case 'receive':
      return isOpen(state);
    case 'undo':
      return hasReceipts && state !== 'cancelled';
    case 'close':
      return state === 'partial';
    case 'cancel':
      return state === 'draft' || state === 'waiting' || state === 'approved' || state === 'sent';
  }
}
