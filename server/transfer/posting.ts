import { createHash } from 'node:crypto';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { PlannedPosting } from '#domain/transfer/act.ts';
import type { OverCause, ShortCause } from '#domain/transfer/difference.ts';
import type { StoredTransfer } from './rows.ts';

/** What the ledger is told for a posting of a transfer. */
export function commandOf(
  posting: PlannedPosting,
  { sourceId, transitId, targetId, reservationPosition, transfer }: StoredTransfer,
): Command {
  const lines =
    'lines' in posting
      ? posting.lines.map(({ sku, quantity }) => ({ sku, quantity: quantity as Quantity }))
      : [];
  const reservation =
    transfer.isHeld && reservationPosition !== null
      ? { location: sourceId, position: reservationPosition }
      : undefined;
  switch (posting.kind) {
    case 'reserve':
      return { kind: 'reserve', location: sourceId, lines };
    case 'release':
      if (!reservation) throw new RangeError(`transfer ${transfer.id} holds nothing`);
      return { kind: 'release', location: sourceId, of: reservation };
    case 'dispatch':
      return {
        kind: 'dispatch',
        location: sourceId,
        target: transitId,
        ...(reservation ? { of: reservation } : {}),
        lines,
      };
    case 'receive':
      return { kind: 'receive', location: transitId, target: targetId, lines };
    case 'lose':
      return {
        kind: 'write_off',
        location: transitId,
        cause: lossCause(posting.cause),
        happened: false,
        lines,
      };
    case 'take_back':
      return { kind: 'receive', location: transitId, target: sourceId, lines };
    case 'over':
      return {
        kind: 'adjustment',
        location: targetId,
        cause: foundCause(posting.cause),
        happened: false,
        lines,
      };
  }
}

function lossCause(cause: ShortCause): 'lost' | 'damaged' | 'expired' {
  return cause === 'damaged' || cause === 'expired' ? cause : 'lost';
}

function foundCause(cause: OverCause): 'found' | 'wrong_item' {
  return cause === 'wrong_item' ? 'wrong_item' : 'found';
}

/** The ledger's key of the nth posting of a command: the same whenever and wherever it is made. */
export function ledgerKey(commandKey: string, ordinal: number): string {
  return uuidOf(`transfer posting ${commandKey} ${ordinal}`);
}

export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
