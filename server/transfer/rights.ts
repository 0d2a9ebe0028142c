import { mayDo, mayReach, type Viewer } from '#domain/identity/viewer.ts';
import type { Operation } from '#domain/identity/role.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { sidesByAct, type TransferActKind } from '#domain/transfer/act.ts';
import { isDraft, isOver, type TransferState } from '#domain/transfer/state.ts';
import type { TransferSide } from '#domain/transfer/transfer.ts';
import type { TransferRights } from '#protocol/transfer/views.ts';

export interface Ends {
  readonly sourceId: LocationId;
  readonly targetId: LocationId;
}

/** Whether the transfer is there for the viewer at all [A1]. */
export function maySeeTransfer(viewer: Viewer, { sourceId, targetId }: Ends): boolean {
  return (
    viewer.kind === 'person' &&
    mayDo(viewer, 'view.transfer') &&
    (mayReach(viewer, sourceId) || mayReach(viewer, targetId))
  );
}

/** The sides that the viewer speaks for: the ends he reaches; both and the right to approve make him a third. */
export function sidesOf(viewer: Viewer, { sourceId, targetId }: Ends): readonly TransferSide[] {
  if (!mayDo(viewer, 'transfer.talk') && !mayDo(viewer, 'transfer.carry')) return [];
  const isSource = mayReach(viewer, sourceId);
  const isTarget = mayReach(viewer, targetId);
  return [
    ...(isSource ? (['source'] as const) : []),
    ...(isTarget ? (['target'] as const) : []),
    ...(isSource && isTarget && mayDo(viewer, 'transfer.approve') ? (['region'] as const) : []),
  ];
}

export const operationByAct: { readonly [Kind in TransferActKind]: Operation } = {
  sign: 'transfer.sign',
  reopen: 'transfer.sign',
  cancel: 'transfer.talk',
  finish: 'transfer.sign',
  pick: 'transfer.carry',
  dispatch: 'transfer.carry',
  receive: 'transfer.carry',
  lose: 'transfer.carry',
  take_back: 'transfer.carry',
};

/** What is open to the viewer in this state; the rules have the last word. */
export function rightsOf(
  viewer: Viewer,
  ends: Ends,
  transfer: { readonly state: TransferState; readonly hasShipped: boolean; readonly hasMore: boolean },
): TransferRights {
  const sides = sidesOf(viewer, ends);
  const acts = (Object.keys(sidesByAct) as TransferActKind[]).filter(
    (kind) =>
      sidesByAct[kind].some((side) => sides.includes(side)) &&
      mayDo(viewer, operationByAct[kind]) &&
      isOpen(kind, transfer),
  );
  return {
    sides,
    acts,
    mayTalk: isDraft(transfer.state) && sides.length > 0 && mayDo(viewer, 'transfer.talk'),
  };
}

function isOpen(
  kind: TransferActKind,
  {
    state,
    hasShipped,
    hasMore,
  }: { readonly state: TransferState; readonly hasShipped: boolean; readonly hasMore: boolean },
): boolean {
  if (isOver(state)) return false;
  switch (kind) {
    case 'sign':
      return isDraft(state);
    case 'cancel':
      return !hasShipped;
    case 'reopen':
      return !isDraft(state) && !hasShipped;
    case 'pick':
      return state === 'agreed';
    case 'dispatch':
      return !isDraft(state) && hasMore;
    case 'finish':
      return state === 'picking' && hasShipped;
    case 'receive':
    case 'lose':
    case 'take_back':
      return state === 'in_transit';
  }
}
