import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { Signature, Transfer, TransferKind, TransferLine } from '#domain/transfer/transfer.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';

/** A transfer as its row keeps it, with what the ledger must know of it. */
export interface StoredTransfer {
  readonly transfer: Transfer;
  readonly draft: readonly DraftLine[];
  readonly sourceId: LocationId;
  readonly transitId: LocationId;
  readonly targetId: LocationId;
  readonly reservationPosition: number | null;
  readonly agreementHash: string | null;
  /** Whole fen at cost of what was signed; null before. */
  readonly value: number | null;
  readonly version: number;
  readonly pendingKey: string | null;
}

interface Row {
  id: TransferId;
  kind: TransferKind;
  state: TransferState;
  source: StoreId;
  target: StoreId;
  sourceId: LocationId;
  transitId: LocationId;
  targetId: LocationId;
  version: number;
  isHeld: boolean;
  isPicking: boolean;
  isFinished: boolean;
  reservationPosition: number | null;
  agreementHash: string | null;
  value: number | null;
  pendingKey: string | null;
}

type LineRow = TransferLine & { asked: number | null; offered: number | null; ruled: number | null };

/** Reads a transfer under its lock: whoever comes next waits. */
export async function lockTransfer(sql: Queries, id: TransferId): Promise<StoredTransfer | undefined> {
  const [row] = await sql<Row[]>`
    select id, kind, state, source_store_id as source, target_store_id as target, source_id as "sourceId", transit_id as "transitId",
      target_id as "targetId", version, is_held as "isHeld", is_picking as "isPicking", is_finished as "isFinished",
      reservation_position as "reservationPosition", agreement_hash as "agreementHash", value, pending_key as "pendingKey"
    from transfers where id = ${id} for update`;
  if (!row) return undefined;
  const lines = await sql<LineRow[]>`
    select sku_id as sku, asked, offered, ruled, agreed, shipped, received, lost, returned, over
    from transfer_lines where transfer_id = ${id} order by sku_id`;
  const signatures = await sql<Signature[]>`
    select side, account_id as "accountId", hash from transfer_signatures where transfer_id = ${id}`;
  const { kind, state, source, target, isHeld, isPicking, isFinished } = row;
  return {
    transfer: {
      id,
      kind,
      state,
      source,
      target,
      isHeld,
      isPicking,
      isFinished,
      signatures: signatures.map(({ side, accountId, hash }) => ({ side, accountId, hash })),
      lines: lines
        .filter((line) => line.agreed > 0 || line.over > 0 || line.shipped > 0)
        .map(({ sku, agreed, shipped, received, lost, returned, over }) => ({
          sku,
          agreed,
          shipped,
          received,
          lost,
          returned,
          over,
        })),
    },
    draft: lines
      .filter(({ asked, offered, ruled }) => asked !== null || offered !== null || ruled !== null)
      .map(({ sku, asked, offered, ruled }) => ({ sku, asked, offered, ruled })),
    sourceId: row.sourceId,
    transitId: row.transitId,
    targetId: row.targetId,
    reservationPosition: row.reservationPosition,
    agreementHash: row.agreementHash,
    value: row.value,
    version: row.version,
    pendingKey: row.pendingKey,
  };
}

export interface Saved {
  readonly atMs: number;
  readonly reservationPosition: number | null;
  readonly agreementHash: string | null;
  readonly value: number | null;
  readonly dueAtMs?: number | null | undefined;
}

