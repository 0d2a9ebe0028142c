import {
  cleanBarcode,
  codeKindOf,
  piecesOfCase,
  readEmbedded,
  spellingsOf,
  unitsOfEmbedded,
  type BarcodeRule,
  type EmbeddedCode,
} from '#domain/catalog/barcode.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { Fen } from '#domain/money.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { BarcodeAnswer, BarcodeMatch } from '#protocol/catalog/views.ts';
import type { Queries } from '../platform/database.ts';
import { textArray } from '../stock/pg-array.ts';

/** The most SKUs that one code may name: more is a mistake that the catalogue page shows. */
const matchesMax = 20;

type Found = Omit<BarcodeMatch, 'quantity' | 'amount' | 'by'> & { readonly quantity: number };

/**
 * What a scanned or typed code means, by the first of these that finds something: a barcode as it is kept; the label of
 * a scale; the case around a piece that is kept; the SKU's own code; a name that the store or somebody outside uses.
 * A SKU that was merged answers as the one it was merged into.
 */
export async function lookUp(
  sql: Queries,
  viewer: Pick<Viewer, 'role'>,
  text: string,
  shelf: LocationId | undefined,
): Promise<BarcodeAnswer> {
  const code = cleanBarcode(text);
  const answer = (matches: readonly BarcodeMatch[]): BarcodeAnswer => ({
    code,
    kind: codeKindOf(code),
    matches: [...matches],
  });
  if (code === '') return answer([]);
  const read = new Reader(sql, viewer, shelf);
  const kept = await read.byBarcodes(spellingsOf(code));
  if (kept.length > 0) return answer(kept.map((sku) => ({ ...sku, amount: null, by: 'barcode' })));
  const labels = readEmbedded(code, /^\d+$/.test(code) ? await readRules(sql) : []);
  for (const label of labels) {
    const found = await read.byBarcodes([label.item]);
    if (found.length > 0) return answer(found.map((sku) => ofLabel(sku, label)));
  }
  const pieces = piecesOfCase(code);
  const inside = pieces.length > 0 ? await read.byBarcodes(pieces) : [];
  if (inside.length > 0)
    return answer(inside.map((sku) => ({ ...sku, quantity: sku.packQuantity, amount: null, by: 'case' })));
  const own = await read.byCode(code);
  if (own.length > 0) return answer(own.map((sku) => ({ ...sku, amount: null, by: 'code' })));
  const named = await read.byAlias(code);
  return answer(named.map((sku) => ({ ...sku, amount: null, by: 'alias' })));
}

export function readRules(sql: Queries): Promise<BarcodeRule[]> {
  return sql<BarcodeRule[]>`
    select prefix, digits, item_digits as "itemDigits", amount_start as "amountStart", amount_digits as "amountDigits",
      weight_start as "weightStart", weight_digits as "weightDigits" from barcode_rules order by digits, length(prefix) desc, prefix, id limit 50`;
}

function ofLabel(sku: Found, label: EmbeddedCode): BarcodeMatch {
  const quantity = unitsOfEmbedded(label, { unitEn: sku.unitEn, price: sku.price as Fen });
  return { ...sku, quantity, amount: label.amount, by: 'label' };
}

class Reader {
  readonly #sql: Queries;
  readonly #seesCost: boolean;
  readonly #shelf: LocationId | undefined;

  constructor(sql: Queries, viewer: Pick<Viewer, 'role'>, shelf: LocationId | undefined) {
    this.#sql = sql;
    this.#seesCost = maySee(viewer, 'cost');
    this.#shelf = shelf;
  }

  byBarcodes(codes: readonly string[]): Promise<Found[]> {
    const sql = this.#sql;
    return this.#read(
      sql`select sku_id, quantity, barcode from barcodes where barcode = any(${textArray(codes)}::text::text[])`,
    );
  }

  byCode(code: string): Promise<Found[]> {
    const sql = this.#sql;
    return this.#read(
      sql`select id, 1, code from skus where code in (${code}, ${code.toUpperCase()}, ${code.toLowerCase()})`,
    );
  }

  byAlias(code: string): Promise<Found[]> {
    const sql = this.#sql;
    return this.#read(
      sql`select sku_id, 1, alias from sku_aliases where alias = ${code} and (location_id is null or location_id = ${this.#shelf ?? null})`,
    );
  }

  #read(which: ReturnType<Queries>): Promise<Found[]> {
    const sql = this.#sql;
    return sql<Found[]>`
      select distinct on (k.id) k.id as "skuId", k.code as "skuCode", k.name_zh as "nameZh", k.name_en as "nameEn", k.unit_zh as "unitZh",
        k.unit_en as "unitEn", k.spec, coalesce(o.price, k.price) as price, ${this.#seesCost ? sql`k.cost` : sql`null::bigint`} as cost, k.pack_quantity as "packQuantity", w.quantity, w.barcode,
        exists (select from sku_photos p where p.sku_id = k.id) as "hasPhoto"
      from (${which}) as w(sku_id, quantity, barcode) join skus f on f.id = w.sku_id
      join skus k on k.id = coalesce(f.merged_into_id, f.id)
      left join store_skus o on o.sku_id = k.id and o.location_id = ${this.#shelf ?? null}
      order by k.id, w.quantity desc limit ${matchesMax}`;
  }
}
