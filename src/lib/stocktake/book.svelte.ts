import { readBook } from './stocktake-api.ts';

/** What the books say, for a stocktake that is not blind: read whole once, then only what moved. Kept while offline. */
export class BookOnPhone {
  readonly #stocktake: number;
  readonly #onHand = new Map<number, number>();
  #position = 0;
  #isReading = false;
  #revision = $state(0);

  constructor(stocktake: number) {
    this.#stocktake = stocktake;
  }

  /** Where the ledger stood; 0: not known yet. */
  get position(): number {
    void this.#revision;
    return this.#position;
  }

  /** Units on hand by the books; undefined: not known. A SKU that never moved here has none. */
  of(sku: number): number | undefined {
    return this.position === 0 ? undefined : (this.#onHand.get(sku) ?? 0);
  }

  async look(head = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#isReading || head <= this.#position) return;
    this.#isReading = true;
    try {
      const { position, rows } = await readBook(this.#stocktake, this.#position);
      for (const [sku, onHand] of rows) this.#onHand.set(sku, onHand);
      this.#position = position;
      this.#revision += 1;
    } catch {
      // The count goes on without the books.
    } finally {
      this.#isReading = false;
    }
  }
}
