import type { Costing } from '#domain/stock/costing.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { changeCosting } from '#server/stock/change-costing.ts';
import { closeDays } from '#server/stock/close-days.ts';
import { postgresStore, type LedgerStore } from '#server/stock/ledger-store.ts';
import { HeadMoved } from '#server/stock/write-batch.ts';
import { freshDatabase } from '../postgres/cluster.ts';
import type { Tried } from './database.ts';
import type { Outcome } from './run-seed.ts';
import type { Tables } from './tables.ts';
import { directoryOf, places, skusOfSim, storesOfSim } from './trade.ts';

/** Holds the model of the tables against a real Postgres, which gets the same batches in the same order. */
export interface Replay {
  check(outcome: Outcome): Promise<string[]>;
  close(): Promise<void>;
}

export async function openReplay(): Promise<Replay> {
  return { check, close: async () => undefined };
}

/** Does to Postgres what was done to the model, and says what it says. */
async function repeat(app: Sql, store: LedgerStore, one: Tried): Promise<string> {
  if ('closes' in one) return (await closeDays(app, one.closes)) ? 'closed' : 'closed before';
  if ('costs' in one) return (await changeCosting(app, one.costs)) ? 'not at start' : 'changed';
  return store.write(one.batch).then(() => 'written', nameOf);
}

async function check({ tried, tables, first }: Outcome): Promise<string[]> {
  const database = await freshDatabase();
  const owner = openDatabase({
    url: database.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'sim owner',
  });
  const app = openDatabase({ url: database.appUrl, connectionsMax: 2, reach: 'all', applicationName: 'sim' });
  try {
    await furnish(owner, first);
    const store = postgresStore(app, directoryOf(places));
    const findings: string[] = [];
    for (const [index, one] of tried.entries()) {
      const { outcome } = one;
      const said = await repeat(app, store, one);
      if (ruleOf(said) !== ruleOf(outcome))
        findings.push(`model: step ${index}: model ${outcome}, Postgres ${said}`);
    }
    for (const { id, broken } of await checkInvariants(owner))
      for (const row of broken) findings.push(`Postgres ${id} ${row}`);
    return [...findings, ...(await compare(owner, tables))];
  } finally {
    await app.end();
    await owner.end();
    await database.drop();
  }
}

/** Which of several tables says that there is no such SKU is not told. */
function ruleOf(said: string): string {
  return said.startsWith('23503') ? '23503' : said;
}

function nameOf(error: unknown): string {
  if (error instanceof HeadMoved) return 'HeadMoved';
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return `${String(error.code)} ${'constraint_name' in error ? String(error.constraint_name) : ''}`;
}

async function furnish(owner: Sql, costing: Costing): Promise<void> {
  await owner`insert into company_settings (name_zh, name_en, costing) values ('模拟', 'Sim', ${costing})`;
  await owner`insert into regions (code, name_zh, name_en) values ('R', '区', 'Region')`;
  await owner`insert into stores (code, name_zh, name_en, kind, region_id, negative_policy, day_cut_minutes)
    select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, case i when 3 then 'flag' else 'refuse' end, (i - 1) * 60
    from generate_series(1, ${storesOfSim}::int) i`;
  await owner`insert into locations (id, kind, store_id)
    select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores`;
  await owner`insert into location_heads (location_id) select id from locations where id > 1000`;
  await owner`insert into skus (code, name_zh, name_en) select 'K' || i, '货' || i, 'Good ' || i from generate_series(1, ${skusOfSim}::int) i`;
  await owner`insert into accounts (login, name_zh, name_en, role, scope_kind) values ('sim', '模', 'Sim', 'hq', 'all')`;
}

/** Row by row: levels, documents, movements, rollups. */
async function compare(owner: Sql, tables: Tables): Promise<string[]> {
  const documents = await owner<{ row: string }[]>`
    select concat_ws(' ', command_key, location_id, coalesce(position, 0), kind) as row from documents`;
  const movements = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, position, line, sku_id, source_id, target_id, quantity, value, amount, on_hand_after) as row from movements`;
  const levels = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, sku_id, on_hand, reserved, value, cost_value, cost_quantity, coalesce(reorder_point, -1)) as row from levels`;
  const layers = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, sku_id, position, line, quantity, value, quantity_left, value_left) as row from cost_layers`;
  const draws = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, sku_id, layer_position, layer_line, position, line, quantity, value) as row from layer_draws`;
  const sales = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, business_day, hour, sku_id, sum(quantity), sum(amount), sum(cost)) as row from hourly_sales where business_day is not null group by location_id, business_day, hour, sku_id`;
  const hours = await owner<{ row: string }[]>`
    select concat_ws(' ', location_id, business_day, hour, receipts, quantity, amount, cost) as row from store_hours`;
  return [
    ...differ(
      'documents',
      documents,
      tables.rows.map((row) => `${row.key} ${row.location} ${row.position ?? 0} ${row.kind}`),
    ),
    ...differ(
      'movements',
      movements,
      [...tables.documents.values()].flatMap(({ location, position, movements: lines }) =>
        lines.map((one) =>
          [
            location,
            position,
            one.line,
            one.sku,
            one.source,
            one.target,
            one.quantity,
            one.value,
            one.amount,
            one.onHandAfter,
          ].join(' '),
        ),
      ),
    ),
    ...differ(
      'levels',
      levels,
      [...tables.levels].map(([key, level]) =>
        [
          key,
          level.onHand,
          level.reserved,
          level.value,
          level.costValue,
          level.costQuantity,
          level.reorderPoint ?? -1,
        ].join(' '),
      ),
    ),
    ...differ(
      'layers',
      layers,
      [...tables.costs.layers.values()].map((one) =>
        [
          ...[one.location, one.sku, one.position, one.line],
          ...[one.quantity, one.value, one.left, one.leftValue],
        ].join(' '),
      ),
    ),
    ...differ(
      'draws',
      draws,
      tables.costs.draws.map((one) =>
        [
          ...[one.location, one.sku, one.layerPosition, one.layerLine],
          ...[one.position, one.line, one.quantity, one.value],
        ].join(' '),
      ),
    ),
    ...differ(
      'sales',
      sales,
      [...tables.sales.hourly(tables.levels)].map(([key, { quantity, amount, cost }]) =>
        [key, quantity, amount, cost].join(' '),
      ),
    ),
    ...differ(
      'hours',
      hours,
      [...tables.sales.storeHours].map(([key, { receipts, quantity, amount, cost }]) =>
        [key, receipts, quantity, amount, cost].join(' '),
      ),
    ),
  ];
}

function differ(what: string, real: readonly { readonly row: string }[], model: readonly string[]): string[] {
  const inPostgres = new Set(real.map(({ row }) => row));
  const inModel = new Set(model);
  return [
    ...[...inModel]
      .filter((row) => !inPostgres.has(row))
      .map((row) => `model: ${what} has ${row}, Postgres has not`),
    ...[...inPostgres]
      .filter((row) => !inModel.has(row))
      .map((row) => `model: Postgres’ ${what} has ${row}, the model has not`),
  ].slice(0, 3);
}
