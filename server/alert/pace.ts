/** Units a day of the SKUs of one shelf, in 8 bytes each: a large chain has millions of them. */
export class Pace {
  readonly #skus: Int32Array;
  readonly #paces: Float32Array;

  constructor(paceBySku: ReadonlyMap<number, number>) {
    const skus = [...paceBySku.keys()].sort((one, other) => one - other);
    this.#skus = Int32Array.from(skus);
    this.#paces = Float32Array.from(skus, (sku) => paceBySku.get(sku) ?? 0);
  }

  /** 0 of what did not sell. */
  of(sku: number): number {
    let [low, high] = [0, this.#skus.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = this.#skus[middle] ?? 0;
      if (at === sku) return this.#paces[middle] ?? 0;
      if (at < sku) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }
}
