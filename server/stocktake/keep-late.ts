import { accountOf } from '#domain/stocktake/entry.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray, textArray } from '../stock/pg-array.ts';
import type { Author, LateWrite, LiveDocuments } from '../sync/kind.ts';
import { readHead } from './rows.ts';

/**
 * Keeps what reached the server after the freeze [SK-14]: entries, and voids of entries. What the frozen document has
 * already is not late; marks, zones and comments say nothing that a correction needs. Sent again, it is kept once.
 */
export async function keepLateWrites(
  sql: Queries,
  live: Pick<LiveDocuments, 'read'>,
  id: string,
  { author, writes }: { readonly author: Author; readonly writes: readonly LateWrite[] },
  { locationId }: { readonly locationId: LocationId },
): Promise<number> {
  const content = await live.read('stocktake', id);
  const late = writes.filter(({ root, key, value }) => {
    if ((root !== 'e' && root !== 'v') || typeof value !== 'string') return false;
    if (content?.roots.get(root)?.has(key)) return false;
    return accountOf(key) === author.accountId || (root === 'v' && author.access.role === 'reviewer');
  });
  if (late.length === 0) return writes.length;
  const head = await readHead(sql, locationId);
  await sql`
    insert into stocktake_late_entries (stocktake_id, entry_key, is_void, value, account_id, received_position)
    select ${Number(id)}::int, k, v = 1, w, ${author.accountId}::int, ${head}::bigint from unnest(
      ${textArray(late.map(({ key }) => key))}::text::text[],
      ${numberArray(late.map(({ root }) => (root === 'v' ? 1 : 0)))}::text::int[],
      ${textArray(late.map(({ value }) => String(value)))}::text::text[]) as t(k, v, w)
    on conflict do nothing`;
  return writes.length;
}
