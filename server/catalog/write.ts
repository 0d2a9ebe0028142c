import {
  changesOf,
  newSku,
  type SkuBarcode,
  type SkuField,
  type SkuPack,
  type SkuRecord,
} from '#domain/catalog/sku.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';
import { indexLater, indexSkus } from './index-skus.ts';

/** SKUs read, compared and written at once. */
const chunkRows = 1000;

/** What a SKU is found by: its entry in the index follows from these. */
const fieldsInIndex: readonly SkuField[] = [
  'code',
  'nameZh',
  'nameEn',
  'brand',
  'spec',
  'color',
  'size',
  'barcodes',
];

export interface Actor {
  readonly accountId: number | null;
  readonly session: string;
}

export type ChangeAction = 'create' | 'change' | 'undo' | 'import' | 'merge';

/** What is wanted of one SKU: one that is there, or a new one. */
export type Wish =
  | { readonly id: number; readonly set: Partial<SkuRecord>; readonly revision?: number }
  | { readonly id: null; readonly set: Partial<SkuRecord> & Pick<SkuRecord, 'code' | 'nameZh' | 'nameEn'> };

export interface Written {
  readonly created: readonly number[];
  readonly changed: readonly number[];
}

/** Somebody changed the SKU since the person looked at it. */
export class ChangedSince extends Error {}
/** Another SKU has the code. */
export class CodeTaken extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the code ${code} is taken`);
    this.code = code;
  }
}

export interface StoredSku extends SkuRecord {
  readonly id: number;
  readonly revision: number;
}

/**
 * Writes wishes of SKUs, their history and their search index in the transaction given. What stands so already is not
 * touched. Throws `CodeTaken` and `ChangedSince`; then nothing of the transaction holds.
 */
export async function writeSkus(
  sql: Queries,
  actor: Actor,
  batch: string,
  action: ChangeAction,
  wishes: readonly Wish[],
  marks: Readonly<Record<string, string>> = {},
  indexing: 'now' | 'later' = 'now',
): Promise<Written> {
  const created: number[] = [];
  const changed: number[] = [];
  for (let first = 0; first < wishes.length; first += chunkRows) {
    const chunk = wishes.slice(first, first + chunkRows);
    const fresh = await insertNew(
      sql,
      chunk.filter((wish) => wish.id === null) as Extract<Wish, { id: null }>[],
    );
    const current = await readRecords(
      sql,
      chunk.flatMap((wish) => (wish.id === null ? [] : [wish.id])),
      true,
    );
    const history: { id: number; changes: object }[] = fresh.map(({ id, record }) => ({
      id,
      changes: {
        ...Object.fromEntries(Object.entries(record).map(([field, value]) => [field, [null, value]])),
        ...marks,
      },
    }));
    const updates: { id: number; record: SkuRecord; fields: ReadonlySet<SkuField> }[] = [];
    for (const wish of chunk) {
      if (wish.id === null) continue;
      const before = current.get(wish.id);
      if (!before) continue;
      if ('revision' in wish && wish.revision !== undefined && wish.revision !== before.revision)
        throw new ChangedSince();
      const changes = changesOf(before, wish.set);
      const fields = Object.keys(changes) as SkuField[];
      if (fields.length === 0) continue;
      history.push({ id: wish.id, changes: { ...changes, ...marks } });
      updates.push({ id: wish.id, record: { ...before, ...wish.set }, fields: new Set(fields) });
    }
    await update(sql, updates);
    await writeHistory(sql, actor, batch, action, history);
    created.push(...fresh.map(({ id }) => id));
    changed.push(...updates.map(({ id }) => id));
    const renamed = updates.filter(({ fields }) => fieldsInIndex.some((field) => fields.has(field)));
    const touched = [...fresh, ...renamed].map(({ id }) => id);
    if (indexing === 'now') await indexSkus(sql, touched);
    else await indexLater(sql, touched);
  }
  return { created, changed };
}

/** Records by id as they stand, locked where they will be written. */
export async function readRecords(
  sql: Queries,
  ids: readonly number[],
  isLocking: boolean,
): Promise<Map<number, StoredSku>> {
  const found = new Map<number, StoredSku>();
  for (let first = 0; first < ids.length; first += chunkRows) {
    const list = `{${ids.slice(first, first + chunkRows).join(',')}}`;
    if (isLocking) await sql`select from skus where id = any(${list}::text::int[]) order by id for update`;
    const rows = await sql<StoredSku[]>`
      select k.id, k.revision, k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.category_id as "categoryId", k.unit_zh as "unitZh",
        k.unit_en as "unitEn", k.pack_quantity as "packQuantity", k.price, k.cost, k.tax_basis_points as "taxBasisPoints",
        k.product_id as "productId", k.color, k.size, k.brand, k.spec, k.supplier_id as "supplierId", k.is_active as "isActive",
        coalesce((select jsonb_agg(jsonb_build_object('barcode', b.barcode, 'quantity', b.quantity) order by b.quantity, b.barcode)
          from barcodes b where b.sku_id = k.id), '[]') as barcodes,
        coalesce((select jsonb_agg(jsonb_build_object('nameZh', p.name_zh, 'nameEn', p.name_en, 'quantity', p.quantity) order by p.quantity, p.name_zh)
          from sku_packs p where p.sku_id = k.id), '[]') as packs
      from skus k where k.id = any(${list}::text::int[])`;
    for (const row of rows) found.set(row.id, inOrder(row));
  }
  return found;
}

/** In one order whatever the database gives, so that two of the same are the same text. */
function inOrder<Record extends SkuRecord>(record: Record): Record {
  return {
    ...record,
    barcodes: record.barcodes
      .map(({ barcode, quantity }): SkuBarcode => ({ barcode, quantity }))
      .toSorted((a, b) => a.quantity - b.quantity || (a.barcode < b.barcode ? -1 : 1)),
    packs: record.packs
      .map(({ nameZh, nameEn, quantity }): SkuPack => ({ nameZh, nameEn, quantity }))
      .toSorted((a, b) => a.quantity - b.quantity || (a.nameZh < b.nameZh ? -1 : 1)),
  };
}

async function insertNew(
  sql: Queries,
  wishes: readonly Extract<Wish, { id: null }>[],
): Promise<readonly { readonly id: number; readonly record: SkuRecord }[]> {
  if (wishes.length === 0) return [];
  const records = wishes.map((wish) => inOrder({ ...newSku, ...wish.set }));
  const rows = await sql<{ id: number; code: string }[]>`
    insert into skus (code, name_zh, name_en, category_id, unit_zh, unit_en, pack_quantity, price, cost, tax_basis_points, product_id,
      color, size, brand, spec, supplier_id, is_active)
    select * from ${rowsOf(sql, records)} on conflict (code) do nothing returning id, code`;
  const idByCode = new Map(rows.map((row) => [row.code, row.id]));
  const made = records.map((record) => {
    const id = idByCode.get(record.code);
    if (id === undefined) throw new CodeTaken(record.code);
    idByCode.delete(record.code);
    return { id, record };
  });
  await writeParts(sql, made);
  return made;
}

async function update(
  sql: Queries,
  updates: readonly {
    readonly id: number;
    readonly record: SkuRecord;
    readonly fields: ReadonlySet<SkuField>;
  }[],
): Promise<void> {
  if (updates.length === 0) return;
  const renamed = updates.filter(({ fields }) => fields.has('code'));
  for (const { id, record } of renamed) {
    const [other] = await sql`select 1 from skus where code = ${record.code} and id <> ${id}`;
    if (other) throw new CodeTaken(record.code);
  }
  await sql`
    update skus k set code = n.code, name_zh = n.name_zh, name_en = n.name_en, category_id = n.category_id, unit_zh = n.unit_zh,
      unit_en = n.unit_en, pack_quantity = n.pack_quantity, price = n.price, cost = n.cost, tax_basis_points = n.tax_basis_points,
      product_id = n.product_id, color = n.color, size = n.size, brand = n.brand, spec = n.spec, supplier_id = n.supplier_id,
      is_active = n.is_active, revision = k.revision + 1, updated_at = now()
    from (select i.id, r.* from unnest(${`{${updates.map(({ id }) => id).join(',')}}`}::text::int[]) with ordinality i(id, place)
      join (select row_number() over () as place, r.* from ${rowsOf(
        sql,
        updates.map(({ record }) => record),
      )}) r using (place)) n
    where k.id = n.id`;
  await clearParts(
    sql,
    'barcodes',
    updates.filter(({ fields }) => fields.has('barcodes')).map(({ id }) => id),
  );
  await clearParts(
    sql,
    'sku_packs',
    updates.filter(({ fields }) => fields.has('packs')).map(({ id }) => id),
  );
  await writeParts(
    sql,
    updates.map(({ id, record, fields }) => ({
      id,
      record: {
        ...record,
        barcodes: fields.has('barcodes') ? record.barcodes : [],
        packs: fields.has('packs') ? record.packs : [],
      },
    })),
  );
}

function rowsOf(sql: Queries, records: readonly SkuRecord[]) {
  return sql`jsonb_to_recordset(${JSON.stringify(
    records.map((record) => ({
      code: record.code,
      name_zh: record.nameZh,
      name_en: record.nameEn,
      category_id: record.categoryId,
      unit_zh: record.unitZh,
      unit_en: record.unitEn,
      pack_quantity: record.packQuantity,
      price: record.price,
      cost: record.cost,
      tax_basis_points: record.taxBasisPoints,
      product_id: record.productId,
      color: record.color,
      size: record.size,
      brand: record.brand,
      spec: record.spec,
      supplier_id: record.supplierId,
      is_active: record.isActive,
    })),
  )}::text::jsonb) as r(code text, name_zh text, name_en text, category_id int, unit_zh text, unit_en text, pack_quantity int, price bigint,
    cost bigint, tax_basis_points int, product_id int, color text, size text, brand text, spec text, supplier_id int, is_active boolean)`;
}

async function clearParts(
  sql: Queries,
  table: 'barcodes' | 'sku_packs',
  ids: readonly number[],
): Promise<void> {
  if (ids.length > 0)
    await sql`delete from ${sql(table)} where sku_id = any(${`{${ids.join(',')}}`}::text::int[])`;
}

async function writeParts(
  sql: Queries,
  made: readonly { readonly id: number; readonly record: Pick<SkuRecord, 'barcodes' | 'packs'> }[],
): Promise<void> {
  const codes = made.flatMap(({ id, record }) => record.barcodes.map((row) => ({ id, ...row })));
  if (codes.length > 0)
    await sql`insert into barcodes (barcode, sku_id, quantity) select * from unnest(${textArray(codes.map((row) => row.barcode))}::text::text[],
      ${`{${codes.map((row) => row.id).join(',')}}`}::text::int[], ${`{${codes.map((row) => row.quantity).join(',')}}`}::text::int[])`;
  const packs = made.flatMap(({ id, record }) => record.packs.map((row) => ({ id, ...row })));
  if (packs.length > 0)
    await sql`insert into sku_packs (sku_id, name_zh, name_en, quantity) select * from unnest(${`{${packs.map((row) => row.id).join(',')}}`}::text::int[],
      ${textArray(packs.map((row) => row.nameZh))}::text::text[], ${textArray(packs.map((row) => row.nameEn))}::text::text[],
      ${`{${packs.map((row) => row.quantity).join(',')}}`}::text::int[])`;
}

async function writeHistory(
  sql: Queries,
  actor: Actor,
  batch: string,
  action: ChangeAction,
  rows: readonly { readonly id: number; readonly changes: object }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into catalog_changes (batch, sku_id, account_id, session, action, changes)
    select ${batch}::uuid, n.id, ${actor.accountId}, ${actor.session}, ${action}, n.changes::jsonb
    from unnest(${`{${rows.map(({ id }) => id).join(',')}}`}::text::int[], ${textArray(rows.map(({ changes }) => JSON.stringify(changes)))}::text::text[]) as n(id, changes)`;
}

/** Runs an act of the catalogue in a transaction of its own. */
export async function inOneAct<Result>(sql: Sql, run: (sql: Queries) => Promise<Result>): Promise<Result> {
  return (await sql.begin((tx) => run(tx as Queries))) as Result;
}
