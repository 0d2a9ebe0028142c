/**
 * Which units to carry between stores, given what each unit is worth where it comes from and where it goes, what a
 * unit costs to move and what a document (from, to) costs whatever it carries. Opens documents by what they are
 * worth from a lazy heap, refills units over the open ones, tries to close and to swap each, a few passes.
 */
import { MaxHeap } from './max-heap.ts';
import { Loads } from './transfer-loads.ts';
import type { Move, TransferInstance } from './transfer-instance.ts';

const tiny = 1e-9;
const passesMax = 3;
/** A pass that brings less than this share is the last. */
const enough = 2e-4;
/** First many documents are opened, then the poor are closed. */
const firstShare = 0.35;
const nearCosts = 1.5;
/** The smallest come first: after so many that are worth their cost, so are the others. */
const failuresMax = 12;
const exchangesMax = 60;

export function solveTransfers(instance: TransferInstance): readonly Move[] {
  const solver = new Solver(instance);
  if (instance.docCost <= tiny) solver.openAll();
  else {
    solver.openByWorth(firstShare);
    for (let pass = 0; pass < passesMax; pass++) {
      const before = solver.worth;
      solver.refillAll();
      solver.closePoor();
      solver.openByWorth();
      if (solver.worth <= before * (1 + enough)) break;
    }
  }
  return solver.moves();
}

class Solver extends Loads {
  /** The document that is being emptied: nothing may be laid on it. */
  private barred = -1;
  private readonly bestOut: Int32Array;
  private readonly bestInto: Int32Array;
  private readonly candidates: Int32Array;

  constructor(instance: TransferInstance) {
    super(instance);
    this.bestOut = new Int32Array(this.stores);
    this.bestInto = new Int32Array(this.stores);
    this.candidates = new Int32Array(this.stores * this.stores);
  }

  /** Without a cost per document all are open, and the best pair of give and take is always right. */
  openAll(): void {
    for (let from = 0; from < this.stores; from++)
      for (let to = 0; to < this.stores; to++) if (from !== to) this.openArc(from * this.stores + to);
    for (let item = 0; item < this.count; item++) this.pairItem(item);
  }

