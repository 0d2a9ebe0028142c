import { pinyin } from 'pinyin-pro';
import { gramsOf, searchTextOf } from '#domain/catalog/search.ts';
import type { Queries } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

/** SKUs that are put into the index at once. */
const chunkRows = 2000;

export interface Named {
  readonly id: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly brand: string;
  readonly spec: string;
  readonly color: string;
  readonly size: string;
  readonly barcodes: readonly string[];
  readonly aliases: readonly string[];
}

/** Puts SKUs into the search index anew, after they changed; in the transaction of the change. */
export async function indexSkus(sql: Queries, ids: readonly number[]): Promise<void> {
  for (let first = 0; first < ids.length; first += chunkRows) {
    const list = `{${ids.slice(first, first + chunkRows).join(',')}}`;
    await writeIndex(sql, await readNamed(sql, sql`k.id = any(${list}::text::int[])`));
  }
}

/** Puts SKUs that came another way (the demo, a file loaded by command) into the index. Answers how many there were. */
export async function indexMissing(sql: Queries): Promise<number> {
  let count = 0;
  for (;;) {
    const found = await readNamed(sql, missing(sql));
    await writeIndex(sql, found);
    count += found.length;
    if (found.length < chunkRows) return count;
  }
}

/** Says that SKUs are to be indexed anew, when many change at once: a job does it behind them. */
export async function indexLater(sql: Queries, ids: readonly number[]): Promise<void> {
  await sql`update sku_search set text = '' where sku_id = any(${`{${ids.join(',')}}`}::text::int[])`;
}

function missing(sql: Queries): ReturnType<Queries> {
  return sql`not exists (select from sku_search s where s.sku_id = k.id and s.text <> '')` as unknown as ReturnType<Queries>;
}

/** Names are Chinese as a rule: people type their sound, or its first letters. Heteronyms are taken at their usual one. */
export function soundsOf(name: string): readonly string[] {
  if (!/\p{Script=Han}/u.test(name)) return [];
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
  return [syllables.join(''), syllables.map((syllable) => syllable.charAt(0)).join('')];
}

function readNamed(sql: Queries, which: ReturnType<Queries>): Promise<Named[]> {
  return sql<Named[]>`
    select k.id, k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.brand, k.spec, k.color, k.size,
      array(select barcode from barcodes where sku_id = k.id limit 50) as barcodes,
      array(select alias from sku_aliases where sku_id = k.id limit 50) as aliases
    from skus k where ${which} order by k.id limit ${chunkRows}`;
}

async function writeIndex(sql: Queries, found: readonly Named[]): Promise<void> {
  if (found.length > 0) await write(sql, found, found.map(entryOf));
}

/** What the index holds of a SKU. */
export interface Entry {
  readonly text: string;
  readonly grams: readonly number[];
}

export function entryOf(sku: Named): Entry {
  const text = searchTextOf([
    sku.code,
    sku.nameZh,
    ...(sku.nameEn === sku.nameZh ? [] : [sku.nameEn]),
    ...soundsOf(sku.nameZh),
    sku.brand,
    sku.spec,
    sku.color,
    sku.size,
    ...sku.barcodes,
    ...sku.aliases,
  ]);
  return { text, grams: gramsOf(text) };
}

async function write(sql: Queries, found: readonly Named[], entries: readonly Entry[]): Promise<void> {
  await sql`insert into sku_search (sku_id, text, grams)
    select n.id, n.text, n.grams::int[] from unnest(${`{${found.map(({ id }) => id).join(',')}}`}::text::int[],
      ${textArray(entries.map(({ text }) => text))}::text::text[], ${textArray(entries.map(({ grams }) => `{${grams.join(',')}}`))}::text::text[]) as n(id, text, grams)
    on conflict (sku_id) do update set text = excluded.text, grams = excluded.grams where sku_search.text <> excluded.text`;
}
