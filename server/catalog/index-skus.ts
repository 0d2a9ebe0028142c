import { pinyin } from 'pinyin-pro';
import { gramsOf, searchTextOf } from '#domain/catalog/search.ts';
import type { Queries, Sql } from '../platform/database.ts';
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
  const sorted = ids.toSorted((one, other) => one - other);
  for (let first = 0; first < sorted.length; first += chunkRows)
    await index(sql, sorted.slice(first, first + chunkRows));
}

/**
 * Puts SKUs that came another way (the demo, a file loaded by command), or that were left for later, into the index, some at
 * a time. Answers how many there were. Entries are locked before the SKUs are read: who changes one meanwhile waits, and
 * leaves it for later again. What another one has locked is his.
 */
export async function indexMissing(sql: Sql): Promise<number> {
  let count = 0;
  for (let after = 0; ;) {
    const ids = await sql.begin(async (tx) => {
      await tx`insert into sku_search (sku_id, text, grams) select k.id, '', '{}' from skus k
        where k.id > ${after} and not exists (select from sku_search s where s.sku_id = k.id)
        order by k.id limit ${chunkRows} on conflict do nothing`;
      const rows = await tx<
        { id: number }[]
      >`select sku_id as id from sku_search where text = '' and sku_id > ${after}
        order by sku_id limit ${chunkRows} for update skip locked`;
      await index(
        tx as Queries,
        rows.map(({ id }) => id),
      );
      return rows.map(({ id }) => id);
    });
    const last = ids.at(-1);
    if (last === undefined) return count;
    [after, count] = [last, count + ids.length];
  }
}

/** Says that SKUs are to be indexed anew, when many change at once: a job does it behind them. */
export async function indexLater(sql: Queries, ids: readonly number[]): Promise<void> {
  // Everybody locks entries in the order of their SKUs.
  await sql`with held as materialized (
      select sku_id from sku_search where sku_id = any(${idArray(ids)}::text::int[]) order by sku_id for update)
    update sku_search s set text = '' from held where s.sku_id = held.sku_id`;
}

/** Names are Chinese as a rule: people type their sound, or its first letters. Heteronyms are taken at their usual one. */
export function soundsOf(name: string): readonly string[] {
  if (!/\p{Script=Han}/u.test(name)) return [];
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
  return [syllables.join(''), syllables.map((syllable) => syllable.charAt(0)).join('')];
}

async function index(sql: Queries, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const found = await sql<Named[]>`
    select k.id, k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.brand, k.spec, k.color, k.size,
      array(select barcode from barcodes where sku_id = k.id limit 50) as barcodes,
      array(select alias from sku_aliases where sku_id = k.id limit 50) as aliases
    from skus k where k.id = any(${idArray(ids)}::text::int[]) order by k.id`;
  if (found.length > 0) await write(sql, found, found.map(entryOf));
}

function idArray(ids: readonly number[]): string {
  return `{${ids.join(',')}}`;
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
    select n.id, n.text, n.grams::int[] from unnest(${idArray(found.map(({ id }) => id))}::text::int[],
      ${textArray(entries.map(({ text }) => text))}::text::text[], ${textArray(entries.map(({ grams }) => `{${grams.join(',')}}`))}::text::text[]) as n(id, text, grams)
    on conflict (sku_id) do update set text = excluded.text, grams = excluded.grams where sku_search.text <> excluded.text`;
}
