/** The one sentence beside a suggested transfer: both covers, a reference point, and what it brings. */
import type { Demand } from './demand.ts';
import type { Network, PlannedTransfer } from './network.ts';

const sentenceMax = 240;
const nameMax = 60;

export function explain(
  { coverFrom, coverTo, quantity, extra, gain }: PlannedTransfer,
  from: string,
  to: string,
  median: number,
): string {
  const short = coverTo < coverFrom ? '只够' : '够卖';
  const full = `${from} 够卖 ${coverFrom} 天, ${to} ${short} ${coverTo} 天 (同区中位 ${median} 天); 调 ${quantity} 件, 预计多卖 ${extra.toFixed(1)} 件, 扣运费后多赚 ¥${gain.toFixed(gain < 10 ? 1 : 0)}`;
  if (full.length <= sentenceMax) return full;
  return `${from.slice(0, nameMax)} 够卖 ${coverFrom} 天, ${to.slice(0, nameMax)} ${short} ${coverTo} 天; 调 ${quantity} 件`;
}

/** Median days of cover of a SKU over the stores of a region that sell it: what a manager compares with. */
export function coversByRegion(
  demand: Demand,
  network: Network,
  stock: Int32Array,
): { medianOf(region: number, sku: number): number } {
  const known = new Map<number, number>();
  const skus = network.skus.length;
  const periods = network.step === 7 ? 4 : 14;
  return {
    medianOf(region, sku) {
      const key = region * skus + sku;
      let median = known.get(key);
      if (median === undefined) {
        const covers: number[] = [];
        for (let s = 0; s < network.stores; s++) {
          if (network.regions[s] !== region) continue;
          const mean = demand.meanOf(s, sku, 1, periods) / (periods * network.step);
          if (demand.hasSold(s, sku))
            covers.push(Math.min(999, stock[s * skus + sku]! / Math.max(mean, 1e-6)));
        }
        covers.sort((a, b) => a - b);
        median = Math.round((covers[covers.length >> 1] ?? 0) * 10) / 10;
        known.set(key, median);
      }
      return median;
    },
  };
}
