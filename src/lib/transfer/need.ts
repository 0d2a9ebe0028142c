import { isDraft, isOver } from '#domain/transfer/state.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';

/** What a transfer wants of the person who looks: the most pressing first. */
export const needs = ['late', 'receive', 'ship', 'sign', 'answer', 'review'] as const;
export type Need = (typeof needs)[number];

export interface Reach {
  /** The stores that the person reaches; null: all of them. */
  readonly stores: readonly number[] | null;
}

export function isLate(card: TransferCard, nowMs: number): boolean {
  return card.state === 'in_transit' && card.dueAtMs !== null && card.dueAtMs < nowMs;
}

/** What needs the person, or undefined. Who reaches everything is needed where nobody else has moved: late ones, and signatures. */
export function needOf(card: TransferCard, { stores }: Reach, nowMs: number): Need | undefined {
  if (isOver(card.state)) return undefined;
  const isSource = stores?.includes(card.sourceStoreId) ?? false;
  const isTarget = stores?.includes(card.targetStoreId) ?? false;
  const isBoth = stores === null || (isSource && isTarget);
  if (isLate(card, nowMs)) return 'late';
  if (card.state === 'in_transit') return isTarget && !isBoth ? 'receive' : undefined;
  if (card.state === 'agreed' || card.state === 'picking') return isSource && !isBoth ? 'ship' : undefined;
  if (!isDraft(card.state)) return undefined;
  const signed = card.signed.split(' ');
  if (card.state === 'suggested') return 'review';
  if (isBoth) return card.state === 'talks' && !signed.includes('region') ? 'sign' : undefined;
  if (card.state === 'talks') return signed.includes(isSource ? 'source' : 'target') ? undefined : 'sign';
  const isMine = card.kind === 'push' ? isTarget : isSource;
  return isMine ? 'answer' : undefined;
}

/** Cards that need the person, the most pressing first, of equals the oldest. */
export function needed(
  cards: readonly TransferCard[],
  reach: Reach,
  nowMs: number,
): readonly { readonly card: TransferCard; readonly need: Need }[] {
  return cards
    .flatMap((card) => {
      const need = needOf(card, reach, nowMs);
      return need ? [{ card, need }] : [];
    })
    .sort(
      (one, other) =>
        needs.indexOf(one.need) - needs.indexOf(other.need) ||
        one.card.stateSinceMs - other.card.stateSinceMs,
    );
}