  /** Opens what is worth more than `share` of its cost: laying items anew later makes documents worth more. */
  openByWorth(share = 1): void {
    const { stores } = this;
    const docCost = share * this.docCost;
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
      this.openArc(arc);
      this.fillArc(arc);
      this.worth -= this.docCost;
    }
  }

  /** Lays each item anew; keeps the old way where that was better. */
  refillAll(): void {
    for (let item = 0; item < this.count; item++) {
      const worth = this.worth;
      this.journal.length = 0;
      this.refill(item);
      if (this.worth < worth - tiny) this.undo();
    }
  }

  /** Closes each document whose units do better, or nearly as well, over the others. */
  closePoor(): void {
    const order = this.openArcs
      .map((arc) => ({ arc, units: this.unitsOf(arc) }))
      .toSorted((a, b) => a.units - b.units);
    let failures = 0;
    for (const { arc } of order) {
      if (failures >= failuresMax) return;
      const worth = this.worth;
      this.journal.length = 0;
      const touched = this.empty(arc);
      this.worth += this.docCost;
      // Laying its items anew recovers some of what is lost, not all: try only where it is near.
      if (this.worth < worth && this.worth > worth - nearCosts * this.docCost) {
        this.barred = arc;
        for (const item of touched) this.refill(item);
        this.barred = -1;
      }
      if (this.worth >= worth - tiny) {
        failures = 0;
        this.forget(arc);
      } else {
        failures++;
        this.undo();
        this.worth = worth;
      }
    }
  }

  /** Takes a document's units back and lays them over the open documents of its two stores. */
  private empty(arc: number): readonly number[] {
    const lines = this.open[arc]!;
    const touched: number[] = [];
    this.barred = arc;
    for (const item of this.takenBy[arc % this.stores]!) {
      if (lines[item] === 0) continue;
      touched.push(item);
      while (lines[item]! > 0) this.unshift(arc, item);
      this.fillAround(item, arc);
    }
    this.barred = -1;
    return touched;
  }

  /** Only the two stores of `arc` have changed: the open documents out of the one and into the other may carry more. */
  private fillAround(item: number, arc: number): void {
    const { count, stores } = this;
    const out = this.outArcs[Math.floor(arc / stores)]!;
    const into = this.intoArcs[arc % stores]!;
    for (;;) {
      let best = tiny;
      let bestArc = -1;
      for (const list of [out, into])
        for (const other of list) {
          if (other === this.barred) continue;
          const gain =
            this.nextTake[(other % stores) * count + item]! -
            this.nextGive[Math.floor(other / stores) * count + item]!;
          if (gain > best) {
            best = gain;
            bestArc = other;
          }
        }
      if (bestArc < 0) return;
      this.shift(bestArc, item);
    }
  }

  private fillArc(arc: number): void {
    const source = Math.floor(arc / this.stores) * this.count;
    const target = (arc % this.stores) * this.count;
    for (const item of this.takenBy[arc % this.stores]!)
      while (this.nextTake[target + item]! - this.nextGive[source + item]! > tiny) this.shift(arc, item);
  }

  private arcWorth(from: number, to: number): number {
    const { count, giveCost, takeGain, nextTake, nextGive } = this;
    let worth = 0;
    for (const item of this.takenBy[to]!) {
      const source = from * count + item;
      const target = to * count + item;
      let gain = nextTake[target]! - nextGive[source]!;
      if (!(gain > 0)) continue;
      let g = this.giveAt[source]! + this.given[source]!;
      let t = this.takeAt[target]! + this.got[target]!;
      const giveEnd = this.giveAt[source + 1]!;
      const takeEnd = this.takeAt[target + 1]!;
      while (gain > 0) {
        worth += gain;
        g++;
        t++;
        if (g >= giveEnd || t >= takeEnd) break;
        gain = takeGain[t]! - giveCost[g]!;
      }
    }
    return worth;
  }

  /** Lays one item anew over the open documents: best pair first, then exchanges along two documents. */
  private refill(item: number): void {
    const { count, stores } = this;
    for (const arc of this.openArcs) {
      const lines = this.open[arc]!;
      while (lines[item]! > 0) this.unshift(arc, item);
    }
    // What is worth nothing on bare shelves is worth nothing later.
    const { candidates } = this;
    let found = 0;
    for (const arc of this.openArcs)
      if (arc !== this.barred && this.gainOf(arc, item) > tiny) candidates[found++] = arc;
    for (;;) {
      let best = tiny;
      let second = tiny;
      let bestArc = -1;
      for (let at = 0; at < found; at++) {
        const arc = candidates[at]!;
        const gain = this.gainOf(arc, item);
        if (gain > best) {
          second = best;
          best = gain;
          bestArc = arc;
        } else if (gain > second) second = gain;
      }
      if (bestArc < 0) break;
      const source = Math.floor(bestArc / stores) * count + item;
      const target = (bestArc % stores) * count + item;
      do this.shift(bestArc, item);
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
        if (arc === this.barred) continue;
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
      this.unshift(found, item);
      this.shift(out, item);
      this.shift(into, item);
    }
  }

  private pairItem(item: number): void {
    const { count, stores, nextGive, nextTake } = this;
    for (;;) {
      let source = -1;
      let target = -1;
      let best = tiny;
      // The dearest take with the cheapest give of another store; where one store is both, the better of the two ways out.
      for (let to = 0; to < stores; to++) {
        const take = nextTake[to * count + item]!;
        if (take === -Infinity) continue;
        for (let from = 0; from < stores; from++) {
          const gain = take - nextGive[from * count + item]!;
          if (from === to || !(gain > best)) continue;
          best = gain;
          source = from;
          target = to;
        }
      }
      if (source < 0) return;
      this.shift(source * stores + target, item);
    }
  }
}
