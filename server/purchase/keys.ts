import { createHash } from 'node:crypto';
import type { AccountId } from '#domain/identity/ids.ts';
import type { PurchaseCommand } from './purchase.ts';

export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The ledger's key of what a command posts: the same whenever and wherever it is made. */
export function ledgerKeyOf(commandKey: string): string {
  return uuidOf(`purchase posting ${commandKey}`);
}

/** First 128 bits of the SHA-256 of account, order and input. */
export function inputHashOf({ purchase, act }: PurchaseCommand, accountId: AccountId): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([accountId, purchase, act]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