/** Writes a transfer as it came out of a command; the version rises. Under its lock. */
export async function saveTransfer(
  sql: Queries,
  before: StoredTransfer,
  after: Transfer,
  saved: Saved,
): Promise<void> {
  const { id, state, lines, signatures, isHeld, isPicking, isFinished } = after;
  const moved = state !== before.transfer.state;
  await sql`
    update transfers set state = ${state}, is_held = ${isHeld}, is_picking = ${isPicking}, is_finished = ${isFinished},
      reservation_position = ${saved.reservationPosition}, agreement_hash = ${saved.agreementHash}, value = ${saved.value},
      state_since = case when ${moved} then ${at(sql, saved.atMs)} else state_since end,
      due_at = ${saved.dueAtMs === undefined ? sql`due_at` : saved.dueAtMs === null ? null : at(sql, saved.dueAtMs)},
      pending_key = null, version = version + 1
    where id = ${id}`;
  await saveLines(sql, id, lines, before.transfer.lines);
  if (signatures !== before.transfer.signatures) await saveSignatures(sql, id, signatures, saved.atMs);
  await summarise(sql, [id]);
}

async function saveLines(
  sql: Queries,
  id: TransferId,
  lines: readonly TransferLine[],
  before: readonly TransferLine[],
): Promise<void> {
  const known = new Map(before.map((line) => [line.sku, line]));
  const changed = lines.filter((line) => !isSame(line, known.get(line.sku)));
  const gone = before.filter((line) => !lines.some(({ sku }) => sku === line.sku));
  const all = [
    ...changed,
    ...gone.map(({ sku }) => ({ sku, agreed: 0, shipped: 0, received: 0, lost: 0, returned: 0, over: 0 })),
  ];
  if (all.length === 0) return;
  await sql`
    insert into transfer_lines (transfer_id, sku_id, agreed, shipped, received, lost, returned, over)
    select ${id}::int, * from unnest(
      ${numbers(all.map((line) => line.sku))}::text::int[], ${numbers(all.map((line) => line.agreed))}::text::bigint[],
      ${numbers(all.map((line) => line.shipped))}::text::bigint[], ${numbers(all.map((line) => line.received))}::text::bigint[],
      ${numbers(all.map((line) => line.lost))}::text::bigint[], ${numbers(all.map((line) => line.returned))}::text::bigint[],
      ${numbers(all.map((line) => line.over))}::text::bigint[])
    on conflict (transfer_id, sku_id) do update set agreed = excluded.agreed, shipped = excluded.shipped, received = excluded.received,
      lost = excluded.lost, returned = excluded.returned, over = excluded.over`;
}

function isSame(line: TransferLine, known: TransferLine | undefined): boolean {
  return (
    known !== undefined &&
    (['agreed', 'shipped', 'received', 'lost', 'returned', 'over'] as const).every(
      (name) => line[name] === known[name],
    )
  );
}

async function saveSignatures(
  sql: Queries,
  id: TransferId,
  signatures: readonly Signature[],
  atMs: number,
): Promise<void> {
  await sql`delete from transfer_signatures where transfer_id = ${id}
    and side <> all(${texts(signatures.map((one) => one.side))}::text::text[])`;
  for (const { side, accountId, hash } of signatures) {
    await sql`insert into transfer_signatures (transfer_id, side, account_id, hash, at)
      values (${id}, ${side}, ${accountId}, ${hash}, ${at(sql, atMs)})
      on conflict (transfer_id, side) do update set account_id = excluded.account_id, hash = excluded.hash, at = excluded.at
      where transfer_signatures.hash <> excluded.hash or transfer_signatures.account_id <> excluded.account_id`;
  }
}

/** Keeps the sums that boards read beside the lines they come from. */
export async function summarise(sql: Queries, ids: readonly TransferId[]): Promise<void> {
  await sql`
    update transfers t set line_count = s.lines, units = s.units, units_in_transit = s.way, units_different = s.different
    from (
      select transfer_id, count(*) filter (where agreed > 0 or coalesce(ruled, asked, offered, 0) > 0) as lines,
        sum(case when agreed > 0 then agreed else coalesce(ruled, least(asked, offered), 0) end) as units,
        sum(shipped - received - lost - returned) as way, sum(lost + returned + over) as different
      from transfer_lines where transfer_id = any(${numbers(ids)}::text::int[]) group by 1
    ) s where s.transfer_id = t.id`;
}
