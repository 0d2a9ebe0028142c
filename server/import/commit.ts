import { createHash } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import { newSku, textLengthMax, type SkuRecord } from '#domain/catalog/sku.ts';
import { cut, type ProductRow } from '#domain/import/check.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { readRecords, writeSkus, type Actor, type StoredSku, type Wish } from '../catalog/write.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';
import type { Ledger } from '../stock/stock.ts';

export interface GoodsEffect {
  created: number;
  changed: number;
  unchanged: number;
  barcodes: number;
}

/** Ids of short lists by the name that files give them. */
export interface Names {
  readonly categories: Map<string, number>;
  readonly suppliers: Map<string, number>;
  readonly products: Map<string, number>;
}

type Row = ProductRow & { readonly isAgain: boolean };

export async function readNames(sql: Queries): Promise<Names> {
  const read = async (table: 'categories' | 'suppliers' | 'products'): Promise<Map<string, number>> => {
    const rows = await sql<{ id: number; code: string; zh: string; en: string }[]>`
      select id, code, name_zh as zh, name_en as en from ${sql(table)} order by id desc`;
    const byName = new Map<string, number>();
    for (const { id, code, zh, en } of rows) for (const name of [en, zh, code]) byName.set(name, id);
    return byName;
  };
  return {
    categories: await read('categories'),
    suppliers: await read('suppliers'),
    products: await read('products'),
  };
}

/** What short lists would get that they do not have. */
export function newNames(
  rows: readonly Row[],
  names: Names,
): { readonly [List in keyof Names]: Set<string> } {
  const missing = (list: keyof Names, nameOf: (row: Row) => string | undefined) =>
    new Set(
      rows.flatMap((row) => {
        const name = nameOf(row);
        return name !== undefined && !names[list].has(name) ? [name] : [];
      }),
    );
  return {
    categories: missing('categories', ({ category }) => category),
    suppliers: missing('suppliers', ({ supplier }) => supplier),
    products: missing('products', ({ product }) => product),
  };
}

/** Makes the categories, suppliers and products that rows name and nobody knows yet. */
export async function makeNames(sql: Queries, rows: readonly Row[], names: Names): Promise<void> {
  const wanted = newNames(rows, names);
  for (const list of ['categories', 'suppliers', 'products'] as const) {
    if (wanted[list].size === 0) continue;
    const made = await sql<{ id: number; code: string }[]>`
      insert into ${sql(list)} (code, name_zh, name_en) select n, n, n from unnest(${textArray([...wanted[list]].map((name) => cut(name, textLengthMax.code)))}::text::text[]) n
      on conflict (code) do update set code = excluded.code returning id, code`;
    for (const { id, code } of made) names[list].set(code, id);
  }
}

/** The wishes of a chunk of rows; rows of one code come to one wish. Codes are looked for in `ids`, which learns new ones. */
export function wishesOf(
  rows: readonly Row[],
  names: Names,
  ids: ReadonlyMap<string, number>,
  current: ReadonlyMap<number, StoredSku>,
  onKnown: 'update' | 'keep',
): readonly Wish[] {
  const byCode = new Map<string, { row: Row; barcodes: Set<string> }>();
  for (const row of rows) {
    const known = byCode.get(row.code);
    if (known) for (const barcode of row.barcodes) known.barcodes.add(barcode);
    else byCode.set(row.code, { row, barcodes: new Set(row.barcodes) });
  }
  return [...byCode.values()].flatMap(({ row, barcodes }): Wish[] => {
    const id = ids.get(row.code);
    const before = id === undefined ? undefined : current.get(id);
    const kept = before?.barcodes ?? [];
    const added = [...barcodes].filter((barcode) => !kept.some((one) => one.barcode === barcode));
    const set: Partial<SkuRecord> = {
      ...(row.isAgain ? {} : fieldsOf(row, names)),
      ...(added.length > 0
        ? { barcodes: inOrder([...kept, ...added.map((barcode) => ({ barcode, quantity: 1 }))]) }
        : {}),
    };
    if (id !== undefined && before) return onKnown === 'update' || row.isAgain ? [{ id, set }] : [];
    const nameZh = row.name ?? row.code;
    return [{ id: null, set: { ...newSku, ...set, code: row.code, nameZh, nameEn: row.nameEn ?? nameZh } }];
  });
}

