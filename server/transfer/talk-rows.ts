import type { AccountId } from '#domain/identity/ids.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { DraftLine } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft, type TransferState } from '#domain/transfer/state.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';

/** The roots of a talk that hold numbers, and the columns beside the transfer that say the same. */
export const numberRoots = ['asked', 'offered', 'ruled'] as const;
export type NumberRoot = (typeof numberRoots)[number];

export function isNumberRoot(root: string): root is NumberRoot {
  return (numberRoots as readonly string[]).includes(root);
}

/** A number that somebody wrote in a talk; anything else than a number: taken away. */
export interface TalkWrite {
  readonly root: NumberRoot;
  readonly key: string;
  readonly value: unknown;
  readonly author: AccountId;
}

/** Writes what was said in a talk beside its transfer, with who said it, as long as it is pencil. */
export async function takeOver(
  sql: Queries,
  id: TransferId,
  writes: readonly TalkWrite[],
  atMs: number,
): Promise<void> {
  const [transfer] = await sql<
    { state: TransferState }[]
  >`select state from transfers where id = ${id} for update`;
  if (!transfer || !isDraft(transfer.state)) return;
  let changed = 0;
  for (const { root, key, value, author } of writes) {
    const column = sql(root);
    const [before] = await sql<{ value: number | null }[]>`
      select ${column} as value from transfer_lines where transfer_id = ${id} and sku_id = ${Number(key)}`;
    const after = typeof value === 'number' ? value : null;
    if ((before?.value ?? null) === after) continue;
    const written = await sql`
      insert into transfer_lines (transfer_id, sku_id, ${column}) select ${id}::int, k.id, ${after}::bigint from skus k where k.id = ${Number(key)}
      on conflict (transfer_id, sku_id) do update set ${column} = excluded.${column} returning 1`;
    changed += written.length;
    if (written.length > 0)
      await sql`insert into transfer_changes (transfer_id, sku_id, field, before, after, account_id, at)
        values (${id}, ${Number(key)}, ${root}, ${before?.value ?? null}, ${after}, ${author}, to_timestamp(${atMs / 1000}::float8))`;
  }
  if (changed === 0) return;
  await sql`
    update transfers t set version = version + 1,
      state = case when answered then 'talks' else state end,
      state_since = case when answered and state <> 'talks' then to_timestamp(${atMs / 1000}::float8) else state_since end,
      line_count = s.lines, units = s.units
    from (
      select count(*) filter (where coalesce(ruled, asked, offered, 0) > 0) as lines, sum(coalesce(ruled, least(asked, offered), 0)) as units,
        (select count(distinct field) > 0 from transfer_changes where transfer_id = ${id}) as answered
      from transfer_lines where transfer_id = ${id}
    ) s where t.id = ${id}`;
}

/** The lines beside the transfer on which somebody has written. */
export function readDraft(sql: Queries, id: TransferId): Promise<readonly DraftLine[]> {
  return sql<DraftLine[]>`
    select sku_id as sku, asked, offered, ruled from transfer_lines
    where transfer_id = ${id} and (asked is not null or offered is not null or ruled is not null) order by sku_id`;
}

/** Takes over what the talk says, where the lines beside it say something else. */
export async function saveDraft(sql: Queries, id: TransferId, draft: readonly DraftLine[]): Promise<void> {
  if (draft.length === 0) return;
  await sql`
    insert into transfer_lines as l (transfer_id, sku_id, asked, offered, ruled)
    select ${id}::int, * from unnest(${numbers(draft.map((line) => line.sku))}::text::int[],
      ${numbers(draft.map((line) => line.asked))}::text::bigint[], ${numbers(draft.map((line) => line.offered))}::text::bigint[],
      ${numbers(draft.map((line) => line.ruled))}::text::bigint[])
    on conflict (transfer_id, sku_id) do update set asked = excluded.asked, offered = excluded.offered, ruled = excluded.ruled
    where (l.asked, l.offered, l.ruled) is distinct from (excluded.asked, excluded.offered, excluded.ruled)`;
}

/** Those of these goods that the catalogue has. */
export async function readKnownSkus(sql: Queries, ids: readonly number[]): Promise<readonly SkuId[]> {
  const rows = await sql<{ id: SkuId }[]>`
    select id from skus where id = any(${numbers(ids)}::text::int[]) order by id`;
  return rows.map(({ id }) => id);
}
