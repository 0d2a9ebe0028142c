/**
 * What a cell's silence says. After a sale one store buys for weeks and asks for nothing, another sells on; a cell that has
 * sold nothing for twice as long as it should is perhaps no longer asked for. Learned over all cells of like speed: what
 * the forecast of cells so long silent has come to, over what it said.
 */
import { classes, classOf } from './spread.ts';

/** Groups of cells by how many units they should have sold since the last that they did. */
const bounds = [0.15, 0.4, 0.8, 1.4, 2.2, 3.5, 5.5];
const buckets = bounds.length + 1;
/** Units that a group's forecast has to come to before half of what it says is believed. */
const trust = 20;

export class Recency {
  /** Units expected since the last that was sold. */
  private readonly silent: Float32Array;
  private readonly opened: Uint8Array;
  private readonly openedFactor: Float32Array;
  private readonly current: Uint8Array;
  private readonly sold = new Float64Array(classes * buckets);
  private readonly meant = new Float64Array(classes * buckets);
  private readonly factor = new Float64Array(classes * buckets).fill(1);

  constructor(cells: number) {
    this.silent = new Float32Array(cells);
    this.opened = new Uint8Array(cells);
    this.openedFactor = new Float32Array(cells).fill(1);
    this.current = new Uint8Array(cells);
  }

  /** Tells of a period's sales (−1: an empty shelf says nothing) and answers what the cell's rate is to be taken times. */
  factorOf(cell: number, rate: number, sold: number): number {
    if (sold > 0) this.silent[cell] = 0;
    else if (sold === 0) this.silent[cell]! += rate;
    let bucket = 0;
    const silent = this.silent[cell]!;
    while (bucket < bounds.length && silent > bounds[bucket]!) bucket++;
    const group = classOf(rate) * buckets + bucket;
    this.current[cell] = group;
    return this.factor[group]!;
  }

  open(cell: number): void {
    this.opened[cell] = this.current[cell]!;
    this.openedFactor[cell] = this.factor[this.current[cell]!]!;
  }

  /** What the forecast of a window came to. */
  learn(cell: number, sold: number, meant: number): void {
    const group = this.opened[cell]!;
    this.sold[group]! += sold;
    this.meant[group]! += meant / this.openedFactor[cell]!;
  }

  /** Call once all of a window have been told and the next have been opened, with the factors that these were made with. */
  settle(kept: number): void {
    for (let g = 0; g < this.factor.length; g++) {
      const factor = (this.sold[g]! + trust) / (this.meant[g]! + trust);
      this.factor[g] = Math.min(3, Math.max(0.33, factor));
      this.sold[g]! *= kept;
      this.meant[g]! *= kept;
    }
  }
}
