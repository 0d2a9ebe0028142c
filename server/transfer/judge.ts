import type { AccountId } from '#domain/identity/ids.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { agreementOf, canonicalAgreement, type DraftLine } from '#domain/transfer/agreement.ts';
import { refuseTransfer } from '#domain/transfer/outcome.ts';
import { sha256 } from './posting.ts';
import type { StoredTransfer } from './rows.ts';
import type { TransferAnswer, TransferCommand } from './transfer.ts';

/** A release that finds nothing left to give back is as good as done. */
export function isGood(answer: Answer | undefined): boolean {
  return answer?.outcome === 'posted' || (answer?.outcome === 'refused' && answer.code === 'release.already');
}

export function refusalOf(answer: Extract<Answer, { outcome: 'refused' }>): TransferAnswer {
  return answer.code === 'stock.insufficient'
    ? refuseTransfer('transfer.stock_short', answer.facts)
    : refuseTransfer('transfer.ledger', { ledger: answer.code });
}

export function hashOfTalk({ transfer }: StoredTransfer, talk: readonly DraftLine[]): string {
  const agreement = agreementOf(talk);
  return agreement.outcome === 'agreement'
    ? sha256(canonicalAgreement(transfer.source, transfer.target, agreement.lines))
    : '';
}

export function hashOf({ transfer, act, extras }: TransferCommand, accountId: AccountId): string {
  const hex = sha256(JSON.stringify([accountId, transfer, act, extras ?? null]));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
