/** Weekday factors: of each SKU over all stores, and of each store over all SKUs; both around 1, leaning on the chain's. */
const kept = 0.96;

export class Weekdays {
  private readonly sold: Float64Array;
  private readonly meant: Float64Array;
  readonly factor: Float32Array;
  private readonly rows: number;
  private readonly trust: number;

  /** `trust`: units of the chain's own week that a row is given to begin with. */
  constructor(rows: number, trust: number) {
    this.rows = rows;
    this.trust = trust;
    this.sold = new Float64Array(rows * 7);
    this.meant = new Float64Array(rows * 7);
    this.factor = new Float32Array(rows * 7).fill(1);
  }

  /** Units of a day and what was expected of an ordinary day, per row. */
  observe(weekday: number, units: Float64Array, expected: Float64Array): void {
    for (let row = 0; row < this.rows; row++) {
      const at = row * 7 + weekday;
      this.sold[at] = kept * this.sold[at]! + units[row]!;
      this.meant[at] = kept * this.meant[at]! + expected[row]!;
    }
    if (weekday === 0) this.settle();
  }

  private settle(): void {
    const chain = new Float64Array(7);
    for (let day = 0; day < 7; day++) {
      let sold = 0;
      let meant = 0;
      for (let row = 0; row < this.rows; row++) {
        sold += this.sold[row * 7 + day]!;
        meant += this.meant[row * 7 + day]!;
      }
      chain[day] = (sold + 1) / (meant + 1);
    }
    for (let row = 0; row < this.rows; row++) {
      let mean = 0;
      for (let day = 0; day < 7; day++) {
        const at = row * 7 + day;
        const factor = (this.sold[at]! + this.trust * chain[day]!) / (this.meant[at]! + this.trust);
        this.factor[at] = factor;
        mean += factor / 7;
      }
      for (let day = 0; day < 7; day++) this.factor[row * 7 + day]! /= mean;
    }
  }
}
