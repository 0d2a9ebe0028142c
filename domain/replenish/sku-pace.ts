/**
 * What a SKU does over all stores: its pace (units a day in a store of average size), its weekdays, and the
 * season it had a year ago. Many stores together say within days what one store says in months.
 */
const memories = [0.75, 0.88, 0.94, 0.975, 0.99];
const yearDays = 364;
const ringDays = 420;
/** Recent errors count: about a month and a half of them. */
const lossKept = 0.975;

export class SkuPace {
  readonly skus: number;
  /** Units a period in a store of average size, at an ordinary weekday, season taken out. */
  readonly pace: Float64Array;
  /** How much of the season of a year ago this SKU follows, 0 … 1. */
  readonly follows: Float64Array;
  /** The product of followed season steps up to now; enters every exposure. */
  readonly index: Float64Array;
  private readonly step: 1 | 7;
  private readonly year: number;
  private readonly ring: Float32Array;
  private readonly chainRing: Float64Array;
  private readonly asked: Float64Array[];
  private readonly exposed: Float64Array[];
  private readonly loss: Float64Array[];
  private readonly seasonal: Float64Array;
  private periods = 0;

  constructor(skus: number, step: 1 | 7) {
    this.skus = skus;
    this.step = step;
    this.year = yearDays / step;
    this.ring = new Float32Array(skus * ringDays);
    this.chainRing = new Float64Array(ringDays);
    const experts = memories.length * 2;
    this.asked = Array.from({ length: experts }, () => new Float64Array(skus));
    this.exposed = Array.from({ length: experts }, () => new Float64Array(skus));
    this.loss = Array.from({ length: experts }, () => new Float64Array(skus));
    this.pace = new Float64Array(skus);
    this.follows = new Float64Array(skus);
    this.index = new Float64Array(skus).fill(1);
    this.seasonal = new Float64Array(skus).fill(1);
  }

  /** The step of the season into the next period has to be known before the period is observed. */
  advance(): void {
    for (let k = 0; k < this.skus; k++) {
      const step = this.seasonStep(k, 0, 1);
      this.seasonal[k]! *= step;
      this.index[k]! *= Math.pow(step, this.follows[k]!);
    }
  }

  /** Units sold over all stores and the exposure they had, per SKU; exposure without season. */
  observe(units: Float64Array, exposure: Float64Array): void {
    const at = this.periods % ringDays;
    let chain = 0;
    for (let k = 0; k < this.skus; k++) {
      const y = units[k]!;
      chain += y;
      this.ring[at * this.skus + k] = y;
      this.learn(k, y, exposure[k]!);
    }
    this.chainRing[at] = chain;
    this.periods++;
  }

  /** Season `ahead` periods from now over now, as this SKU follows it. */
  ahead(k: number, ahead: number): number {
    if (ahead <= 0 || this.follows[k]! < 0.02) return 1;
    return Math.pow(this.seasonStep(k, 0, ahead), this.follows[k]!);
  }

  get knowsSeason(): boolean {
    return this.periods >= this.year + this.halfWide;
  }

  private learn(k: number, y: number, exposure: number): void {
    const experts = memories.length * 2;
    const season = this.seasonal[k]!;
    const known = this.pace[k]!;
    let best = Infinity;
    for (let m = 0; m < experts; m++) {
      const delta = this.delta(m);
      const e = exposure * (m < memories.length ? 1 : season);
      const a = this.asked[m]!;
      const b = this.exposed[m]!;
      const loss = this.loss[m]!;
      const rate = (a[k]! + 0.5 * known) / (b[k]! + 0.5);
      const error = y - rate * e;
      if (exposure > 0 && b[k]! > 0) loss[k] = lossKept * loss[k]! + error * error;
      a[k] = delta * a[k]! + y;
      b[k] = delta * b[k]! + e;
      best = Math.min(best, loss[k]!);
    }
    let sum = 0;
    let pace = 0;
    let follows = 0;
    const seen = Math.min(this.periods, 1 / (1 - lossKept));
    for (let m = 0; m < experts; m++) {
      const isSeasonal = m >= memories.length;
      const weight = Math.exp(-0.5 * seen * (best > 0 ? this.loss[m]![k]! / best - 1 : 0));
      const b = this.exposed[m]![k]!;
      const rate = b > 0 ? this.asked[m]![k]! / b : 0;
      sum += weight;
      pace += weight * rate * (isSeasonal ? season : 1);
      if (isSeasonal) follows += weight;
    }
    this.follows[k] = this.knowsSeason ? follows / sum : 0;
    this.pace[k] = pace / sum / this.index[k]!;
  }

  private delta(m: number): number {
    const delta = memories[m % memories.length]!;
    return this.step === 7 ? Math.pow(delta, 3) : delta;
  }

  private get halfWide(): number {
    return this.step === 7 ? 2 : 10;
  }

  private get halfNarrow(): number {
    return this.step === 7 ? 0 : 3;
  }

  /** Last year's sales around the day `to` from now over those around the day `from`, the SKU's leaning on the chain's. */
  private seasonStep(k: number, from: number, to: number): number {
    if (!this.knowsSeason) return 1;
    const base = this.periods - 1 - this.year;
    const wide = this.halfWide;
    const narrow = this.halfNarrow;
    const chain = this.sumChain(base + to, narrow) / this.sumChain(base + from, narrow);
    const chainWideTo = this.sumChain(base + to, wide);
    const chainWideFrom = this.sumChain(base + from, wide);
    const trust = 300;
    const ownTo = this.sumSku(k, base + to, wide);
    const ownFrom = this.sumSku(k, base + from, wide);
    const own =
      (ownTo + trust) / (ownFrom + trust * (chainWideFrom / chainWideTo)) / (chainWideTo / chainWideFrom);
    const step = chain * own;
    return step > 0.2 && step < 5 ? step : 1;
  }

  private sumChain(centre: number, half: number): number {
    let sum = 0;
    for (let i = Math.max(0, centre - half); i <= Math.min(centre + half, this.periods - 1); i++)
      sum += this.chainRing[i % ringDays]!;
    return sum > 0 ? sum : 1e-9;
  }

  private sumSku(k: number, centre: number, half: number): number {
    let sum = 0;
    for (let i = Math.max(0, centre - half); i <= Math.min(centre + half, this.periods - 1); i++)
      sum += this.ring[(i % ringDays) * this.skus + k]!;
    return sum;
  }
}
