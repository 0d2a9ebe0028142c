import type { Brand } from '../brand.ts';

/** The number of a transfer in its company: people call it T1234. */
export type TransferId = Brand<number, 'TransferId'>;

export const transferPrefix = 'T';

export function transferName(id: TransferId): string {
  return `${transferPrefix}${id}`;
}
