/**
 * Chances of demand. Demand over a stretch of days is negative binomial with a mean and a variance of its own;
 * where the variance does not exceed the mean it is Poisson. Above `exactMeanMax` a gamma with the same two
 * moments stands in (Wilson and Hilferty's cube root), which is as exact there and costs nothing per unit.
 */
const exactMeanMax = 120;

/** The standard normal's chance of lying above `z` (Abramowitz and Stegun 26.2.17, off by less than 1e-7). */
export function chanceAbove(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804014327 *
    Math.exp(-0.5 * z * z) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? tail : 1 - tail;
}

/** `out[i] = P(demand ≥ from + i)` for i in 0 … count − 1. */
export function fillSurvival(
  mean: number,
  variance: number,
  from: number,
  count: number,
  out: Float64Array,
): void {
  if (!(mean > 1e-9)) {
    for (let i = 0; i < count; i++) out[i] = from + i <= 0 ? 1 : 0;
    return;
  }
  if (mean > exactMeanMax) {
    fillGamma(mean, Math.max(variance, mean), from, count, out);
    return;
  }
  const excess = variance / mean - 1;
  const isPoisson = excess < 1e-4;
  const shape = isPoisson ? 0 : mean / excess;
  const ratio = isPoisson ? 0 : excess / (1 + excess);
  let chance = isPoisson ? Math.exp(-mean) : Math.exp(-shape * Math.log1p(excess));
  let survival = 1;
  const end = from + count;
  if (from <= 0) for (let i = 0; i < Math.min(count, 1 - from); i++) out[i] = 1;
  for (let n = 0; n + 1 < end; n++) {
    survival -= chance;
    if (n + 1 >= from) out[n + 1 - from] = survival > 0 ? survival : 0;
    chance *= isPoisson ? mean / (n + 1) : ((shape + n) / (n + 1)) * ratio;
  }
}

function fillGamma(mean: number, variance: number, from: number, count: number, out: Float64Array): void {
  const shape9 = (9 * mean * mean) / variance;
  const root = Math.sqrt(shape9);
  const centre = 1 - 1 / shape9;
  for (let i = 0; i < count; i++) {
    const x = (from + i - 0.5) / mean;
    out[i] = x <= 0 ? 1 : chanceAbove((Math.cbrt(x) - centre) * root);
  }
}

/** The smallest n with P(demand ≤ n) ≥ level. */
export function quantileOf(mean: number, variance: number, level: number): number {
  if (!(mean > 1e-9)) return 0;
  if (mean > exactMeanMax) return gammaQuantile(mean, Math.max(variance, mean), level);
  const excess = variance / mean - 1;
  const isPoisson = excess < 1e-4;
  const shape = isPoisson ? 0 : mean / excess;
  const ratio = isPoisson ? 0 : excess / (1 + excess);
  let chance = isPoisson ? Math.exp(-mean) : Math.exp(-shape * Math.log1p(excess));
  let below = chance;
  let n = 0;
  const bound = mean + 60 * Math.sqrt(Math.max(variance, mean)) + 60;
  while (below < level && n < bound) {
    chance *= isPoisson ? mean / (n + 1) : ((shape + n) / (n + 1)) * ratio;
    below += chance;
    n++;
  }
  return n;
}

function gammaQuantile(mean: number, variance: number, level: number): number {
  let low = 0;
  let high = Math.ceil(mean + 12 * Math.sqrt(variance));
  const one = new Float64Array(1);
  while (low < high) {
    const middle = (low + high) >> 1;
    fillGamma(mean, variance, middle + 1, 1, one);
    if (1 - (one[0] ?? 0) >= level) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Expected demand, given that it was at least `atLeast`: what a day that ended empty really asked for. */
export function expectedAtLeast(mean: number, variance: number, atLeast: number): number {
  if (atLeast <= 0) return mean;
  const deviation = Math.sqrt(Math.max(variance, mean, 1e-9));
  if (mean > exactMeanMax || atLeast > 400) {
    const z = (atLeast - 0.5 - mean) / deviation;
    const chance = chanceAbove(z);
    if (chance < 1e-6) return atLeast + 0.3 * deviation;
    return Math.max(atLeast, mean + (deviation * 0.3989422804014327 * Math.exp(-0.5 * z * z)) / chance);
  }
  const reach = Math.min(200, Math.ceil(6 * deviation + 8));
  if (tail.length < reach) tail = new Float64Array(reach);
  fillSurvival(mean, Math.max(variance, mean), atLeast, reach, tail);
  const chance = tail[0] ?? 0;
  if (chance < 1e-7) return atLeast + Math.min(1, mean);
  let beyond = 0;
  for (let i = 1; i < reach; i++) beyond += tail[i] ?? 0;
  return atLeast + beyond / chance;
}

/** Demand expected beyond `have`, by the normal's loss where it is large, by chances where it is small. */
export function expectedOver(mean: number, variance: number, have: number): number {
  if (have <= 0) return mean;
  const deviation = Math.sqrt(Math.max(variance, mean, 1e-9));
  const z = (have - mean) / deviation;
  if (z > 5) return 0;
  const over = deviation * (0.3989422804014327 * Math.exp(-0.5 * z * z) - z * chanceAbove(z));
  return Math.min(mean, Math.max(over, 0, mean - have));
}

let tail = new Float64Array(256);
