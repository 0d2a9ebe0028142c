/** The one sentence beside a suggested transfer: both covers, a reference point, and what it brings. */
import type { Demand } from './demand.ts';
import type { Network, PlannedTransfer } from './network.ts';

const sentenceMax = 240;

/** Says both covers and both names in full, and of the rest what there is room for. */
export function explain(transfer: PlannedTransfer, from: string, to: string, median: number): string {
  const { coverFrom, coverTo, quantity, extra, gain } = transfer;
  const short = coverTo < coverFrom ? '只够' : '够卖';
  // Where covers alone would speak against it, what is to come speaks for it.
  const [atSource, atTarget] =
    coverTo < coverFrom
      ? ['', '']
      : [toCome(transfer.onWayFrom, transfer.waitFrom), toCome(transfer.onWayTo, transfer.waitTo)];
  const moved = `调 ${quantity} 件`;
  const brings = `预计多卖 ${extra.toFixed(1)} 件, 扣运费后多赚 ¥${gain.toFixed(gain < 10 ? 1 : 0)}`;
  const covers = `${from} 够卖 ${coverFrom} 天${atSource}, ${to} ${short} ${coverTo} 天${atTarget}`;
  const bare = `${from} 够卖 ${coverFrom} 天, ${to} ${short} ${coverTo} 天`;
  const choices = [
    `${covers} (同区中位 ${median} 天); ${moved}, ${brings}`,
    `${covers}; ${moved}, ${brings}`,
    `${bare}; ${moved}`,
    `${from} ${coverFrom} 天, ${to} ${coverTo} 天`,
  ];
  return choices.find((text) => text.length <= sentenceMax) ?? shortened(from, to, coverFrom, coverTo);
}

function toCome(onWay: number, wait: number): string {
  const parts = [...(onWay > 0 ? [`在途 ${onWay} 件`] : []), wait > 0 ? `再订 ${wait} 天后到` : '不再进货'];
  return ` (${parts.join(', ')})`;
}

/** Names that no sentence of that length can hold. */
function shortened(from: string, to: string, coverFrom: number, coverTo: number): string {
  const most = Math.floor((sentenceMax - 40) / 2);
  return `${from.slice(0, most)}… 够卖 ${coverFrom} 天, ${to.slice(0, most)}… ${coverTo} 天`;
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
