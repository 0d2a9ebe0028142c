import { forkChancesMax } from '#domain/replenish/fork.ts';
import { unitChancesOf } from '#domain/replenish/unit-chances.ts';
import type { Queries, Sql } from '../../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../../stock/pg-array.ts';
import { readExpectedAt } from '../../purchase/on-order.ts';
import { eveningOf, learned, readPlanning } from '../suggest.ts';

interface Cell {
  readonly locationId: number;
  readonly skuId: number;
  readonly base: number;
}

const digits = 10_000;

/**
 * Puts the planner's chances beside the copied levels of a fork: the same forecast, the same evening as a planning of now.
 * Places that sell nothing (warehouses) have none. Done twice it writes the same again; answers whether the fork was there.
 */
export async function reckonFork(sql: Sql, nowMs: number, forkId: number): Promise<boolean> {
  const [fork] = await sql<{ locations: number[]; skus: number[] }[]>`
    select location_ids as locations, sku_ids as skus from replenish_forks where id = ${forkId} and not is_reckoned`;
  if (!fork) return false;
  const { chain, bases, events, settings, pending } = await sql.begin(
    'isolation level repeatable read read only',
    async (tx) => ({
      bases: await readBases(tx as unknown as Queries, forkId, fork),
      ...(await readPlanning(tx as unknown as Sql, nowMs)),
    }),
  );
  const storeAt = new Map(chain.stores.map(({ locationId }, at) => [locationId, at]));
  const skuAt = new Map(chain.skus.map(({ id }, at) => [id, at]));
  const cells = bases.flatMap((cell) => {
    const [store, sku] = [storeAt.get(cell.locationId), skuAt.get(cell.skuId)];
    return store === undefined || sku === undefined ? [] : [{ ...cell, store, sku }];
  });
  const { planner, network } = learned(chain, settings, events);
  const chances = unitChancesOf(planner.demand, network, eveningOf(chain, pending), cells, forkChancesMax);
  const rounded = (list: ArrayLike<number>) =>
    `{${Array.from(list, (chance) => Math.round(chance * digits) / digits).join(',')}}`;
  await sql.begin(async (tx) => {
    await tx`
      update replenish_fork_cells c set base = u.base, per_day_milli = u.per_day_milli, take = u.take::real[], give = u.give::real[]
      from unnest(${numbers(cells, (cell) => cell.locationId)}::text::int[], ${numbers(cells, (cell) => cell.skuId)}::text::int[],
        ${numbers(cells, (cell) => cell.base)}::text::bigint[], ${numbers(chances, ({ perDay }) => Math.round(perDay * 1000))}::text::int[],
        ${texts(chances, (chance) => rounded(chance.take))}::text::text[], ${texts(chances, (chance) => rounded(chance.give))}::text::text[])
        as u (location_id, sku_id, base, per_day_milli, take, give)
      where c.fork_id = ${forkId} and c.location_id = u.location_id and c.sku_id = u.sku_id`;
    await tx`update replenish_forks set is_reckoned = true where id = ${forkId}`;
  });
  return true;
}

/** Available, in transit and on order, in the same moment as the chain is read. */
async function readBases(
  sql: Queries,
  forkId: number,
  at: { readonly locations: readonly number[]; readonly skus: readonly number[] },
): Promise<readonly Cell[]> {
  const expected = await readExpectedAt(sql, at);
  const rows = await sql<Cell[]>`
    select c.location_id as "locationId", c.sku_id as "skuId",
      (coalesce(v.on_hand - v.reserved, 0) + coalesce(w.on_hand, 0))::bigint as base
    from replenish_fork_cells c join locations l on l.id = c.location_id
    join stores s on s.id = l.store_id and s.kind = 'store'
    join locations t on t.store_id = l.store_id and t.kind = 'transit'
    left join levels v on v.location_id = c.location_id and v.sku_id = c.sku_id
    left join levels w on w.location_id = t.id and w.sku_id = c.sku_id
    where c.fork_id = ${forkId} order by 1, 2`;
  return rows.map((row) => {
    const more = expected.find((one) => one.locationId === row.locationId && one.skuId === row.skuId);
    return more ? { ...row, base: row.base + more.units } : row;
  });
}