function inOrder(codes: readonly { readonly barcode: string; readonly quantity: number }[]) {
  return codes.toSorted((a, b) => a.quantity - b.quantity || (a.barcode < b.barcode ? -1 : 1));
}

/** Only what the file says: empty cells leave what is there. */
function fieldsOf(row: Row, names: Names): Partial<SkuRecord> {
  const set: Record<string, unknown> = {
    nameZh: row.name,
    nameEn: row.nameEn,
    categoryId:
      row.category === undefined ? undefined : names.categories.get(cut(row.category, textLengthMax.code)),
    supplierId:
      row.supplier === undefined ? undefined : names.suppliers.get(cut(row.supplier, textLengthMax.code)),
    productId:
      row.product === undefined ? undefined : names.products.get(cut(row.product, textLengthMax.code)),
    brand: row.brand,
    spec: row.spec,
    color: row.color,
    size: row.size,
    unitZh: row.unit,
    unitEn: row.unit,
    packQuantity: row.pack,
    price: row.price,
    cost: row.cost,
    isActive: row.isActive,
  };
  return Object.fromEntries(
    Object.entries(set).filter(([, value]) => value !== undefined),
  ) as Partial<SkuRecord>;
}

/** Writes a chunk of goods in one transaction. `ids` learns the codes that were made. */
export async function writeGoods(
  sql: Sql,
  actor: Actor,
  batch: string,
  rows: readonly Row[],
  names: Names,
  ids: Map<string, number>,
  onKnown: 'update' | 'keep',
): Promise<GoodsEffect> {
  return (await sql.begin(async (tx) => {
    const queries = tx as Queries;
    await makeNames(queries, rows, names);
    const known = [...new Set(rows.flatMap(({ code }) => ids.get(code) ?? []))];
    const current = await readRecords(queries, known, true);
    const wishes = wishesOf(rows, names, ids, current, onKnown);
    const written = await writeSkus(queries, actor, batch, 'import', wishes, {}, 'later');
    if (written.created.length > 0) {
      const made = await queries<{ id: number; code: string }[]>`
        select id, code from skus where id = any(${`{${written.created.join(',')}}`}::text::int[])`;
      for (const { id, code } of made) ids.set(code, id);
    }
    return {
      created: written.created.length,
      changed: written.changed.length,
      unchanged: wishes.length - written.created.length - written.changed.length,
      barcodes: wishes.reduce((sum, wish) => sum + (wish.set.barcodes?.length ?? 0), 0),
    };
  })) as GoodsEffect;
}

export interface StockLine {
  readonly skuId: number;
  readonly quantity: number;
  readonly value: number;
}

const linesOfDocument = 1000;

/**
 * Posts stock as documents of at most a thousand lines. The key of each follows from the job and the place, so that a
 * job that was cut off goes on where it stopped and nothing is posted twice.
 */
export async function postStock(
  ledger: Ledger,
  viewer: Viewer,
  job: string,
  kind: 'opening' | 'receipt',
  location: LocationId,
  lines: readonly StockLine[],
  onPosted: (position: number, lines: number) => Promise<void>,
): Promise<string | undefined> {
  for (let first = 0; first < lines.length; first += linesOfDocument) {
    const part = lines.slice(first, first + linesOfDocument);
    const answer = await ledger.post({
      key: keyOf(`import ${job} ${location} ${first}`),
      command: {
        kind,
        location,
        lines: part.map((line) => ({
          sku: line.skuId as SkuId,
          quantity: quantity(line.quantity),
          value: fen(line.value),
        })),
      },
      accountId: viewer.accountId,
      session: viewer.session,
      deviceAtMs: null,
    });
    if (answer.outcome === 'refused') return answer.code;
    await onPosted(answer.position, part.length);
  }
  return undefined;
}

function keyOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
