/** The textbook rules a chain may keep, and against which the planner is measured. */
import type { Evening, Network, Plan } from './network.ts';

export type RuleName = 'cover' | 'minmax' | 'safety';

/** Remembers 91 periods of sales by cell, as the rules need them. */
export class SalesMemory {
  private readonly ring: Float32Array[];
  private at = 0;
  private filled = 0;
  private readonly sum28: Float64Array;
  private readonly sum91: Float64Array;
  private readonly square91: Float64Array;
  private readonly short: number;
  private readonly long: number;

  constructor(cells: number, step: 1 | 7) {
    this.short = 28 / step;
    this.long = 91 / step;
    this.ring = Array.from({ length: this.long }, () => new Float32Array(cells));
    this.sum28 = new Float64Array(cells);
    this.sum91 = new Float64Array(cells);
    this.square91 = new Float64Array(cells);
  }

  observe(sold: Float32Array): void {
    const oldest = this.ring[this.at]!;
    const left28 = this.ring[(this.at + this.long - this.short) % this.long]!;
    for (let c = 0; c < sold.length; c++) {
      const y = sold[c]!;
      const gone = oldest[c]!;
      this.sum28[c]! += y - left28[c]!;
      this.sum91[c]! += y - gone;
      this.square91[c]! += y * y - gone * gone;
      oldest[c] = y;
    }
    this.at = (this.at + 1) % this.long;
    this.filled = Math.min(this.filled + 1, this.long);
  }

  mean28(c: number): number {
    return this.sum28[c]! / Math.max(1, Math.min(this.filled, this.short));
  }

  mean91(c: number): number {
    return this.sum91[c]! / Math.max(1, this.filled);
  }

  deviation91(c: number): number {
    const n = Math.max(1, this.filled);
    const mean = this.sum91[c]! / n;
    return Math.sqrt(Math.max(0, this.square91[c]! / n - mean * mean));
  }

  /** Half of the last 28 days' sales: what a store opens with. */
  opening(c: number): number {
    return Math.ceil(this.sum28[c]! / 2);
  }
}

export class RulePlanner {
  private readonly rule: RuleName;
  private readonly level: number;
  private readonly network: Network;
  private readonly memory: SalesMemory;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private untilFix = 0;

  constructor(rule: RuleName, level: number, network: Network, memory: SalesMemory) {
    this.rule = rule;
    this.level = level;
    this.network = network;
    this.memory = memory;
    this.min = new Float64Array(network.stores * network.skus.length);
    this.max = new Float64Array(network.stores * network.skus.length);
  }

  decide(evening: Evening): Plan {
    const { network, memory, level } = this;
    const skus = network.skus.length;
    if (this.rule === 'minmax') this.fixMinMax();
    this.untilFix--;
    const position = Int32Array.from(evening.stock);
    const { inbound } = evening;
    for (let i = 0; i + 3 < inbound.length; i += 4)
      position[inbound[i]! * skus + inbound[i + 1]!]! += inbound[i + 2]!;
    const left = evening.warehouse ? Int32Array.from(evening.warehouse) : null;
    const orders: [number, number, number][] = [];
    for (const s of evening.mayOrder)
      for (let k = 0; k < skus; k++) {
        const c = s * skus + k;
        const { pack, display } = network.skus[k]!;
        const target = this.targetOf(c);
        if (this.rule === 'minmax' && position[c]! > this.min[c]!) continue;
        const wanted = Math.max(target, memory.mean91(c) > 0 ? display : 0) - position[c]!;
        let units = wanted > 0 ? Math.ceil(wanted / pack) * pack : 0;
        if (left) {
          units = Math.min(units, Math.floor(left[k]! / pack) * pack);
          left[k]! -= units;
        }
        if (units > 0) orders.push([s, k, units]);
      }
    return { orders, transfers: [], buy: this.buy(evening, level) };
  }

  private targetOf(c: number): number {
    const { network, memory, level } = this;
    const periods = network.review + network.lead - 1;
    switch (this.rule) {
      case 'cover':
        return Math.ceil(level * memory.mean28(c) - 1e-9);
      case 'minmax':
        return this.max[c]!;
      case 'safety':
        return Math.ceil(
          memory.mean28(c) * periods + level * memory.deviation91(c) * Math.sqrt(periods) - 1e-9,
        );
    }
  }

  private fixMinMax(): void {
    if (this.untilFix > 0) return;
    this.untilFix = 91 / this.network.step;
    for (let c = 0; c < this.min.length; c++) {
      const mean = this.memory.mean91(c);
      this.min[c] = Math.ceil(this.level * mean - 1e-9);
      this.max[c] = Math.ceil(this.min[c]! + this.network.review * mean - 1e-9);
    }
  }

  /** The warehouse keeps the same rule over the chain's sales, for its own review and lead. */
  private buy(evening: Evening, level: number): Plan['buy'] {
    const { network, memory } = this;
    if (!network.central || !evening.mayBuy || !evening.warehouse) return [];
    const skus = network.skus.length;
    const held = Float64Array.from(evening.warehouse);
    for (let i = 0; i + 2 < evening.supplier.length; i += 3)
      held[evening.supplier[i]!]! += evening.supplier[i + 1]!;
    const buy: [number, number][] = [];
    for (let k = 0; k < skus; k++) {
      let mean = 0;
      let spread = 0;
      for (let s = 0; s < network.stores; s++) {
        const c = s * skus + k;
        mean += memory.mean28(c);
        spread += memory.deviation91(c) ** 2;
      }
      const periods = network.supplierReview + network.supplierLead;
      const target =
        this.rule === 'safety'
          ? mean * periods + level * Math.sqrt(spread * periods)
          : mean * Math.max(periods, this.rule === 'cover' ? level : periods + level);
      const units = Math.ceil((target - held[k]!) / network.skus[k]!.pack) * network.skus[k]!.pack;
      if (units > 0) buy.push([k, units]);
    }
    return buy;
  }
}
