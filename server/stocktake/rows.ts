import type { LocationId } from '#domain/store/ids.ts';
import type { StocktakeScope, StocktakeState } from '#protocol/stocktake/views.ts';
import type { Queries } from '../platform/database.ts';

/** A stocktake as its row says. */
export interface StocktakeRecord {
  readonly id: number;
  readonly planKey: string;
  readonly locationId: LocationId;
  readonly name: string;
  readonly scope: StocktakeScope;
  readonly isBlind: boolean;
  readonly zones: readonly string[];
  readonly accountIds: readonly number[] | null;
  readonly totalLimit: number | null;
  readonly lineLimit: number | null;
  readonly state: StocktakeState;
  readonly createdBy: number;
  readonly createdAtMs: number;
  readonly startedPosition: number;
  readonly settledPosition: number | null;
  readonly isUncountedZero: boolean | null;
  readonly linesHash: string | null;
  readonly postKey: string | null;
  readonly committedBy: number | null;
  readonly committedSession: string | null;
  readonly committedAtMs: number | null;
  readonly documentPosition: number | null;
  readonly gain: number | null;
  readonly loss: number | null;
  readonly totals: Totals | null;
}

/** What the sheet came to at commit. */
export interface Totals {
  readonly entries: number;
  readonly units: number;
  readonly people: number;
  readonly countedSkus: number;
}

export function stocktakeColumns(sql: Queries) {
  return sql`select t.id, t.plan_key as "planKey", t.location_id as "locationId", t.name, t.scope, t.is_blind as "isBlind", t.zones,
    t.account_ids as "accountIds", t.total_limit as "totalLimit", t.line_limit as "lineLimit", t.state, t.created_by as "createdBy",
    (extract(epoch from t.created_at) * 1000)::bigint as "createdAtMs", t.started_position as "startedPosition",
    t.settled_position as "settledPosition", t.is_uncounted_zero as "isUncountedZero", t.lines_hash as "linesHash", t.post_key as "postKey",
    t.committed_by as "committedBy", t.committed_session as "committedSession",
    (extract(epoch from t.committed_at) * 1000)::bigint as "committedAtMs", t.document_position as "documentPosition", t.gain, t.loss, t.totals
    from stocktakes t`;
}

export async function readStocktake(sql: Queries, id: number): Promise<StocktakeRecord | undefined> {
  const [row] = await sql<StocktakeRecord[]>`${stocktakeColumns(sql)} where t.id = ${id}`;
  return row;
}

export async function readHead(sql: Queries, location: LocationId): Promise<number> {
  const [row] = await sql<
    { position: number }[]
  >`select position from location_heads where location_id = ${location}`;
  return row?.position ?? 0;
}

/** The plan's SKUs, or null where it is about everything the location has. */
export async function readPlanned(sql: Queries, id: number): Promise<number[] | null> {
  const rows = await sql<
    { sku: number }[]
  >`select sku_id as sku from stocktake_skus where stocktake_id = ${id} order by sku_id`;
  return rows.length === 0 ? null : rows.map(({ sku }) => sku);
}

export async function readChoices(
  sql: Queries,
  id: number,
): Promise<Map<number, { choice: 'use_count' | 'leave'; counted: number }>> {
  const rows = await sql<{ sku: number; choice: 'use_count' | 'leave'; counted: number }[]>`
    select sku_id as sku, choice, counted from stocktake_choices where stocktake_id = ${id}`;
  return new Map(rows.map(({ sku, choice, counted }) => [sku, { choice, counted }]));
}
