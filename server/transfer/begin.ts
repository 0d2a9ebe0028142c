import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { TransferKind } from '#domain/transfer/transfer.ts';
import { at } from '../identity/rights.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import { summarise } from './rows.ts';
import type { Sender } from './transfer.ts';

export interface Begun {
  readonly key: string;
  readonly kind: TransferKind;
  readonly state: TransferState;
  readonly source: StoreId;
  readonly target: StoreId;
  readonly note: string;
  readonly lines: readonly {
    readonly sku: SkuId;
    readonly asked: number | null;
    readonly offered: number | null;
    readonly agreed: number;
  }[];
}

export interface BegunRow {
  readonly id: TransferId;
  readonly state: TransferState;
  readonly version: number;
  readonly isNew: boolean;
}

/** Writes a new transfer, or finds the one that was begun under its key. */
export async function insertTransfer(
  sql: Queries,
  locations: LocationDirectory,
  begun: Begun,
  sender: Sender & { readonly atMs: number },
): Promise<BegunRow> {
  const sourceId = locations.shelfOf(begun.source);
  const transitId = locations.transitOf(begun.target);
  const targetId = locations.shelfOf(begun.target);
  if (sourceId === undefined || transitId === undefined || targetId === undefined)
    throw new RangeError(`no way from store ${begun.source} to store ${begun.target}`);
  const moment = at(sql, sender.atMs);
  const [row] = await sql<{ id: TransferId; state: TransferState; version: number }[]>`
    insert into transfers (key, kind, state, source_store_id, target_store_id, source_id, transit_id, target_id, note, made_by, made_at, state_since)
    values (${begun.key}, ${begun.kind}, ${begun.state}, ${begun.source}, ${begun.target}, ${sourceId}, ${transitId}, ${targetId},
      ${begun.note}, ${sender.accountId}, ${moment}, ${moment})
    on conflict (key) do nothing returning id, state, version`;
  if (!row) {
    const [known] = await sql<{ id: TransferId; state: TransferState; version: number }[]>`
      select id, state, version from transfers where key = ${begun.key}`;
    if (!known) throw new Error('a transfer was known and then was not');
    return { ...known, isNew: false };
  }
  const { lines } = begun;
  if (lines.length > 0) {
    await sql`insert into transfer_lines (transfer_id, sku_id, asked, offered, agreed)
      select ${row.id}::int, * from unnest(${numbers(lines.map((line) => line.sku))}::text::int[],
        ${numbers(lines.map((line) => line.asked))}::text::bigint[], ${numbers(lines.map((line) => line.offered))}::text::bigint[],
        ${numbers(lines.map((line) => line.agreed))}::text::bigint[])`;
    await summarise(sql, [row.id]);
  }
  return { ...row, isNew: true };
}
