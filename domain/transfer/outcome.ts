import type { Facts } from '../stock/outcome.ts';

export const transferRefusalCodes = [
  'transfer.wrong_state',
  'transfer.not_your_side',
  'transfer.line_open',
  'transfer.empty',
  'transfer.other_version',
  'transfer.signed_already',
  'transfer.more_than_agreed',
  'transfer.more_than_shipped',
  'transfer.line_unknown',
  'transfer.line_twice',
  'transfer.still_on_the_way',
  'transfer.same_store',
  'transfer.stock_short',
  'transfer.ledger',
  'transfer.key_reused',
] as const;
export type TransferRefusalCode = (typeof transferRefusalCodes)[number];

export interface TransferRefusal {
  readonly outcome: 'refused';
  readonly code: TransferRefusalCode;
  readonly facts: Facts;
}

export function refuseTransfer(code: TransferRefusalCode, facts: Facts = {}): TransferRefusal {
  return { outcome: 'refused', code, facts };
}
