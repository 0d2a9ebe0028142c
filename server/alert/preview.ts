import { boundOf, isPressedByMore, judge, looksAt, type RuleKind } from '#domain/alert/rule.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { RulePreview, RuleRequest } from '#protocol/alert/rules.ts';
import type { Company } from '../platform/company.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { Wall } from '../wall/wall.ts';
import { isInReach } from './rules.ts';
import { readShelves, type Shelf } from './shelves.ts';
import { readWholeShelf } from './whole-shelf.ts';

const weekDays = 7;
const examplesMax = 3;
/** Shelves looked at for one preview, and how long that and the count of the week may take. */
const shelvesMax = 200;
const lookMsMax = 1500;
const weekMsMax = 3000;

type WallPort = { readonly follower: Pick<Wall['follower'], 'tiles' | 'dayOf'> };

interface Seen {
  readonly shelf: Shelf;
  readonly sku: number;
  readonly onHand: number;
  readonly measure: number;
}

/**
 * What a rule would say if it were kept: what it finds now, by the same judgement as the watch, and how often goods came
 * to where it speaks in the last week, from the movements. Writes nothing.
 */
export async function previewRule(
  company: Company,
  wall: WallPort,
  viewer: Viewer,
  request: RuleRequest,
): Promise<RulePreview | 'rule.scope'> {
  const sql = company.ledgerSql;
  if (!(await isInReach(sql, viewer, request))) return 'rule.scope';
  const { kind, amount, regionIds, storeIds } = request;
  const categories = await readBelow(sql, request.categoryIds);
  const rule = { id: 0, name: '', kind, amount, regionIds, storeIds, reach: viewer.locations, categories };
  const shelves = [...(await readShelves(sql, wall.follower.tiles.values(), [rule])).values()].filter(
    ({ rules, place }) => rules.length > 0 && looksAt(rule, place),
  );
  const startMs = performance.now();
  const found: Seen[] = [];
  let looked = 0;
  for (const shelf of shelves.slice(0, shelvesMax)) {
    if (performance.now() - startMs > lookMsMax) break;
    looked += 1;
    const { tile } = shelf;
    const { rows } = await readWholeShelf(sql, {
      location: tile.shelf,
      rules: [rule],
      businessDay: wall.follower.dayOf(tile, company.clock.now()),
      dayOf: (ms) => wall.follower.dayOf(tile, ms),
      pace: undefined,
    });
    for (const { row, facts } of rows) {
      if (categories !== null && (row.category === null || !categories.has(row.category))) continue;
      const verdict = judge(rule, facts);
      if (verdict?.isFound) found.push({ shelf, sku: row.sku, onHand: row.onHand, measure: verdict.measure });
    }
  }
  const direction = isPressedByMore(kind) ? -1 : 1;
  found.sort((one, other) => (one.measure - other.measure) * direction);
  return {
    goods: found.length,
    stores: new Set(found.map(({ shelf }) => shelf.tile.storeId)).size,
    isPart: looked < shelves.length,
    week: await countWeek(sql, company.clock.now(), shelves, kind, amount, categories),
    examples: await nameExamples(sql, kind, found.slice(0, examplesMax)),
  };
}

async function readBelow(sql: Queries, ids: readonly number[]): Promise<ReadonlySet<number> | null> {
  if (ids.length === 0) return null;
  const rows = await sql<{ id: number }[]>`
    with recursive below as (
      select id from categories where id = any(${numberArray(ids)}::text::int[])
      union select c.id from categories c join below b on c.parent_id = b.id
    ) select id from below`;
  return new Set(rows.map(({ id }) => id));
}

