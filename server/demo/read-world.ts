import type { AccountId } from '#domain/identity/ids.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { levelCount } from '#domain/demo/levels.ts';
import { demoCompany, type DemoCompany } from '#domain/demo/company.ts';
import type { Queries } from '../platform/database.ts';
import { dayEvents } from './day.ts';
import type { DemoLevels, DemoWorld } from './world.ts';

/** The invented company of a seed. */
export async function readWorld(sql: Queries, seed: number): Promise<DemoWorld> {
  const world: DemoWorld = await readWorldOf(sql, seed, demoCompany(seed), (day, midnight) =>
    dayEvents(world, day, midnight),
  );
  return world;
}

/** Matches a plan with the rows of a company that was made from it. */
export async function readWorldOf(
  sql: Queries,
  seed: number,
  plan: DemoCompany,
  eventsOf: DemoWorld['eventsOf'],
): Promise<DemoWorld> {
  const skus = await sql<{ id: SkuId; code: string }[]>`select id, code from skus`;
  const idByCode = new Map(skus.map((sku) => [sku.code, sku.id]));
  const skuIds = plan.skus.map((sku) => found(idByCode.get(sku.code), sku.code));
  const locations = await sql<{ id: LocationId; code: string; kind: string; store: StoreId }[]>`
    select l.id, s.code, l.kind, s.id as store from locations l join stores s on s.id = l.store_id`;
  const locationByCode = new Map(locations.map((row) => [`${row.kind} ${row.code}`, row.id]));
  const codes = [...plan.warehouses, ...plan.stores].map((place) => place.code);
  const storeByCode = new Map(locations.map((row) => [row.code, row.store]));
  const shelves = codes.map((code) => found(locationByCode.get(`shelf ${code}`), code));
  const transits = codes.map((code) => found(locationByCode.get(`transit ${code}`), code));
  const accounts = await sql<{ id: AccountId; role: string; code: string | null }[]>`
    select a.id, a.role, s.code from accounts a left join account_stores x on x.account_id = a.id left join stores s on s.id = x.store_id
    where not a.is_disabled order by a.role = 'clerk' desc, a.id`;
  const chain = found(accounts.find((account) => account.role === 'hq')?.id, 'hq');
  const accountByCode = new Map<string, AccountId>();
  for (const { id, code } of accounts)
    if (code !== null && !accountByCode.has(code)) accountByCode.set(code, id);
  const rowByLocation = new Map<number, { readonly row: number; readonly kind: 'onHand' | 'inTransit' }>([
    ...shelves.map((id, row) => [id, { row, kind: 'onHand' }] as const),
    ...transits.map((id, row) => [id, { row, kind: 'inTransit' }] as const),
  ]);
  return {
    seed,
    plan,
    eventsOf,
    skuIds,
    skuIndexById: new Map(skuIds.map((id, index) => [id as number, index])),
    storeIds: codes.map((code) => found(storeByCode.get(code), code)),
    shelves,
    transits,
    rowByLocation,
    accountOf: (place) => {
      const code =
        place.kind === 'warehouse' ? plan.warehouses[place.index]?.code : plan.stores[place.index]?.code;
      return accountByCode.get(code ?? '') ?? chain;
    },
  };
}

/** The levels as they stood at a company time: what stands now less what moved since. */
export async function readLevelsAt(sql: Queries, world: DemoWorld, atMs: number): Promise<DemoLevels> {
  const levels = {
    onHand: new Int32Array(levelCount(world.plan)),
    inTransit: new Int32Array(levelCount(world.plan)),
  };
  const rows = await sql<{ location: number; sku: number; units: number }[]>`
    with since as (
      select m.sku_id, m.source_id, m.target_id, m.quantity from documents d join movements m using (location_id, position)
      where d.effective_at >= to_timestamp(${atMs / 1000}::float8)
    )
    select location_id as location, sku_id as sku, sum(units)::bigint as units from (
      select location_id, sku_id, on_hand as units from levels
      union all select target_id, sku_id, -quantity from since where target_id > 1000
      union all select source_id, sku_id, quantity from since where source_id > 1000
    ) all_units group by 1, 2`;
  for (const { location, sku, units } of rows) {
    const place = world.rowByLocation.get(location);
    const skuIndex = world.skuIndexById.get(sku);
    if (!place || skuIndex === undefined) continue;
    levels[place.kind][place.row * world.plan.skus.length + skuIndex] = units;
  }
  return levels;
}

function found<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the demo company has no ${name}`);
  return value;
}
