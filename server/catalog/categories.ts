import { audit } from '../identity/audit.ts';
import type { Queries } from '../platform/database.ts';
import { writeSkus, type Actor, type Wish } from './write.ts';

/** Any number, the same in every process: categories are moved one after the other. */
const treeLock = 7_240_525;

/** Whether the category would come to stand below itself. Nobody else moves one until the transaction ends. */
export async function wouldCircle(sql: Queries, id: number, parentId: number | null): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${treeLock})`;
  const [circle] = await sql`
    with recursive above as (select id, parent_id from categories where id = ${parentId}
      union select p.id, p.parent_id from categories p join above on p.id = above.parent_id)
    select 1 from above where id = ${id}`;
  return circle !== undefined;
}

/**
 * Makes one category of two: goods and categories of the one that goes belong to the other, which may not stand below
 * it. Each of its goods has the change in its history. [CT-13]
 */
export async function mergeCategory(
  sql: Queries,
  actor: Actor & { readonly accountId: number },
  batch: string,
  id: number,
  intoId: number,
): Promise<'unknown' | 'circle' | { readonly moved: number }> {
  if (await wouldCircle(sql, id, intoId)) return 'circle';
  const known = await sql<{ id: number; code: string }[]>`
    select id, code from categories where id in (${id}, ${intoId}) for update`;
  const gone = known.find((one) => one.id === id);
  if (known.length !== 2 || !gone) return 'unknown';
  const goods = await sql<{ id: number }[]>`select id from skus where category_id = ${id} order by id`;
  const wishes = goods.map((sku): Wish => ({ id: sku.id, set: { categoryId: intoId } }));
  const { changed } = await writeSkus(sql, actor, batch, 'change', wishes, {}, 'later');
  await sql`update categories set parent_id = ${intoId} where parent_id = ${id}`;
  await sql`delete from categories where id = ${id}`;
  await audit(sql, {
    ...actor,
    action: 'catalog.category',
    subject: gone.code,
    detail: { into: intoId, moved: changed.length },
  });
  return { moved: changed.length };
}
