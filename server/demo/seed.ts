import type { AccountId } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DemoCompany } from '#domain/demo/company.ts';
import { levelIndex, openingLevels, type Levels, type Place } from '#domain/demo/levels.ts';
import type { DemoPerson } from '#domain/demo/names-people.ts';
import { businessDayStart, businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import { createAccount } from '../identity/accounts.ts';
import type { Sql } from '../platform/database.ts';
import type { Ledger } from '../stock/stock.ts';
import { demoZone, keyOf } from './day.ts';
import { demoSession } from './trader.ts';
import { rowOf, type DemoWorld } from './world.ts';

export const demoSlug = 'demo';
/** For everybody in the demo company: it holds nothing but the demo. */
export const demoPassword = 'tongpan-demo';
export const demoSeed = 20_261_124;
/** Whole days made before the demo opens: the same weekday of last week is there to compare with, and the day before it. */
export const historyDays = 8;
/** The demo opens in the forenoon, when shops are busy. */
const openingHour = 9.5;

const roleByDemoRole: { readonly [R in DemoPerson['role']]: Role } = {
  hq: 'hq',
  regionalManager: 'regional_manager',
  storeManager: 'store_manager',
  clerk: 'clerk',
  warehouseKeeper: 'warehouse_keeper',
  finance: 'finance',
};

/** When the demo's history begins and when it opens, ms: the real today, in the forenoon of the shops. */
export function demoSpan(realNowMs: number): { startMs: number; openMs: number } {
  const { day } = businessMoment(realNowMs, demoZone, 0);
  return {
    startMs: businessDayStart((day - historyDays) as BusinessDay, demoZone, 0),
    openMs: businessDayStart(day, demoZone, 0) + openingHour * 3_600_000,
  };
}

/** Writes the demo's organisation, goods and people. Run by the owner of the tables, in one transaction. */
export async function seedOrganisation(
  sql: Sql,
  plan: DemoCompany,
  seed: number,
  span: { startMs: number },
): Promise<void> {
  await sql.begin(async (tx) => {
    const regionIds: number[] = [];
    for (const { code, zh, en, parentIndex } of plan.regions) {
      const parent = parentIndex === undefined ? null : (regionIds[parentIndex] ?? null);
      const [row] = await tx<{ id: number }[]>`
        insert into regions (code, name_zh, name_en, parent_id) values (${code}, ${zh}, ${en}, ${parent}) returning id`;
      if (row) regionIds.push(row.id);
    }
    const places = [
      ...plan.warehouses.map((place) => ({
        ...{ ...place, kind: 'warehouse', tier: place.kind === 'central' ? 'hq' : 'regional' },
        ...{ ownership: 'own', hours: '05:00–23:00' },
      })),
      ...plan.stores.map((place) => ({
        ...{ ...place, kind: 'store', tier: 'store' },
        ...{ ownership: place.isFranchise ? 'franchise' : 'own', hours: '00:00–24:00' },
      })),
    ];
    await tx`insert into stores ${tx(
      places.map(({ code, zh, en, kind, regionIndex, tier, ownership, address, hours }) => ({
        code,
        name_zh: zh,
        name_en: en,
        kind,
        region_id: regionIds[regionIndex] ?? 0,
        time_zone: demoZone,
        negative_policy: kind === 'store' ? 'flag' : 'refuse',
        ...{ tier, ownership, address, opening_hours: hours },
      })),
    )}`;
    await tx`insert into locations (id, kind, store_id)
      select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores`;
    await tx`insert into location_heads (location_id) select id from locations where id > 1000`;
    await seedGoods(tx as unknown as Sql, plan);
    await tx`insert into demo_state (seed, anchor_at, real_anchor_at, speed, made_through)
      values (${seed}, to_timestamp(${span.startMs / 1000}::float8), now(), 60, to_timestamp(${span.startMs / 1000}::float8))`;
  });
  await seedPeople(sql, plan);
}

async function seedGoods(sql: Sql, plan: DemoCompany): Promise<void> {
  const categoryIds: number[] = [];
  for (const { code, zh, en, parentIndex } of plan.categories) {
    const parent = parentIndex === undefined ? null : (categoryIds[parentIndex] ?? null);
    const [row] = await sql<{ id: number }[]>`
      insert into categories (code, name_zh, name_en, parent_id) values (${code}, ${zh}, ${en}, ${parent}) returning id`;
    if (row) categoryIds.push(row.id);
  }
  const supplierIds = await seedSuppliers(sql, plan);
  await sql`insert into skus ${sql(
    plan.skus.map((sku) => ({
      code: sku.code,
      name_zh: sku.zh,
      name_en: sku.en,
      category_id: categoryIds[sku.categoryIndex] ?? null,
      unit_zh: sku.unit.zh,
      unit_en: sku.unit.en,
      pack_quantity: sku.casePack,
      price: sku.price,
      cost: sku.cost,
      tax_basis_points: sku.taxRateBp,
      supplier_id: supplierIds[sku.supplierIndex] ?? null,
    })),
  )}`;
  // Dry goods are bought by list, a little below the standard cost; fresh ones at the day's cost.
  await sql`insert into supplier_prices (supplier_id, sku_id, pack, price, packs_min, code)
    select k.supplier_id, k.id, k.pack_quantity, round(k.cost * k.pack_quantity * 0.985), 1 + k.id % 2, s.code || '-' || lpad((k.id % 1000)::text, 4, '0')
    from skus k join suppliers s on s.id = k.supplier_id join supplier_terms t on t.supplier_id = s.id
    where t.lead_days > 1 and k.cost > 0`;
  await sql`insert into barcodes (barcode, sku_id)
    select b.barcode, s.id from unnest(${plan.skus.map((sku) => sku.code)}::text[], ${plan.skus.map((sku) => sku.barcode)}::text[]) as b(code, barcode)
    join skus s using (code)`;
}

async function seedSuppliers(sql: Sql, plan: DemoCompany): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const [index, { code, zh, en, fresh }] of plan.suppliers.entries()) {
    const [row] = await sql<{ id: number }[]>`
      insert into suppliers (code, name_zh, name_en, contact) values (${code}, ${zh}, ${en}, ${`业务 ${1 + index} 组`}) returning id`;
    if (!row) continue;
    ids.push(row.id);
    // Fresh goods come the next day and are paid within the week; growers give plain invoices.
    const [leadDays, payDays, minimum] = fresh ? [1, 7, 50_000] : [3 + (index % 3), 30, 150_000];
    await sql`insert into supplier_terms (supplier_id, lead_days, minimum, pay_days, invoice, email)
      values (${row.id}, ${leadDays}, ${minimum}, ${payDays}, ${fresh && index < 4 ? 'plain' : 'special'}, ${`orders@${code.toLowerCase()}.example`})`;
  }
  return ids;
}

