/**
 * Which units to carry between stores, given what each unit is worth where it comes from and where it goes, what a
 * unit costs to move and what a document (from, to) costs whatever it carries. Opens documents by what they are
 * worth from a lazy heap, refills units over the open ones, tries to close and to swap each, a few passes.
 */
import { MaxHeap } from './max-heap.ts';
import type { Move, TransferInstance } from './transfer-instance.ts';

const tiny = 1e-9;
const passesMax = 6;
const exchangesMax = 60;

export function solveTransfers(instance: TransferInstance): readonly Move[] {
  const solver = new Solver(instance);
  if (instance.docCost <= tiny) solver.openAll();
  else {
    solver.openByWorth();
    for (let pass = 0; pass < passesMax; pass++) {
      const before = solver.worth;
      solver.refillAll();
      solver.closePoor();
      solver.swap();
      solver.openByWorth();
      if (solver.worth <= before + 1e-6) break;
    }
  }
  return solver.moves();
}

class Solver {
  worth = 0;
  private readonly stores: number;
  private readonly docCost: number;
  private readonly count: number;
  private readonly giveCost: Float64Array[];
  private readonly takeGain: Float64Array[];
  private readonly given: Int32Array;
  private readonly got: Int32Array;
  /** Cost of the next unit given, gain of the next received, store-major; infinite where there is none. */
  private readonly nextGive: Float64Array;
  private readonly nextTake: Float64Array;
  /** Quantities of the open documents by arc; null where closed. */
  private readonly open: (Int32Array | null)[];
  private readonly openArcs: number[] = [];
  private readonly bestOut: Int32Array;
  private readonly bestInto: Int32Array;

  constructor({ stores, unitCost, docCost, items }: TransferInstance) {
    this.stores = stores;
    this.docCost = docCost;
    this.count = items.length;
    this.bestOut = new Int32Array(stores);
    this.bestInto = new Int32Array(stores);
    const cells = stores * items.length;
    this.giveCost = new Array<Float64Array>(cells);
    this.takeGain = new Array<Float64Array>(cells);
    this.given = new Int32Array(cells);
    this.got = new Int32Array(cells);
    this.nextGive = new Float64Array(cells);
    this.nextTake = new Float64Array(cells);
    this.open = new Array<Int32Array | null>(stores * stores).fill(null);
    items.forEach((item, at) => {
      for (let s = 0; s < stores; s++) {
        const c = s * items.length + at;
        const give = item.give[s] ?? [];
        const take = item.take[s] ?? [];
        const giving = new Float64Array(Math.max(0, Math.min(item.x[s] ?? 0, give.length)));
        for (let n = 0; n < giving.length; n++) giving[n] = item.margin * (give[n] ?? 1);
        const taking = new Float64Array(take.length);
        for (let n = 0; n < taking.length; n++) taking[n] = item.margin * (take[n] ?? 0) - unitCost;
        this.giveCost[c] = giving;
        this.takeGain[c] = taking;
        this.settle(c);
      }
    });
  }

  /** Without a cost per document all are open, and the best pair of give and take is always right. */
  openAll(): void {
    for (let from = 0; from < this.stores; from++)
      for (let to = 0; to < this.stores; to++) if (from !== to) this.openArc(from * this.stores + to);
    for (let item = 0; item < this.count; item++) this.pairItem(item);
  }

  openByWorth(): void {
    const { stores, docCost } = this;
    const heap = new MaxHeap();
    for (let from = 0; from < stores; from++)
      for (let to = 0; to < stores; to++) {
        const arc = from * stores + to;
        if (from === to || this.open[arc]) continue;
        const worth = this.arcWorth(from, to) - docCost;
        if (worth > tiny) heap.push(worth, arc);
      }
    for (let arc = heap.pop(); arc !== undefined; arc = heap.pop()) {
      const from = Math.floor(arc / stores);
      const to = arc % stores;
      const worth = this.arcWorth(from, to) - docCost;
      if (worth <= tiny) continue;
      if (worth + tiny < heap.top) {
        heap.push(worth, arc);
        continue;
      }
      const lines = this.openArc(arc);
      for (let item = 0; item < this.count; item++) {
        const target = to * this.count + item;
        const source = from * this.count + item;
        while (this.nextTake[target]! - this.nextGive[source]! > tiny)
          this.shift(lines, item, source, target);
      }
      this.worth -= docCost;
    }
  }

  refillAll(): void {
    for (let item = 0; item < this.count; item++) this.refill(item);
  }

  /** Closes each document whose units do better, or nearly as well, over the others. */
  closePoor(): void {
    const order = this.openArcs.toSorted((a, b) => this.linesOf(a) - this.linesOf(b));
    for (const arc of order) this.tryWithout(arc);
  }

