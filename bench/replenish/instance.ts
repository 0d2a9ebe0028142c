import { fillSurvival } from '#domain/replenish/negative-binomial.ts';
import type { TransferInstance } from '#domain/replenish/transfer-instance.ts';

/** The same seed, the same chance. */
export function dice(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An evening in a region: stores of unlike size, SKUs of unlike speed, some shelves overfull and some bare. */
export function regionEvening(stores: number, skus: number, docCost: number, seed: number): TransferInstance {
  const next = dice(seed);
  const sizes = Array.from({ length: stores }, () => Math.exp(0.5 * (next() + next() + next() - 1.5)));
  const scratch = new Float64Array(64);
  const items = Array.from({ length: skus }, (_, sku) => {
    const rate = Math.exp(Math.log(0.2) + Math.log(40) * next());
    const margin = 2 + 14 * next();
    const x: number[] = [];
    const give: Float64Array[] = [];
    const take: Float64Array[] = [];
    for (let s = 0; s < stores; s++) {
      const mean = rate * (sizes[s] ?? 1) * (0.6 + 0.8 * next());
      const fate = next();
      const stock = Math.round(mean * (fate < 0.2 ? 0 : fate < 0.8 ? 1 + 1.5 * next() : 2 + 5 * next()));
      const spare = Math.min(stock, 40);
      fillSurvival(mean, mean * 1.5, stock - spare + 1, spare, scratch);
      give.push(scratch.slice(0, spare).reverse());
      x.push(spare);
      const wanted = Math.min(40, Math.ceil(mean * 3) + 2);
      fillSurvival(mean, mean * 1.5, stock + 1, wanted, scratch);
      take.push(scratch.slice(0, wanted));
    }
    return { sku, margin, x, give, take };
  });
  return { stores, unitCost: 0.6, docCost, items };
}
