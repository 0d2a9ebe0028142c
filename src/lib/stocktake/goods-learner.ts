import type { SkuId } from '#domain/catalog/ids.ts';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
import type { Goods } from '#protocol/stocktake/views.ts';
import { call } from '../call/call.ts';
import type { GoodsIndex } from './goods.ts';
import { readGoods } from './stocktake-api.ts';

export interface LearnerParts {
  readonly stocktake: number;
  readonly storeId: number;
  readonly goods: GoodsIndex;
  /** The goods know more than before: whatever shows their names draws them anew. */
  readonly onLearnt: () => void;
  readonly isOnline?: () => boolean;
  readonly readGoods?: (stocktake: number) => Promise<Goods>;
  readonly readBarcode?: (code: string, storeId: number) => Promise<BarcodeAnswer>;
}

/** Asks the server what the phone's goods don't know: codes, and goods that are newer than the page. Without a network, nothing. */
export class GoodsLearner {
  readonly #parts: Required<LearnerParts>;
  /** SKUs that were asked for: a catalogue larger than a phone keeps has some that never come. */
  readonly #asked = new Set<SkuId>();

  constructor(parts: LearnerParts) {
    this.#parts = { isOnline: () => navigator.onLine, readGoods, readBarcode, ...parts };
  }

  /** The one SKU that a code names, and the base units of a scan; a scale's label, say, or goods made a moment ago. */
  async match(code: string): Promise<{ readonly sku: SkuId; readonly units: number } | undefined> {
    const { isOnline, readBarcode: read, storeId } = this.#parts;
    if (!isOnline()) return undefined;
    try {
      const { matches } = await read(code, storeId);
      const [only] = matches;
      if (!only || matches.length > 1) return undefined;
      const sku = only.skuId as SkuId;
      await this.learn([sku]);
      return { sku, units: Math.max(1, only.quantity) };
    } catch {
      // It stays as it was read, for a person to resolve.
      return undefined;
    }
  }

  /** Reads the goods anew where one of these is not among them. */
  async learn(skus: readonly SkuId[]): Promise<void> {
    const { goods, isOnline, stocktake, readGoods: read, onLearnt } = this.#parts;
    const missing = skus.filter((sku) => !goods.of(sku) && !this.#asked.has(sku));
    if (missing.length === 0 || !isOnline()) return;
    for (const sku of missing) this.#asked.add(sku);
    try {
      goods.learn(await read(stocktake));
      onLearnt();
    } catch {
      // Asked again when it is met again.
      for (const sku of missing) this.#asked.delete(sku);
    }
  }
}

function readBarcode(code: string, storeId: number): Promise<BarcodeAnswer> {
  return call('GET', `/api/barcodes/${encodeURIComponent(code)}?store=${storeId}`);
}
