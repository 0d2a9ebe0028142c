import { undoOf, type SkuChanges, type SkuRecord } from '#domain/catalog/sku.ts';
import type { Queries } from '../platform/database.ts';
import { readRecords, writeSkus, type Actor, type StoredSku, type Wish } from './write.ts';

/** SKUs of a batch that are taken back at once. */
const partSkus = 1000;

export interface Taken {
  readonly taken: number;
  /** Fields that somebody changed since: they stay. */
  readonly lost: number;
}

/** Takes a batch back where nobody changed the same since. SKUs it made are put out of use: nothing is ever deleted. */
export async function undoBatch(
  sql: Queries,
  actor: Actor,
  batch: string,
  undoing: string,
): Promise<'unknown' | 'undone' | Taken> {
  const [row] = await sql<{ isKnown: boolean; isUndone: boolean }[]>`
    select exists (select from catalog_changes where batch = ${batch}) as "isKnown",
      exists (select from catalog_changes u where u.action = 'undo' and u.changes ->> 'of' = ${batch}
        and u.sku_id in (select sku_id from catalog_changes where batch = ${batch})) as "isUndone"`;
  if (!row?.isKnown) return 'unknown';
  if (row.isUndone) return 'undone';
  let [taken, lost, after] = [0, 0, 0];
  for (;;) {
    const part = await undoPart(sql, actor, batch, undoing, after);
    if (!part) return { taken, lost };
    [taken, lost, after] = [taken + part.taken, lost + part.lost, part.lastId];
  }
}

/**
 * Takes back what a batch did to its next SKUs behind `afterId`; undefined: there are no more. What was taken back for
 * this batch already stays as it is, so that it may be begun anew from the start.
 */
export async function undoPart(
  sql: Queries,
  actor: Actor,
  batch: string,
  undoing: string,
  afterId: number,
  indexing: 'now' | 'later' = 'now',
): Promise<(Taken & { readonly skus: number; readonly lastId: number }) | undefined> {
  const rows = await sql<{ id: number; acts: SkuChanges[]; isTaken: boolean }[]>`
    select sku_id as id, jsonb_agg(changes order by id desc) as acts,
      exists (select from catalog_changes u where u.sku_id = c.sku_id and u.action = 'undo' and u.changes ->> 'of' = ${batch}) as "isTaken"
    from catalog_changes c where batch = ${batch} and sku_id > ${afterId} group by sku_id order by sku_id limit ${partSkus}`;
  const last = rows.at(-1);
  if (!last) return undefined;
  const open = rows.filter(({ isTaken }) => !isTaken);
  const current = await readRecords(
    sql,
    open.map(({ id }) => id),
    true,
  );
  let lost = 0;
  const wishes = open.flatMap(({ id, acts }): Wish[] => {
    const now = current.get(id);
    if (!now) return [];
    const back = standingBefore(now, acts);
    lost += back.lost;
    return [{ id, set: back.set }];
  });
  const written = await writeSkus(sql, actor, undoing, 'undo', wishes, { of: batch }, indexing);
  return { taken: written.changed.length, lost, skus: rows.length, lastId: last.id };
}

/** What a SKU is set to so that none of a batch's acts on it, the newest first, is left. */
function standingBefore(
  now: StoredSku,
  acts: readonly SkuChanges[],
): { readonly set: Partial<SkuRecord>; readonly lost: number } {
  if (acts.some(({ code }) => code?.[0] === null)) return { set: { isActive: false }, lost: 0 };
  let set: Partial<SkuRecord> = {};
  let lost = 0;
  for (const act of acts) {
    const back = undoOf({ ...now, ...set }, act);
    set = { ...set, ...back.set };
    lost += back.lost.length;
  }
  return { set, lost };
}