/** Movements by which goods came below the bound, or above it, in the last week. Only stock does that: days pass by themselves. */
async function countWeek(
  pool: Sql,
  nowMs: number,
  shelves: readonly Shelf[],
  kind: RuleKind,
  amount: number | null,
  categories: ReadonlySet<number> | null,
): Promise<number | null> {
  if (boundOf[kind]?.unit === 'days' || shelves.length === 0) return null;
  const since = new Date(nowMs - weekDays * 86_400_000).toISOString();
  const at = numberArray(shelves.map(({ tile }) => tile.shelf));
  const about = categories === null ? null : numberArray([...categories]);
  try {
    return (await pool.begin('read only', async (transaction) => {
      const sql = transaction as Queries;
      await sql`select set_config('statement_timeout', ${String(weekMsMax)}, true)`;
      const own = kind === 'over' ? sql`s.maximum` : sql`coalesce(s.minimum, v.reorder_point)`;
      const bound = amount === null ? own : sql`${amount}::bigint`;
      const crossed = {
        negative: sql`x.after < 0 and x.before >= 0`,
        short:
          amount === null
            ? sql`x.after < ${bound} and x.before >= ${bound}`
            : sql`x.after <= ${bound} and x.before > ${bound}`,
        over: sql`x.after > ${bound} and x.before <= ${bound}`,
      }[kind as 'negative' | 'short' | 'over'];
      const [row] = await sql<{ count: number }[]>`
        with edge as (
          select p.id as location, coalesce((select position from documents d where d.location_id = p.id and d.position is not null
            and d.effective_at < ${since}::text::timestamptz order by d.position desc limit 1), 0) as position
          from unnest(${at}::text::int[]) as p(id)
        ), x as (
          select m.location_id as location, m.sku_id as sku, m.on_hand_after as after,
            m.on_hand_after + case m.location_id when m.source_id then m.quantity when m.target_id then -m.quantity else 0 end as before
          from edge e join movements m on m.location_id = e.location and m.position > e.position
          union all
          select m.counter_location_id, m.sku_id, m.counter_on_hand_after,
            m.counter_on_hand_after + case m.counter_location_id when m.source_id then m.quantity else -m.quantity end
          from edge e join documents d on d.counter_location_id = e.location and d.effective_at >= ${since}::text::timestamptz
          join movements m on m.location_id = d.location_id and m.position = d.position and m.counter_location_id = e.location
        )
        select count(*)::int as count from x join skus k on k.id = x.sku and k.is_active and k.merged_into_id is null
        left join levels v on v.location_id = x.location and v.sku_id = x.sku
        left join store_skus s on s.location_id = x.location and s.sku_id = x.sku
        where ${crossed} and (${about}::text is null or k.category_id = any(${about}::text::int[]))`;
      return row?.count ?? 0;
    })) as number;
  } catch (error) {
    // Longer than may be waited for: nothing is said rather than something wrong.
    if (error instanceof Error && 'code' in error && error.code === '57014') return null;
    throw error;
  }
}

async function nameExamples(
  sql: Queries,
  kind: RuleKind,
  found: readonly Seen[],
): Promise<RulePreview['examples']> {
  if (found.length === 0) return [];
  const skus = await sql<{ id: number; nameZh: string; nameEn: string; unitZh: string; unitEn: string }[]>`
    select id, name_zh as "nameZh", name_en as "nameEn", unit_zh as "unitZh", unit_en as "unitEn"
    from skus where id = any(${numberArray(found.map(({ sku }) => sku))}::text::int[])`;
  const stores = await sql<{ id: number; storeZh: string; storeEn: string }[]>`
    select id, name_zh as "storeZh", name_en as "storeEn" from stores
    where id = any(${numberArray(found.map(({ shelf }) => shelf.tile.storeId))}::text::int[])`;
  const skuById = new Map(skus.map(({ id, ...names }) => [id, names]));
  const storeById = new Map(stores.map(({ id, ...names }) => [id, names]));
  return found.flatMap(({ sku, shelf, onHand, measure }) => {
    const [names, store] = [skuById.get(sku), storeById.get(shelf.tile.storeId)];
    const days = boundOf[kind]?.unit === 'days' ? measure : null;
    return names && store ? [{ ...names, ...store, onHand, days }] : [];
  });
}
