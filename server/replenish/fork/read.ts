import { createHash } from 'node:crypto';
import type { ForkCell } from '#domain/replenish/fork.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import { mayDo, type Viewer } from '#domain/identity/viewer.ts';
import type {
  ForkDraft,
  ForkHead,
  ForkLevels,
  ForkPlace,
  ForkSku,
  ForkSuggestion,
  ForkView,
} from '#protocol/replenish/fork-views.ts';
import { forkShape } from '#protocol/replenish/fork.ts';
import { personName } from '../../identity/person-name.ts';
import { project } from '../../identity/project.ts';
import { readExpectedAt } from '../../purchase/on-order.ts';
import type { Queries } from '../../platform/database.ts';
import { numberArray as numbers } from '../../stock/pg-array.ts';

const forksMax = 100;
const suggestionsMax = 300;
const peopleMax = 200;
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const headColumns = (
  viewer: Viewer,
) => `f.id, f.name, f.state, r.name_zh as "regionZh", r.name_en as "regionEn",
  c.name_zh as "categoryZh", c.name_en as "categoryEn", cardinality(f.location_ids) as stores, cardinality(f.sku_ids) as goods,
  ${personName(viewer, 'm')} as "madeBy", ${ms('f.made_at')} as "madeAtMs", ${personName(viewer, 'e')} as "endedBy", ${ms('f.ended_at')} as "endedAtMs",
  (select count(*)::int from replenish_fork_drafts d where d.fork_id = f.id) as drafts`;
const headTables = `replenish_forks f join accounts m on m.id = f.made_by left join accounts e on e.id = f.ended_by
  left join regions r on r.id = f.region_id left join categories c on c.id = f.category_id`;

/** The forks that the viewer reaches whole, open ones first. Row-level security cuts the others [FK-1]. */
export async function readForks(sql: Queries, viewer: Viewer): Promise<readonly ForkHead[]> {
  return sql<ForkHead[]>`
    select ${sql.unsafe(headColumns(viewer))} from ${sql.unsafe(headTables)}
    order by f.state = 'open' desc, f.id desc limit ${forksMax}`;
}

export async function readFork(
  sql: Queries,
  viewer: Viewer,
  id: number,
  present: readonly AccountId[] = [],
): Promise<Omit<ForkView, 'timeZone'> | undefined> {
  const [fork] = await sql<(ForkHead & Pick<ForkView, 'isReckoned' | 'docCost' | 'unitCost'>)[]>`
    select ${sql.unsafe(headColumns(viewer))}, f.is_reckoned as "isReckoned", f.doc_cost as "docCost", f.unit_cost as "unitCost"
    from ${sql.unsafe(headTables)} where f.id = ${id}`;
  if (!fork) return undefined;
  const { isReckoned, docCost, unitCost, ...head } = fork;
  const places = await sql<ForkPlace[]>`
    select p.location as "locationId", s.id as "storeId", s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.kind, s.keep_back as "keepBack"
    from replenish_forks f cross join unnest(f.location_ids) with ordinality as p (location, ordinal)
    join locations l on l.id = p.location join stores s on s.id = l.store_id where f.id = ${id} order by p.ordinal`;
  const goods = await sql<ForkSku[]>`
    select k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn",
      k.pack_quantity as pack, k.price - k.cost as margin
    from replenish_forks f cross join unnest(f.sku_ids) with ordinality as p (sku, ordinal) join skus k on k.id = p.sku
    where f.id = ${id} order by p.ordinal`;
  const cells = await sql<ForkCell[]>`
    select location_id as "locationId", sku_id as "skuId", on_hand as "onHand", reserved, in_transit as "inTransit", base, per_day_milli / 1000.0::float8 as "perDay", take, give
    from replenish_fork_cells where fork_id = ${id}`;
  const suggestions = await sql<ForkSuggestion[]>`
    select g.id, g.source_id as "sourceId", g.target_id as "targetId", g.sku_id as "skuId", g.quantity, g.state
    from suggestions g join replenish_forks f on f.id = ${id}
    where (g.run_id = (select max(id) from replenish_runs) or g.id in (select unnest(suggestion_ids) from replenish_fork_drafts where fork_id = ${id}))
      and g.kind = 'transfer' and g.source_id = any(f.location_ids) and g.target_id = any(f.location_ids) and g.sku_id = any(f.sku_ids)
    order by g.id limit ${suggestionsMax}`;
  const drafts = await sql<ForkDraft[]>`
    select source_id as "sourceId", target_id as "targetId", transfer_id as "transferId" from replenish_fork_drafts
    where fork_id = ${id} order by source_id, target_id`;
  const people = await sql<ForkView['people'][number][]>`
    select a.id as "accountId", ${sql.unsafe(personName(viewer))} as name from accounts a
    where a.id in (select u.account_id from live_documents d join live_updates u on u.document_id = d.id
      where d.kind = ${forkShape.kind} and d.name = ${String(id)}) or a.id = any(${numbers(present)}::text::int[]) order by a.id limit ${peopleMax}`;
  return {
    head,
    mayPlan: mayDo(viewer, 'plan.replenish'),
    isReckoned,
    docCost,
    unitCost,
    places,
    goods: goods.map((row) => project(viewer, 'forkSku', row)),
    cells,
    suggestions,
    drafts,
    people,
  };
}

/** What stands in a fork's cells now; nothing where no position of its stores has moved since. */
export async function readForkLevels(
  sql: Queries,
  id: number,
  since: string | undefined,
): Promise<Omit<ForkLevels, 'nowMs'> | undefined> {
  const [fork] = await sql<
    {
      state: ForkLevels['state'];
      isReckoned: boolean;
      heads: string | null;
      locations: number[];
      skus: number[];
    }[]
  >`
    select f.state, f.is_reckoned as "isReckoned", f.location_ids as locations, f.sku_ids as skus, (
      select md5(string_agg(h.position::text, '.' order by h.location_id)) from location_heads h join locations l on l.id = h.location_id
      where l.store_id in (select store_id from locations where id = any(f.location_ids))) as heads
    from replenish_forks f where f.id = ${id}`;
  if (!fork) return undefined;
  const { state, isReckoned, heads } = fork;
  const expected = new Map(
    (await readExpectedAt(sql, fork)).map(({ locationId, skuId, units }) => [
      `${locationId} ${skuId}`,
      units,
    ]),
  );
  const revision = `${heads ?? ''}-${createHash('md5')
    .update([...expected].join())
    .digest('hex')}`;
  if (revision === since) return { revision, state, isReckoned, levels: null };
  const rows = await sql<Omit<NonNullable<ForkLevels['levels']>[number], 'onOrder'>[]>`
    select p.location as "locationId", k.sku as "skuId", coalesce(v.on_hand, 0) as "onHand", coalesce(v.reserved, 0) as reserved,
      coalesce(w.on_hand, 0) as "inTransit"
    from replenish_forks f cross join unnest(f.location_ids) as p (location) cross join unnest(f.sku_ids) as k (sku)
    join locations l on l.id = p.location join locations t on t.store_id = l.store_id and t.kind = 'transit'
    left join levels v on v.location_id = p.location and v.sku_id = k.sku
    left join levels w on w.location_id = t.id and w.sku_id = k.sku
    where f.id = ${id}`;
  const levels = rows.map((row) => ({
    ...row,
    onOrder: expected.get(`${row.locationId} ${row.skuId}`) ?? 0,
  }));
  return { revision, state, isReckoned, levels };
}
