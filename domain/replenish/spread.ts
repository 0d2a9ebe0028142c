/**
 * How far demand strays from its forecast, as variance over mean: of a day, by SKU over all stores; and over the horizon,
 * the cell's own, leaning on its SKU's, which leans on that of all cells of like speed.
 */
export const classes = 10;
const dailyKept = 0.985;
const overMax = 60;
const overMin = 1.02;

export class Spread {
  private readonly horizon: number;
  private readonly sold: Float32Array;
  /** What was forecast for the window under way; −1 where nothing was. */
  private readonly meant: Float32Array;
  private readonly square: Float32Array;
  private readonly weight: Float32Array;
  private readonly skuSquare: Float64Array;
  private readonly skuWeight: Float64Array;
  private readonly classSquare = new Float64Array(classes);
  private readonly classWeight = new Float64Array(classes);
  private readonly dailySquare: Float64Array;
  private readonly dailyWeight: Float64Array;

  constructor(cells: number, skus: number, horizon: number) {
    this.horizon = horizon;
    this.sold = new Float32Array(cells);
    this.meant = new Float32Array(cells).fill(-1);
    this.square = new Float32Array(cells);
    this.weight = new Float32Array(cells);
    this.skuSquare = new Float64Array(skus);
    this.skuWeight = new Float64Array(skus);
    this.dailySquare = new Float64Array(skus);
    this.dailyWeight = new Float64Array(skus);
  }

  /** Variance over mean of a single period. */
  daily(sku: number): number {
    return (this.dailySquare[sku]! + 30) / (this.dailyWeight[sku]! + 30);
  }

  /** Variance over mean across the horizon. */
  over(cell: number, sku: number, rate: number): number {
    const group = classOf(rate);
    const base = (this.classSquare[group]! + 20) / (this.classWeight[group]! + 20);
    // Relative trust in windows rather than units: a spread is known by how often it was seen.
    const unit = Math.max(rate * this.horizon, 0.05);
    const skuTrust = 30 * unit;
    const own = (this.skuSquare[sku]! + skuTrust * base) / (this.skuWeight[sku]! + skuTrust);
    const cellTrust = 12 * unit;
    const over = (this.square[cell]! + cellTrust * own) / (this.weight[cell]! + cellTrust);
    return over > overMin ? Math.min(over, overMax) : overMin;
  }

  /** Call before the errors of a period are told. */
  fade(): void {
    for (let k = 0; k < this.dailySquare.length; k++) {
      this.dailySquare[k]! *= dailyKept;
      this.dailyWeight[k]! *= dailyKept;
    }
  }

  observe(sku: number, sold: number, meant: number): void {
    const error = sold - meant;
    this.dailySquare[sku]! += error * error;
    this.dailyWeight[sku]! += meant;
  }

  /** A period's sales of the window under way. */
  add(cell: number, sold: number): void {
    if (this.meant[cell]! >= 0) this.sold[cell]! += sold;
  }

  /** Call before windows are closed: what came before counts for so much. */
  forget(kept: number): void {
    for (let g = 0; g < classes; g++) {
      this.classSquare[g]! *= kept;
      this.classWeight[g]! *= kept;
    }
    for (let k = 0; k < this.skuSquare.length; k++) {
      this.skuSquare[k]! *= kept;
      this.skuWeight[k]! *= kept;
    }
    for (let c = 0; c < this.square.length; c++) {
      this.square[c]! *= kept;
      this.weight[c]! *= kept;
    }
  }

  /** Holds a cell's window against its forecast; undefined where there was none. */
  close(
    cell: number,
    sku: number,
    rate: number,
  ): { readonly sold: number; readonly meant: number } | undefined {
    const meant = this.meant[cell]!;
    if (meant < 0) return undefined;
    const sold = this.sold[cell]!;
    const square = (sold - meant) * (sold - meant);
    const group = classOf(rate);
    this.square[cell]! += square;
    this.weight[cell]! += meant;
    this.skuSquare[sku]! += square;
    this.skuWeight[sku]! += meant;
    this.classSquare[group]! += square;
    this.classWeight[group]! += meant;
    return { sold, meant };
  }

  open(cell: number, meant: number): void {
    this.meant[cell] = meant;
    this.sold[cell] = 0;
  }
}

/** Series of like speed: powers of three from a fiftieth of a unit a period. */
export function classOf(rate: number): number {
  if (!(rate > 0.02)) return 0;
  return Math.min(classes - 1, 1 + Math.floor(Math.log(rate / 0.02) * 0.9102392266268373));
}