  /** For each document tries others from the same source or to the same target in its place. */
  swap(): void {
    const { stores } = this;
    for (const arc of [...this.openArcs]) {
      if (!this.open[arc]) continue;
      const from = Math.floor(arc / stores);
      const to = arc % stores;
      const before = this.snapshot();
      const worth = this.worth;
      this.closeArc(arc);
      let best = -1;
      let bestWorth = this.docCost + tiny;
      for (let other = 0; other < stores; other++)
        for (const candidate of [from * stores + other, other * stores + to]) {
          const source = Math.floor(candidate / stores);
          const target = candidate % stores;
          if (source === target || candidate === arc || this.open[candidate]) continue;
          const value = this.arcWorth(source, target);
          if (value > bestWorth) {
            bestWorth = value;
            best = candidate;
          }
        }
      if (best >= 0) {
        this.openArc(best);
        this.worth -= this.docCost;
        for (const item of before.items) this.refill(item);
        for (let item = 0; item < this.count; item++)
          if (this.nextTake[(best % stores) * this.count + item]! > -Infinity) this.refillIfGains(item, best);
      }
      if (this.worth <= worth + 1e-7) this.restore(before, arc, best);
    }
  }

  moves(): readonly Move[] {
    const moves: Move[] = [];
    for (const arc of this.openArcs.toSorted((a, b) => a - b)) {
      const lines = this.open[arc];
      if (!lines) continue;
      for (let item = 0; item < this.count; item++) {
        const quantity = lines[item]!;
        if (quantity > 0)
          moves.push({ from: Math.floor(arc / this.stores), to: arc % this.stores, item, quantity });
      }
    }
    return moves;
  }

  private arcWorth(from: number, to: number): number {
    const { count } = this;
    let worth = 0;
    for (let item = 0; item < count; item++) {
      const source = from * count + item;
      const target = to * count + item;
      let gain = this.nextTake[target]! - this.nextGive[source]!;
      if (!(gain > 0)) continue;
      const give = this.giveCost[source]!;
      const take = this.takeGain[target]!;
      let g = this.given[source]!;
      let t = this.got[target]!;
      while (gain > 0) {
        worth += gain;
        g++;
        t++;
        if (g >= give.length || t >= take.length) break;
        gain = take[t]! - give[g]!;
      }
    }
    return worth;
  }

  private refillIfGains(item: number, arc: number): void {
    const from = Math.floor(arc / this.stores);
    const to = arc % this.stores;
    if (this.nextTake[to * this.count + item]! - this.nextGive[from * this.count + item]! > tiny)
      this.refill(item);
  }

  /** Lays one item anew over the open documents: best pair first, then exchanges along two documents. */
  private refill(item: number): void {
    const { count, stores } = this;
    for (const arc of this.openArcs) {
      const lines = this.open[arc]!;
      while (lines[item]! > 0)
        this.unshift(lines, item, Math.floor(arc / stores) * count + item, (arc % stores) * count + item);
    }
    for (;;) {
      let best = tiny;
      let second = tiny;
      let bestArc = -1;
      for (const arc of this.openArcs) {
        const gain =
          this.nextTake[(arc % stores) * count + item]! -
          this.nextGive[Math.floor(arc / stores) * count + item]!;
        if (gain > best) {
          second = best;
          best = gain;
          bestArc = arc;
        } else if (gain > second) second = gain;
      }
      if (bestArc < 0) break;
      const lines = this.open[bestArc]!;
      const source = Math.floor(bestArc / stores) * count + item;
      const target = (bestArc % stores) * count + item;
      do this.shift(lines, item, source, target);
      while (this.nextTake[target]! - this.nextGive[source]! >= second);
    }
    this.exchange(item);
  }

  /** A unit i→j gives way to i→k while another i' serves j, where that is worth more. */
  private exchange(item: number): void {
    const { count, stores, openArcs } = this;
    for (let round = 0; round < exchangesMax; round++) {
      const { bestOut, bestInto } = this;
      bestOut.fill(-1);
      bestInto.fill(-1);
      let isUsed = false;
      for (const arc of openArcs) {
        const i = Math.floor(arc / stores);
        const j = arc % stores;
        const take = this.nextTake[j * count + item]!;
        const give = this.nextGive[i * count + item]!;
        isUsed ||= this.open[arc]![item]! > 0;
        if (
          take > -Infinity &&
          (bestOut[i]! < 0 || take > this.nextTake[(bestOut[i]! % stores) * count + item]!)
        )
          bestOut[i] = arc;
        if (
          give < Infinity &&
          (bestInto[j]! < 0 || give < this.nextGive[Math.floor(bestInto[j]! / stores) * count + item]!)
        )
          bestInto[j] = arc;
      }
      if (!isUsed) return;
      let best = 1e-7;
      let found = -1;
      for (const used of openArcs) {
        if (this.open[used]![item] === 0) continue;
        const out = bestOut[Math.floor(used / stores)]!;
        const into = bestInto[used % stores]!;
        if (out < 0 || into < 0 || out === used || into === used) continue;
        const worth =
          this.nextTake[(out % stores) * count + item]! -
          this.nextGive[Math.floor(into / stores) * count + item]!;
        if (worth > best) {
          best = worth;
          found = used;
        }
      }
      if (found < 0) return;
      const out = bestOut[Math.floor(found / stores)]!;
      const into = bestInto[found % stores]!;
      this.unshiftArc(found, item);
      this.shiftArc(out, item);
      this.shiftArc(into, item);
    }
  }

