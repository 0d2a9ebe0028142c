import type { Move, TransferInstance } from './transfer-instance.ts';

/** What the open documents carry between stores, what it is worth, and what the next unit of each cell would be. */
export class Loads {
  worth = 0;
  protected readonly stores: number;
  protected readonly docCost: number;
  protected readonly count: number;
  /** Cost of each unit given, gain of each received, cell after cell (store-major); `…At` says where a cell's begin. */
  protected readonly giveCost: Float64Array;
  protected readonly takeGain: Float64Array;
  protected readonly giveAt: Int32Array;
  protected readonly takeAt: Int32Array;
  /** The items that a store would take at all. */
  protected readonly takenBy: Int32Array[];
  protected readonly given: Int32Array;
  protected readonly got: Int32Array;
  /** Cost of the next unit given, gain of the next received, store-major; infinite where there is none. */
  protected readonly nextGive: Float64Array;
  protected readonly nextTake: Float64Array;
  /** Quantities of the open documents by arc; null where closed. */
  protected readonly open: (Int32Array | null)[];
  protected readonly openArcs: number[] = [];
  protected readonly outArcs: number[][];
  protected readonly intoArcs: number[][];
  /** What was shifted since the last trial began: arc and item, or −item − 1 where a unit was taken back. */
  protected readonly journal: number[] = [];

  constructor({ stores, unitCost, docCost, items }: TransferInstance) {
    this.stores = stores;
    this.docCost = docCost;
    this.count = items.length;
    this.outArcs = Array.from({ length: stores }, () => []);
    this.intoArcs = Array.from({ length: stores }, () => []);
    const cells = stores * items.length;
    this.giveAt = new Int32Array(cells + 1);
    this.takeAt = new Int32Array(cells + 1);
    for (let c = 0; c < cells; c++) {
      const item = items[c % items.length]!;
      const s = Math.floor(c / items.length);
      const gives = Math.max(0, Math.min(Math.floor(item.x[s] ?? 0), (item.give[s] ?? []).length));
      this.giveAt[c + 1] = this.giveAt[c]! + gives;
      this.takeAt[c + 1] = this.takeAt[c]! + (item.take[s] ?? []).length;
    }
    this.giveCost = new Float64Array(this.giveAt[cells]!);
    this.takeGain = new Float64Array(this.takeAt[cells]!);
    this.given = new Int32Array(cells);
    this.got = new Int32Array(cells);
    this.nextGive = new Float64Array(cells);
    this.nextTake = new Float64Array(cells);
    this.open = new Array<Int32Array | null>(stores * stores).fill(null);
    for (let c = 0; c < cells; c++) {
      const { margin, give, take } = items[c % items.length]!;
      const s = Math.floor(c / items.length);
      const gives = this.giveAt[c]!;
      for (let n = gives; n < this.giveAt[c + 1]!; n++) this.giveCost[n] = margin * give[s]![n - gives]!;
      const takes = this.takeAt[c]!;
      for (let n = takes; n < this.takeAt[c + 1]!; n++)
        this.takeGain[n] = margin * take[s]![n - takes]! - unitCost;
      this.settle(c);
    }
    this.takenBy = Array.from({ length: stores }, (_, s) =>
      Int32Array.from(
        Array.from({ length: items.length }, (_item, at) => at).filter(
          (at) => this.nextTake[s * items.length + at]! > 0,
        ),
      ),
    );
  }

  protected gainOf(arc: number, item: number): number {
    const { count, stores } = this;
    return (
      this.nextTake[(arc % stores) * count + item]! - this.nextGive[((arc / stores) | 0) * count + item]!
    );
  }

  /** Plays the journal backwards. */
  protected undo(): void {
    for (let at = this.journal.length - 2; at >= 0; at -= 2) {
      const arc = this.journal[at]!;
      const code = this.journal[at + 1]!;
      if (code >= 0) this.unshift(arc, code);
      else this.shift(arc, -code - 1);
      this.journal.length = at;
    }
    this.journal.length = 0;
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

  protected openArc(arc: number): void {
    this.open[arc] = new Int32Array(this.count);
    this.openArcs.push(arc);
    this.outArcs[Math.floor(arc / this.stores)]!.push(arc);
    this.intoArcs[arc % this.stores]!.push(arc);
  }

  /** Closes a document that carries nothing any more. */
  protected forget(arc: number): void {
    this.open[arc] = null;
    for (const list of [
      this.openArcs,
      this.outArcs[Math.floor(arc / this.stores)]!,
      this.intoArcs[arc % this.stores]!,
    ])
      list.splice(list.indexOf(arc), 1);
  }

  protected shift(arc: number, item: number): void {
    const source = Math.floor(arc / this.stores) * this.count + item;
    const target = (arc % this.stores) * this.count + item;
    this.worth +=
      this.takeGain[this.takeAt[target]! + this.got[target]!]! -
      this.giveCost[this.giveAt[source]! + this.given[source]!]!;
    this.given[source]!++;
    this.got[target]!++;
    this.open[arc]![item]!++;
    this.settle(source);
    this.settle(target);
    this.journal.push(arc, item);
  }

  protected unshift(arc: number, item: number): void {
    const source = Math.floor(arc / this.stores) * this.count + item;
    const target = (arc % this.stores) * this.count + item;
    this.given[source]!--;
    this.got[target]!--;
    this.open[arc]![item]!--;
    this.worth -=
      this.takeGain[this.takeAt[target]! + this.got[target]!]! -
      this.giveCost[this.giveAt[source]! + this.given[source]!]!;
    this.settle(source);
    this.settle(target);
    this.journal.push(arc, -item - 1);
  }

  protected settle(c: number): void {
    const give = this.giveAt[c]! + this.given[c]!;
    const take = this.takeAt[c]! + this.got[c]!;
    this.nextGive[c] = give < this.giveAt[c + 1]! ? this.giveCost[give]! : Infinity;
    this.nextTake[c] = take < this.takeAt[c + 1]! ? this.takeGain[take]! : -Infinity;
  }

  protected unitsOf(arc: number): number {
    const lines = this.open[arc]!;
    let units = 0;
    for (const item of this.takenBy[arc % this.stores]!) units += lines[item]!;
    return units;
  }
}
