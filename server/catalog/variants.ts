import type { SkuRecord } from '#domain/catalog/sku.ts';
import type { Queries } from '../platform/database.ts';
import { readRecords, writeSkus, type Actor, type Wish } from './write.ts';

/** SKUs of one style that are looked through and made at most. */
export const variantsMax = 200;

/**
 * Makes the colours and sizes of a style that are not there yet, with everything else as the SKU has it but its barcodes.
 * The SKU itself becomes one of the style; what is there stays as it is. [CT-14] Undefined where there is no such SKU.
 */
export async function makeVariants(
  sql: Queries,
  actor: Actor,
  batch: string,
  id: number,
  wanted: { readonly colors: readonly string[]; readonly sizes: readonly string[] },
): Promise<readonly number[] | undefined> {
  const base = (await readRecords(sql, [id], true)).get(id);
  const [merged] = await sql`select 1 from skus where id = ${id} and merged_into_id is not null`;
  if (!base || merged) return undefined;
  const productId = base.productId ?? (await makeProduct(sql, base));
  const known = await sql<{ color: string; size: string }[]>`
    select color, size from skus where product_id = ${productId} and merged_into_id is null and id <> ${id} limit ${variantsMax * 2}`;
  const there = new Set([...known, base].map(({ color, size }) => keyOf(color, size)));
  const pairs = combined(wanted).filter(({ color, size }) => !there.has(keyOf(color, size)));
  // A SKU that had neither becomes the first of them; it need not be made a second time.
  const [first] = base.color === '' && base.size === '' ? pairs.splice(0, 1) : [];
  const codes = await freeCodes(sql, base.code, pairs.length);
  const { barcodes: _, id: __, revision: ___, ...shared } = base;
  const wishes: Wish[] = pairs.map(({ color, size }, index) => ({
    id: null,
    set: { ...shared, code: codes[index] ?? '', productId, color, size, barcodes: [] },
  }));
  const own: Partial<SkuRecord> = { productId, ...first };
  const written = await writeSkus(sql, actor, batch, 'change', [{ id, set: own }, ...wishes]);
  return written.created;
}

function combined({
  colors,
  sizes,
}: {
  readonly colors: readonly string[];
  readonly sizes: readonly string[];
}) {
  const ofColors = colors.length > 0 ? colors : [''];
  const ofSizes = sizes.length > 0 ? sizes : [''];
  return ofColors.flatMap((color) => ofSizes.map((size) => ({ color, size })));
}

const keyOf = (color: string, size: string) => `${color}\n${size}`;

async function makeProduct(sql: Queries, { code, nameZh, nameEn }: SkuRecord): Promise<number> {
  const [row] = await sql<{ id: number }[]>`insert into products (code, name_zh, name_en)
    values (${code}, ${nameZh}, ${nameEn}) on conflict (code) do update set code = excluded.code returning id`;
  if (!row) throw new Error('the product was not written');
  return row.id;
}

/** Codes behind the SKU's own that nobody has: `TEE-01`, `TEE-02`. */
async function freeCodes(sql: Queries, code: string, count: number): Promise<readonly string[]> {
  const stem = code.slice(0, 34);
  const rows = await sql<{ code: string }[]>`select code from skus where starts_with(code, ${`${stem}-`})`;
  const taken = new Set(rows.map((row) => row.code));
  const free: string[] = [];
  for (let number = 1; free.length < count; number++) {
    const next = `${stem}-${String(number).padStart(2, '0')}`;
    if (!taken.has(next)) free.push(next);
  }
  return free;
}
