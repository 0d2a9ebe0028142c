import { cleanBarcode, spellingsOf } from '#domain/catalog/barcode.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Goods, GoodsRow } from '#protocol/stocktake/views.ts';

export interface GoodsItem {
  readonly skuId: SkuId;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly packQuantity: number;
}

export interface GoodsMatch {
  readonly item: GoodsItem;
  /** Base units that one scan of the code stands for. */
  readonly quantity: number;
}

const foundMax = 50;

/** The goods as the phone keeps them: what a code means and what a word finds, without a network. */
export class GoodsIndex {
  readonly #items = new Map<SkuId, GoodsItem>();
  readonly #byCode = new Map<string, GoodsMatch[]>();
  readonly #planned: ReadonlySet<number> | null;

  constructor({ rows, planned }: Goods) {
    for (const row of rows) this.#add(row);
    this.#planned = planned && new Set(planned);
  }

  /** Goods and codes that have come since; what is known stays. */
  learn({ rows }: Pick<Goods, 'rows'>): void {
    for (const row of rows) this.#add(row);
  }

  get size(): number {
    return this.#items.size;
  }

  of(sku: SkuId): GoodsItem | undefined {
    return this.#items.get(sku);
  }

  /** Whether the plan is about this SKU. */
  isPlanned(sku: SkuId): boolean {
    return this.#planned === null || this.#planned.has(sku);
  }

  /** What a scanned or typed code means: a barcode in any of its spellings, or a SKU's own code. */
  match(text: string): readonly GoodsMatch[] {
    const code = cleanBarcode(text);
    for (const spelling of spellingsOf(code)) {
      const found = this.#byCode.get(spelling);
      if (found) return found;
    }
    return this.#byCode.get(code.toUpperCase()) ?? [];
  }

  /** Goods whose names or code hold the text. */
  search(text: string): readonly GoodsItem[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found: GoodsItem[] = [];
    for (const item of this.#items.values()) {
      const about = `${item.code} ${item.nameZh} ${item.nameEn}`.toLowerCase();
      if (words.every((word) => about.includes(word))) found.push(item);
      if (found.length >= foundMax) break;
    }
    return found;
  }

  #add([skuId, code, nameZh, nameEn, unitZh, unitEn, packQuantity, barcodes]: GoodsRow): void {
    const fresh = { skuId: skuId as SkuId, code, nameZh, nameEn, unitZh, unitEn, packQuantity };
    const item = this.#items.get(fresh.skuId) ?? fresh;
    this.#items.set(item.skuId, item);
    this.#put(code.toUpperCase(), { item, quantity: 1 });
    for (const [barcode, quantity] of barcodes) this.#put(barcode, { item, quantity });
  }

  #put(code: string, match: GoodsMatch): void {
    const known = this.#byCode.get(code);
    if (!known) this.#byCode.set(code, [match]);
    else if (!known.some(({ item }) => item === match.item)) known.push(match);
  }
}
