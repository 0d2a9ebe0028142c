import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { termsOf } from '#domain/catalog/search.ts';
import type { GoodsQuery } from '#protocol/catalog/requests.ts';
import type { GoodsPage, GoodsRow } from '#protocol/catalog/views.ts';
import type { Queries } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

/** Rows of one page, and how far down a list may be asked for. */
export const goodsRowsMax = 200;
/** What a search looks at: beyond it the words are too common, and a person types one more. */
const foundMax = 1000;

/**
 * One page of the goods. Without words they stand in the order asked for and every one can be reached; with words the
 * best stand first: the code or barcode itself, then codes and names that begin so, then the rest.
 */
export async function listGoods(
  sql: Queries,
  viewer: Viewer,
  query: GoodsQuery,
  page: { readonly offset: number; readonly limit: number },
): Promise<GoodsPage> {
  const terms = termsOf(query.search);
  const kept = filterOf(sql, viewer, query);
  const columns = rowColumns(sql, viewer);
  if (!terms) {
    const [counted] = await sql<{ total: number }[]>`select count(*) as total from skus k where ${kept}`;
    const rows = await sql<GoodsRow[]>`
      select ${columns} from (
        select k.* from skus k where ${kept} order by ${orderOf(sql, query)} limit ${page.limit} offset ${page.offset}) k
      order by ${orderOf(sql, query)}`;
    return { total: counted?.total ?? 0, isCapped: false, rows: [...rows] };
  }
  const typed = query.search.trim();
  const found = sql`
    select sku_id from (
      (select s.sku_id from sku_search s where ${matchOf(sql, terms)} limit ${foundMax + 1})
      union (select id from skus where code in (${typed}, ${typed.toUpperCase()}))
      union (select sku_id from barcodes where barcode = ${typed})) f`;
  const rows = await sql<(GoodsRow & { total: number })[]>`
    with ranked as (
      select k.id, count(*) over () as total, case
        when k.code = ${typed} or k.code = ${typed.toUpperCase()} then 0
        when exists (select from barcodes b where b.sku_id = k.id and b.barcode = ${typed}) then 1
        when starts_with(lower(k.code), ${typed.toLowerCase()}) then 2
        when starts_with(k.name_zh, ${typed}) or starts_with(lower(k.name_en), ${typed.toLowerCase()}) then 3
        when strpos(k.name_zh, ${typed}) > 0 then 4 else 5 end as rank
      from (${found}) f join skus k on k.id = f.sku_id where ${kept}
      order by rank, k.code limit ${page.limit} offset ${page.offset})
    select ${columns}, r.total from ranked r join skus k on k.id = r.id order by r.rank, k.code`;
  const total = rows[0]?.total ?? 0;
  return {
    total,
    isCapped: total > foundMax,
    rows: rows.map(({ total: _, ...row }) => row),
  };
}

/** The SKUs named, by code. */
export async function readSome(sql: Queries, viewer: Viewer, ids: readonly number[]): Promise<GoodsRow[]> {
  return sql<GoodsRow[]>`
    select ${rowColumns(sql, viewer)} from skus k where k.id = any(${`{${ids.join(',')}}`}::text::int[]) order by k.code limit ${goodsRowsMax}`;
}

/** The ids that a query finds, in no order: what a bulk act is about. */
export async function idsOf(
  sql: Queries,
  viewer: Viewer,
  query: GoodsQuery,
  limit: number,
): Promise<number[]> {
  const terms = termsOf(query.search);
  const rows = await sql<{ id: number }[]>`
    select k.id from skus k where ${filterOf(sql, viewer, query)}
      and ${terms ? sql`k.id in (select s.sku_id from sku_search s where ${matchOf(sql, terms)})` : sql`true`} limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Every row of a query in order, a page at a time: for files. */
export async function* allGoods(
  sql: Queries,
  viewer: Viewer,
  query: GoodsQuery,
): AsyncGenerator<readonly GoodsRow[], void, undefined> {
  const kept = filterOf(sql, viewer, query);
  const terms = termsOf(query.search);
  for (let after = ''; ;) {
    const rows = await sql<GoodsRow[]>`
      select ${rowColumns(sql, viewer)} from skus k where ${kept} and k.code > ${after}
        and ${terms ? sql`k.id in (select s.sku_id from sku_search s where ${matchOf(sql, terms)})` : sql`true`}
      order by k.code limit 2000`;
    if (rows.length > 0) yield rows;
    if (rows.length < 2000) return;
    after = rows.at(-1)?.code ?? '';
  }
}

type Terms = NonNullable<ReturnType<typeof termsOf>>;

function matchOf(sql: Queries, terms: Terms) {
  const likes = terms.words.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const text = sql`s.text like all(${textArray(likes)}::text::text[])`;
  return terms.grams.length === 0
    ? text
    : sql`s.grams @> ${`{${terms.grams.join(',')}}`}::text::int[] and ${text}`;
}

/** Filters that tell of hidden columns are refused before this (A9). */
function filterOf(sql: Queries, viewer: Viewer, query: GoodsQuery) {
  const state = { active: sql`k.is_active`, inactive: sql`not k.is_active`, all: sql`true` }[query.state];
  const lack = {
    barcode: sql`not exists (select from barcodes b where b.sku_id = k.id)`,
    price: sql`k.price = 0`,
    cost: maySee(viewer, 'cost') ? sql`k.cost = 0` : sql`false`,
    category: sql`k.category_id is null`,
    photo: sql`not exists (select from sku_photos p where p.sku_id = k.id)`,
    supplier: maySee(viewer, 'internal') ? sql`k.supplier_id is null` : sql`false`,
    none: sql`true`,
  }[query.lack ?? 'none'];
  const category =
    query.category === undefined
      ? sql`true`
      : sql`k.category_id in (with recursive below as (
          select id from categories where id = ${query.category} union select c.id from categories c join below on c.parent_id = below.id)
          select id from below)`;
  const supplier =
    query.supplier === undefined
      ? sql`true`
      : maySee(viewer, 'internal')
        ? sql`k.supplier_id = ${query.supplier}`
        : sql`false`;
  return sql`${state} and ${lack} and ${category} and ${supplier}`;
}

function orderOf(sql: Queries, { sort, isDown }: GoodsQuery) {
  const down = isDown ? sql`desc` : sql`asc`;
  switch (sort) {
    case 'code':
      return sql`k.code ${down}`;
    case 'name':
      return sql`k.name_zh collate "zh-Hans-CN-x-icu" ${down}, k.id`;
    case 'price':
      return sql`k.price ${down}, k.id`;
    case 'cost':
      return sql`k.cost ${down}, k.id`;
    case 'updated':
      return sql`k.updated_at ${down}, k.id`;
  }
}

function rowColumns(sql: Queries, viewer: Viewer) {
  return sql`k.id as "skuId", k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.spec, k.color, k.size, k.brand,
    k.category_id as "categoryId", k.unit_zh as "unitZh", k.unit_en as "unitEn", k.pack_quantity as "packQuantity", k.price,
    ${maySee(viewer, 'cost') ? sql`k.cost` : sql`null::bigint`} as cost,
    ${maySee(viewer, 'internal') ? sql`k.supplier_id` : sql`null::int`} as "supplierId", k.is_active as "isActive", k.revision,
    (extract(epoch from k.updated_at) * 1000)::bigint as "updatedAtMs",
    coalesce((select array_agg(b.barcode order by b.quantity, b.barcode) from barcodes b where b.sku_id = k.id), '{}') as barcodes,
    (select p.hash from sku_photos p where p.sku_id = k.id) as photo`;
}
