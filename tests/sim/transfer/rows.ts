import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { Signature, Transfer, TransferKind, TransferLine } from '#domain/transfer/transfer.ts';
import type { Difference, StoredPosting } from '#server/transfer/command-rows.ts';
import type { StoredTransfer } from '#server/transfer/rows.ts';
import type { NumberRoot, TalkWrite } from '#server/transfer/talk-rows.ts';
import type { ActExtras } from '#server/transfer/transfer.ts';
import { shelfOf, skusOfSim, transitOf } from '../trade.ts';

export type LineRow = TransferLine & DraftLine;

/** A row of transfers, with its lines and signatures. */
export interface TransferRow {
  readonly id: TransferId;
  readonly key: string;
  readonly kind: TransferKind;
  readonly state: TransferState;
  readonly source: StoreId;
  readonly target: StoreId;
  readonly isHeld: boolean;
  readonly isPicking: boolean;
  readonly isFinished: boolean;
  readonly reservationPosition: number | null;
  readonly agreementHash: string | null;
  readonly value: number | null;
  readonly version: number;
  readonly pendingKey: string | null;
  readonly lines: readonly LineRow[];
  readonly signatures: readonly Signature[];
}

export interface PostingRow extends StoredPosting {
  readonly transfer: TransferId;
  readonly commandKey: string;
  readonly ordinal: number;
  readonly posted: boolean | null;
}

/** Who changed a number of the talk, as the history tells it. */
export interface Change {
  readonly transfer: TransferId;
  readonly sku: number;
  readonly root: NumberRoot;
  readonly before: number | null;
  readonly after: number | null;
}

/** What stands beside an act: its parcels and its differences. */
export interface Beside {
  readonly transfer: TransferId;
  readonly parcels: NonNullable<ActExtras['parcels']> | undefined;
  readonly differences: readonly Difference[];
}

export const nothing = { agreed: 0, shipped: 0, received: 0, lost: 0, returned: 0, over: 0 };

export function storedOf(row: TransferRow): StoredTransfer {
  const { id, kind, state, source, target, isHeld, isPicking, isFinished, signatures } = row;
  return {
    transfer: {
      ...{ id, kind, state, source, target, isHeld, isPicking, isFinished, signatures },
      lines: row.lines
        .filter((line) => line.agreed > 0 || line.over > 0 || line.shipped > 0)
        .map(({ asked: _, offered: __, ruled: ___, ...line }) => line),
    },
    draft: draftOf(row.lines),
    sourceId: shelfOf(source),
    transitId: transitOf(target),
    targetId: shelfOf(target),
    reservationPosition: row.reservationPosition,
    agreementHash: row.agreementHash,
    value: row.value,
    version: row.version,
    pendingKey: row.pendingKey,
  };
}

export function draftOf(lines: readonly LineRow[]): DraftLine[] {
  return lines
    .filter(({ asked, offered, ruled }) => asked !== null || offered !== null || ruled !== null)
    .map(({ sku, asked, offered, ruled }) => ({ sku, asked, offered, ruled }));
}

/** As `saveLines` writes them: what changed, and nothing of what is gone. */
export function savedLines(rows: readonly LineRow[], before: Transfer, after: Transfer): LineRow[] {
  const told = new Map(after.lines.map((line) => [line.sku, line]));
  const gone = before.lines.filter(({ sku }) => !told.has(sku)).map(({ sku }) => ({ sku, ...nothing }));
  const all = [...after.lines, ...gone];
  const kept = rows.map((row) => ({ ...row, ...all.find(({ sku }) => sku === row.sku) }));
  const fresh = all
    .filter(({ sku }) => !rows.some((row) => row.sku === sku))
    .map((line) => ({ ...line, asked: null, offered: null, ruled: null }));
  return [...kept, ...fresh].toSorted((a, b) => a.sku - b.sku);
}

export function draftedLines(rows: readonly LineRow[], draft: readonly DraftLine[]): LineRow[] {
  const kept = rows.map((row) => ({ ...row, ...draft.find(({ sku }) => sku === row.sku) }));
  const fresh = draft.filter(({ sku }) => !rows.some((row) => row.sku === sku));
  return [...kept, ...fresh.map((line) => ({ ...nothing, ...line }))].toSorted((a, b) => a.sku - b.sku);
}

/** As `takeOver` writes them: the lines after what was said, and what of it the history is told. */
export function written(
  row: TransferRow,
  writes: readonly TalkWrite[],
): { readonly lines: readonly LineRow[]; readonly changes: readonly Change[] } {
  const changes: Change[] = [];
  let { lines } = row;
  for (const { root, key, value } of writes) {
    const sku = Number(key) as SkuId;
    const after = typeof value === 'number' ? value : null;
    const known = lines.find((line) => line.sku === sku);
    if ((known?.[root] ?? null) === after || sku > skusOfSim) continue;
    const line = { sku, ...nothing, asked: null, offered: null, ruled: null, ...known, [root]: after };
    lines = [...lines.filter((one) => one.sku !== sku), line].toSorted((a, b) => a.sku - b.sku);
    changes.push({ transfer: row.id, sku, root, before: known?.[root] ?? null, after });
  }
  return { lines, changes };
}
