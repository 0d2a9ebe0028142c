import type { StoreRequest } from '#protocol/organisation/requests.ts';
import type { Queries, Sql } from '../platform/database.ts';

/** Regions, stores with all that is written down of them, and how the company values what leaves. */
export async function readOrganisation(sql: Sql) {
  const regions = await sql`
    select id, parent_id as "parentId", code, name_zh as "nameZh", name_en as "nameEn" from regions order by code limit 5000`;
  const stores = await sql`
    select s.id, s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.kind, s.region_id as "regionId", s.time_zone as "timeZone",
      s.day_cut_minutes as "dayCutMinutes", s.negative_policy as "negativePolicy", s.ownership, s.tier, s.address,
      s.opening_hours as "openingHours", s.keep_back as "keepBack", s.is_active as "isActive",
      exists (select from location_heads h join locations l on l.id = h.location_id where l.store_id = s.id and h.position > 0) as "hasHistory"
    from stores s order by s.code limit 5000`;
  const [settings] = await sql`select costing from company_settings`;
  return { regions, stores, costing: settings?.['costing'] };
}

/** Makes a store with its shelf, what is on its way to it, and their heads. Undefined where the code is taken. */
export async function makeStore(sql: Queries, store: StoreRequest): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    insert into stores ${sql(columnsOf(store))} on conflict (code) do nothing returning id`;
  if (!row) return undefined;
  await sql`insert into locations (id, kind, store_id) values (${999 + 2 * row.id}, 'shelf', ${row.id}), (${1000 + 2 * row.id}, 'transit', ${row.id})`;
  await sql`insert into location_heads (location_id) values (${999 + 2 * row.id}), (${1000 + 2 * row.id})`;
  return row.id;
}

export type StoreChange = 'changed' | 'unknown' | 'code_taken' | 'has_history';

/** Brings a store up to date. Where documents stand already its days stay as they are cut. */
export async function changeStore(sql: Queries, id: number, store: StoreRequest): Promise<StoreChange> {
  // What is posted waits until this is done, and is then judged by the store as it is.
  await sql`select 1 from location_heads h join locations l on l.id = h.location_id
    where l.store_id = ${id} order by h.location_id for update of h`;
  const [known] = await sql<{ zone: string; cut: number; busy: boolean }[]>`
    select time_zone as zone, day_cut_minutes as cut,
      exists (select from location_heads h join locations l on l.id = h.location_id where l.store_id = s.id and h.position > 0) as busy
    from stores s where id = ${id} for update`;
  if (!known) return 'unknown';
  if (known.busy && (known.zone !== store.timeZone || known.cut !== store.dayCutMinutes))
    return 'has_history';
  const [taken] = await sql`select 1 from stores where code = ${store.code} and id <> ${id}`;
  if (taken) return 'code_taken';
  await sql`update stores set ${sql(columnsOf(store))} where id = ${id}`;
  await sql`update location_heads set rules = rules + 1 where location_id in (select id from locations where store_id = ${id})`;
  return 'changed';
}

function columnsOf(store: StoreRequest) {
  return {
    code: store.code,
    name_zh: store.nameZh,
    name_en: store.nameEn,
    kind: store.kind,
    region_id: store.regionId,
    time_zone: store.timeZone,
    day_cut_minutes: store.dayCutMinutes,
    negative_policy: store.negativePolicy,
    ownership: store.ownership,
    tier: store.tier,
    address: store.address,
    opening_hours: store.openingHours,
    keep_back: store.keepBack,
    is_active: store.isActive,
  };
}