  private shiftArc(arc: number, item: number): void {
    const { count, stores } = this;
    this.shift(this.open[arc]!, item, Math.floor(arc / stores) * count + item, (arc % stores) * count + item);
  }

  private unshiftArc(arc: number, item: number): void {
    const { count, stores } = this;
    this.unshift(
      this.open[arc]!,
      item,
      Math.floor(arc / stores) * count + item,
      (arc % stores) * count + item,
    );
  }

  private tryWithout(arc: number): void {
    if (!this.open[arc]) return;
    const before = this.snapshot(arc);
    const worth = this.worth;
    this.closeArc(arc);
    for (const item of before.items) this.refill(item);
    if (this.worth < worth - 1e-9) this.restore(before, arc, -1);
  }

  /** What restoring needs: quantities of every open document, for the items of one (or of all). */
  private snapshot(arc?: number): Snapshot {
    const lines = arc === undefined ? undefined : this.open[arc];
    const items: number[] = [];
    for (let item = 0; item < this.count; item++) if (!lines || lines[item]! > 0) items.push(item);
    const quantities = new Map<number, Int32Array>();
    for (const open of this.openArcs) quantities.set(open, this.open[open]!.slice());
    return { items, quantities };
  }

  private restore({ items, quantities }: Snapshot, closed: number, opened: number): void {
    const { count, stores } = this;
    if (opened >= 0) this.closeArc(opened);
    if (!this.open[closed]) {
      this.openArc(closed);
      this.worth -= this.docCost;
    }
    for (const arc of this.openArcs) {
      const lines = this.open[arc]!;
      const source = Math.floor(arc / stores) * count;
      const target = (arc % stores) * count;
      for (const item of items)
        while (lines[item]! > 0) this.unshift(lines, item, source + item, target + item);
    }
    for (const [arc, wanted] of quantities) {
      const lines = this.open[arc]!;
      const source = Math.floor(arc / stores) * count;
      const target = (arc % stores) * count;
      for (const item of items)
        while (lines[item]! < wanted[item]!) this.shift(lines, item, source + item, target + item);
    }
  }

  private pairItem(item: number): void {
    const { count, stores } = this;
    for (;;) {
      let source = -1;
      let target = -1;
      for (let s = 0; s < stores; s++) {
        const c = s * count + item;
        if (source < 0 || this.nextGive[c]! < this.nextGive[source]!) source = c;
        if (target < 0 || this.nextTake[c]! > this.nextTake[target]!) target = c;
      }
      if (source < 0 || source === target || this.nextTake[target]! - this.nextGive[source]! <= tiny) return;
      const arc = Math.floor(source / count) * stores + Math.floor(target / count);
      this.shift(this.open[arc]!, item, source, target);
    }
  }

  private openArc(arc: number): Int32Array {
    const lines = new Int32Array(this.count);
    this.open[arc] = lines;
    this.openArcs.push(arc);
    return lines;
  }

  private closeArc(arc: number): void {
    const lines = this.open[arc];
    if (!lines) return;
    const source = Math.floor(arc / this.stores) * this.count;
    const target = (arc % this.stores) * this.count;
    for (let item = 0; item < this.count; item++)
      while (lines[item]! > 0) this.unshift(lines, item, source + item, target + item);
    this.open[arc] = null;
    this.openArcs.splice(this.openArcs.indexOf(arc), 1);
    this.worth += this.docCost;
  }

  private shift(lines: Int32Array, item: number, source: number, target: number): void {
    this.worth += this.takeGain[target]![this.got[target]!]! - this.giveCost[source]![this.given[source]!]!;
    this.given[source]!++;
    this.got[target]!++;
    lines[item]!++;
    this.settle(source);
    this.settle(target);
  }

  private unshift(lines: Int32Array, item: number, source: number, target: number): void {
    this.given[source]!--;
    this.got[target]!--;
    lines[item]!--;
    this.worth -= this.takeGain[target]![this.got[target]!]! - this.giveCost[source]![this.given[source]!]!;
    this.settle(source);
    this.settle(target);
  }

  private settle(c: number): void {
    const give = this.giveCost[c]!;
    const take = this.takeGain[c]!;
    const g = this.given[c]!;
    const t = this.got[c]!;
    this.nextGive[c] = g < give.length ? give[g]! : Infinity;
    this.nextTake[c] = t < take.length ? take[t]! : -Infinity;
  }

  private linesOf(arc: number): number {
    return this.open[arc]?.reduce((sum, quantity) => sum + quantity, 0) ?? 0;
  }
}

interface Snapshot {
  readonly items: readonly number[];
  readonly quantities: ReadonlyMap<number, Int32Array>;
}