async function seedPeople(sql: Sql, plan: DemoCompany): Promise<void> {
  const regions = await sql<{ id: number; code: string }[]>`select id, code from regions`;
  const stores = await sql<{ id: number; code: string }[]>`select id, code from stores`;
  const regionId = (index: number) => regions.find((row) => row.code === plan.regions[index]?.code)?.id ?? 0;
  const storeId = (code: string | undefined) => stores.find((row) => row.code === code)?.id ?? 0;
  for (const person of plan.people) {
    await createAccount(sql, {
      login: person.login,
      nameZh: person.zh,
      nameEn: person.en,
      password: demoPassword,
      role: roleByDemoRole[person.role],
      scope: scopeOf(person),
    });
  }
  function scopeOf({ scope }: DemoPerson) {
    switch (scope.kind) {
      case 'chain':
        return { kind: 'all' as const };
      case 'region':
        return { kind: 'regions' as const, regions: [regionId(scope.regionIndex) as never] };
      case 'store':
        return { kind: 'stores' as const, stores: [storeId(plan.stores[scope.storeIndex]?.code) as never] };
      case 'warehouse':
        return {
          kind: 'stores' as const,
          stores: [storeId(plan.warehouses[scope.warehouseIndex]?.code) as never],
        };
    }
  }
}

/** Opening stock at cost, and the reorder points of every store's range. */
export async function postOpening(
  ledger: Ledger,
  world: DemoWorld,
  startMs: number,
  opening: Levels = openingLevels(world.plan, world.seed),
): Promise<void> {
  const { plan, seed } = world;
  const places: Place[] = [
    ...plan.warehouses.map((_, index) => ({ kind: 'warehouse' as const, index })),
    ...plan.stores.map((_, index) => ({ kind: 'store' as const, index })),
  ];
  for (const place of places) {
    const lines = plan.skus.flatMap((sku, skuIndex) => {
      const units = opening.onHand[levelIndex(plan, place, skuIndex)] ?? 0;
      const id = world.skuIds[skuIndex];
      return units > 0 && id !== undefined
        ? [{ sku: id, quantity: units as Quantity, value: (units * sku.cost) as Fen }]
        : [];
    });
    const location = world.shelves[rowOf(world, place)];
    if (location === undefined) continue;
    if (lines.length > 0) await send(`opening ${location}`, { kind: 'opening', location, lines });
    const pairs = place.kind === 'store' ? (plan.stores[place.index]?.pairs ?? []) : [];
    const points = pairs.flatMap(({ skuIndex, reorderPoint }) => {
      const sku = world.skuIds[skuIndex];
      return sku === undefined ? [] : [{ sku, reorderPoint: reorderPoint as Quantity }];
    });
    if (points.length > 0)
      await send(`points ${location}`, { kind: 'reorder_point', location, lines: points });
  }
  async function send(name: string, command: Command): Promise<void> {
    const accountId: AccountId = world.accountOf({ kind: 'warehouse', index: 0 });
    await ledger.post({
      key: keyOf(seed, name),
      command,
      accountId,
      session: demoSession,
      deviceAtMs: null,
      occurredAtMs: startMs,
    });
  }
}
