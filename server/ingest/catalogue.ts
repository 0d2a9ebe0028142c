import type { ListedSku } from '#domain/ingest/command.ts';
import type { Fen } from '#domain/money.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

export interface ListedStore {
  readonly shelf: LocationId;
  readonly timeZone: string;
  readonly dayCutMinutes: number;
}

/** What the company knows already: SKUs and stores by the code that files call them. */
export interface Catalogue {
  readonly skus: ReadonlyMap<string, ListedSku>;
  readonly stores: ReadonlyMap<string, ListedStore>;
}

export async function readCatalogue(sql: Queries): Promise<Catalogue> {
  const skus = await sql<
    { code: string; id: SkuId; price: Fen; cost: Fen }[]
  >`select code, id, price, cost from skus`;
  const stores = await sql<{ code: string; shelf: LocationId; zone: string; cut: number }[]>`
    select s.code, l.id as shelf, s.time_zone as zone, s.day_cut_minutes as cut
    from stores s join locations l on l.store_id = s.id and l.kind = 'shelf'`;
  return {
    skus: new Map(skus.map(({ code, ...sku }) => [code, sku])),
    stores: new Map(
      stores.map(({ code, shelf, zone, cut }) => [code, { shelf, timeZone: zone, dayCutMinutes: cut }]),
    ),
  };
}

export interface NewStore {
  readonly code: string;
  readonly name: string;
  /** Name of the region; made where it is not there. */
  readonly region: string;
}

export interface NewSku {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly price: Fen;
  readonly cost: Fen;
  readonly barcode: string;
  readonly packQuantity: number;
}

/** Makes the stores that are not there yet, with their locations and heads; what is there stays as it is. */
export async function createStores(sql: Sql, stores: readonly NewStore[], timeZone: string): Promise<number> {
  if (stores.length === 0) return 0;
  return (await sql.begin(async (tx) => {
    const regions = [...new Set(stores.map((store) => store.region))];
    await tx`insert into regions (code, name_zh, name_en)
      select r, r, r from unnest(${textArray(regions)}::text::text[]) r on conflict (code) do nothing`;
    const made = await tx<{ id: number }[]>`
      insert into stores (code, name_zh, name_en, kind, region_id, time_zone, negative_policy)
      select n.code, n.name, n.name, 'store', r.id, ${timeZone}, 'flag'
      from unnest(${textArray(stores.map((s) => s.code))}::text::text[], ${textArray(stores.map((s) => s.name))}::text::text[],
        ${textArray(stores.map((s) => s.region))}::text::text[]) as n(code, name, region)
      join regions r on r.code = n.region
      on conflict (code) do nothing returning id`;
    const ids = `{${made.map((row) => row.id).join(',')}}`;
    await tx`insert into locations (id, kind, store_id)
      select 999 + 2 * id, 'shelf', id from unnest(${ids}::text::int[]) id
      union all select 1000 + 2 * id, 'transit', id from unnest(${ids}::text::int[]) id`;
    await tx`insert into location_heads (location_id) select id from locations where store_id = any(${ids}::text::int[])`;
    return made.length;
  })) as number;
}

/** Makes SKUs, or brings those that are there up to date; prices of what is sold already change for the future only. */
export async function writeSkus(
  sql: Sql,
  skus: readonly NewSku[],
  onConflict: 'update' | 'keep',
): Promise<number> {
  if (skus.length === 0) return 0;
  return (await sql.begin(async (tx) => {
    const categories = [...new Set(skus.map((sku) => sku.category).filter((name) => name !== ''))];
    await tx`insert into categories (code, name_zh, name_en)
      select c, c, c from unnest(${textArray(categories)}::text::text[]) c on conflict (code) do nothing`;
    const written = await tx`
      insert into skus as known (code, name_zh, name_en, category_id, price, cost, pack_quantity)
      select n.code, n.name, n.name, c.id, n.price, n.cost, n.pack
      from unnest(${textArray(skus.map((s) => s.code))}::text::text[], ${textArray(skus.map((s) => s.name))}::text::text[],
        ${textArray(skus.map((s) => s.category))}::text::text[], ${`{${skus.map((s) => s.price).join(',')}}`}::text::bigint[],
        ${`{${skus.map((s) => s.cost).join(',')}}`}::text::bigint[], ${`{${skus.map((s) => s.packQuantity).join(',')}}`}::text::int[])
        as n(code, name, category, price, cost, pack)
      left join categories c on c.code = n.category
      on conflict (code) do update set name_en = excluded.name_en, category_id = excluded.category_id, price = excluded.price,
        cost = excluded.cost, pack_quantity = excluded.pack_quantity
      where ${onConflict === 'update'} and (known.name_en, known.category_id, known.price, known.cost, known.pack_quantity)
        is distinct from (excluded.name_en, excluded.category_id, excluded.price, excluded.cost, excluded.pack_quantity)
      returning 1`;
    const coded = skus.filter((sku) => sku.barcode !== '');
    await tx`
      insert into barcodes (barcode, sku_id)
      select n.barcode, s.id
      from unnest(${textArray(coded.map((s) => s.barcode))}::text::text[], ${textArray(coded.map((s) => s.code))}::text::text[]) as n(barcode, code)
      join skus s using (code)
      where not exists (select from barcodes b where b.barcode = n.barcode and b.sku_id = s.id)`;
    return written.length;
  })) as number;
}
