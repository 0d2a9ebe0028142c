import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { levelRows } from '#protocol/stock/level-columns.ts';
import type { LevelColumns } from '#protocol/stock/level-columns-schema.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray } from './pg-array.ts';
import type { Place } from './places.ts';
import { likeOf, type LevelFilter } from './read.ts';

/** SKUs of one page where nothing else is asked for, as many as a screen wants. */
export const pageRows = 200;
/** SKUs of one page at most: a program reads a shop in one or two. */
export const pageRowsMax = 2000;
/** Stores of one SKU: all of them on one page, so this is the most a company may have shelves and ways to them. */
const levelsOfSkuMax = 5000;

/**
 * Levels as bytes of JSON, column by column (`LevelColumns`): Postgres writes them, and nothing here reads, copies into
 * objects or writes anew what only passes through. Made into rows and texts here they took the server five times the CPU.
 */
export interface LevelsFound {
  /** The answer, with what else stands in it. */
  json(rest: Readonly<Record<string, unknown>>): Buffer<ArrayBuffer>;
  rows(): LevelView[];
  readonly count: number;
  /** The greatest; 0 where there is none. */
  readonly lastSku: number;
}

/** A SKU in every one of these places: on the shelf, and on its way there. In any order. */
export async function readLevelsOfSku(
  sql: Queries,
  viewer: Viewer,
  skuId: number,
  places: readonly Place[],
): Promise<LevelsFound> {
  const shelves = places.filter(({ locationKind }) => locationKind === 'shelf');
  const found = await readColumns(
    sql,
    viewer,
    sql`select * from (select * from levels where sku_id = ${skuId} limit ${levelsOfSkuMax}) here
      where on_hand <> 0 or location_id = any(${numberArray(shelves, ({ locationId }) => locationId)}::text::int[])`,
  );
  const held = new Set(JSON.parse(found.levels.locationId?.toString() ?? '[]') as number[]);
  return levelsFound(
    found,
    places.filter(({ locationId }) => held.has(locationId)),
  );
}

export interface StorePage {
  /** The last SKU of the page before, 0 for the first page. */
  readonly afterSku: number;
  readonly search: string;
  readonly filter: LevelFilter;
  /** SKUs of the page, at most `pageRowsMax`. */
  readonly rows: number;
}

/** A store's levels by SKU. A page never ends between a SKU's shelf and what is on its way there. */
export async function readLevelsOfStore(
  sql: Queries,
  viewer: Viewer,
  page: StorePage,
  places: readonly Place[],
): Promise<LevelsFound> {
  const like = likeOf(page.search);
  const isFound =
    page.search === ''
      ? sql``
      : sql`and sku_id in (select id from skus where code ilike ${like} or name_zh ilike ${like} or name_en ilike ${like}
          union all select sku_id from barcodes where barcode = ${page.search})`;
  // Each end in the order of its own key: nothing is sorted, and no more is read than is shown.
  const ends = places.map((place) => {
    const isShelf = place.locationKind === 'shelf';
    const isHeld = {
      all: isShelf ? sql`true` : sql`on_hand <> 0`,
      out: isShelf ? sql`on_hand <= 0` : sql`false`,
      due: isShelf ? sql`on_hand < reorder_point` : sql`false`,
      negative: sql`on_hand < 0`,
    }[page.filter];
    return sql`(select * from levels where location_id = ${place.locationId} and sku_id > ${page.afterSku} and ${isHeld} ${isFound}
      order by sku_id limit ${page.rows})`;
  });
  const both = ends.reduce((some, end) => sql`${some} union all ${end}`);
  const found = await readColumns(
    sql,
    viewer,
    sql`${both} order by sku_id fetch first ${page.rows} rows with ties`,
  );
  return levelsFound(found, places);
}

type Json = Buffer | string;

/** JSON arrays as Postgres wrote them; null: kept from the viewer. */
interface ColumnTexts {
  readonly levels: Readonly<Record<keyof LevelColumns['levels'], Json | null>>;
  readonly skus: Readonly<Record<keyof LevelColumns['skus'], Json>>;
  readonly count: number;
  readonly lastSku: number;
}

/** The rows of a query over `levels`, in its order. Columns come as the bytes that the driver was sent. */
async function readColumns(sql: Queries, viewer: Viewer, levels: ReturnType<Queries>): Promise<ColumnTexts> {
  const value = maySee(viewer, 'cost') ? sql`json_agg(value)` : sql`null::json`;
  const rows = (await sql`
    with page as materialized (${levels})
    select * from (
      select count(*), max(sku_id), json_agg(location_id), json_agg(sku_id), json_agg(on_hand), json_agg(reserved),
        json_agg(reorder_point), ${value}, json_agg(position)
      from page
    ) l (count, last, location_id, sku_id, on_hand, reserved, reorder_point, value, position), (
      select json_agg(id), json_agg(code), json_agg(name_zh), json_agg(name_en)
      from skus where id = any((select array_agg(sku_id) from page)::int[])
    ) k (id, code, name_zh, name_en)`.raw()) as unknown as readonly (readonly (Buffer | null)[])[];
  const columns = rows[0] ?? [];
  const at = (index: number): Json => columns[index] ?? '[]';
  return {
    count: Number(at(0).toString()),
    lastSku: Number(columns[1]?.toString() ?? 0),
    levels: {
      locationId: at(2),
      skuId: at(3),
      onHand: at(4),
      reserved: at(5),
      reorderPoint: at(6),
      value: maySee(viewer, 'cost') ? at(7) : null,
      position: at(8),
    },
    skus: { skuId: at(9), skuCode: at(10), skuNameZh: at(11), skuNameEn: at(12) },
  };
}

function levelsFound({ levels, skus, count, lastSku }: ColumnTexts, places: readonly Place[]): LevelsFound {
  const locations = JSON.stringify({
    locationId: places.map(({ locationId }) => locationId),
    locationKind: places.map(({ locationKind }) => locationKind),
    storeId: places.map(({ storeId }) => storeId),
    storeCode: places.map(({ storeCode }) => storeCode),
    storeNameZh: places.map(({ storeNameZh }) => storeNameZh),
    storeNameEn: places.map(({ storeNameEn }) => storeNameEn),
  } satisfies LevelColumns['locations']);
  const bytes = (rest: Readonly<Record<string, unknown>>): Buffer<ArrayBuffer> =>
    joined([
      `{"locations":${locations},"skus":`,
      ...objectOf(skus),
      ',"levels":',
      ...objectOf(levels),
      ...Object.entries(rest).map(([name, value]) => `,"${name}":${JSON.stringify(value)}`),
      '}',
    ]);
  return {
    json: bytes,
    rows: () => levelRows(JSON.parse(bytes({}).toString()) as LevelColumns),
    count,
    lastSku,
  };
}

/** An object of members that are JSON already, in pieces. */
function objectOf(members: Readonly<Record<string, Json | null>>): Json[] {
  const pieces = Object.entries(members).flatMap(([name, json], index) => [
    `${index === 0 ? '{' : ','}"${name}":`,
    json ?? 'null',
  ]);
  return [...pieces, '}'];
}

function joined(pieces: readonly Json[]): Buffer<ArrayBuffer> {
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}
