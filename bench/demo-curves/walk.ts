// Ways through the trade, and the small sums the figures are made of.
import { hoursPerDay, type Trade } from '#server/demo/replay/trade.ts';

export type Fit = {
  /** Share of the day's demand by hour, sum 1, by category. */
  readonly hours: ReadonlyMap<string, Float64Array>;
  /** Pieces a day in stock, by pair. */
  readonly rate: Float64Array;
};
export type Week = ReadonlyMap<string, readonly number[]>;
export type Ratio = { sold: number; expected: number };

export function eachHourInStock(
  trade: Trade,
  pair: number,
  take: (day: number, hour: number, quantity: number) => void,
): void {
  const days = trade.dates.length;
  for (let day = 0; day < days; day++) {
    for (let hour = 0; hour < hoursPerDay; hour++) {
      const cell = (pair * days + day) * hoursPerDay + hour;
      if (trade.out[cell] === 0) take(day, hour, trade.pieces[cell] ?? 0);
    }
  }
}

/** Per pair and day: pieces sold in the hours in stock, and pieces expected in those hours. */
export function eachExpected(
  trade: Trade,
  fit: Fit,
  week: Week | undefined,
  take: (pair: number, day: number, sold: number, expected: number) => void,
): void {
  const days = trade.dates.length;
  trade.pairs.forEach((pair, index) => {
    const sold = new Float64Array(days);
    const weight = new Float64Array(days);
    const share = need(fit.hours, pair.category);
    eachHourInStock(trade, index, (day, hour, quantity) => {
      sold[day] = (sold[day] ?? 0) + quantity;
      weight[day] = (weight[day] ?? 0) + (share[hour] ?? 0);
    });
    for (let day = 0; day < days; day++) {
      const factor = week?.get(pair.category)?.[weekdayOf(trade, day)] ?? 1;
      take(index, day, sold[day] ?? 0, (weight[day] ?? 0) * (fit.rate[index] ?? 0) * factor);
    }
  });
}

export function eachFullDay(trade: Trade, take: (pair: number, day: number, quantity: number) => void): void {
  const days = trade.dates.length;
  for (let cell = 0; cell < trade.pairs.length * days; cell++) {
    const [from, to] = [cell * hoursPerDay, (cell + 1) * hoursPerDay];
    if (trade.out.subarray(from, to).includes(1)) continue;
    take(
      Math.floor(cell / days),
      cell % days,
      trade.pieces.subarray(from, to).reduce((a, b) => a + b, 0),
    );
  }
}

export function weekdayOf(trade: Trade, day: number): number {
  return (new Date(`${trade.dates[day]}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export const ratios = (length: number): Ratio[] => Array.from({ length }, () => ({ sold: 0, expected: 0 }));
export const value = (ratio: Ratio | undefined) =>
  ratio === undefined || ratio.expected === 0 ? 0 : ratio.sold / ratio.expected;
export const mean = (values: readonly number[]) =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
export const sd = (values: readonly number[]) => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

export function add(ratio: Ratio | undefined, sold: number, expected: number): void {
  if (ratio === undefined) return;
  ratio.sold += sold;
  ratio.expected += expected;
}

export function need<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const found = map.get(key);
  if (found === undefined) throw new Error(`No such category: ${key}`);
  return found;
}

export function groupMeans(values: readonly number[], keys: readonly string[]): Map<string, number> {
  const groups = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const group = groups.get(key) ?? [];
    group.push(values[index] ?? 0);
    groups.set(key, group);
  });
  return new Map([...groups].map(([key, group]) => [key, mean(group)]));
}

export function centre(values: number[], keys: readonly string[]): void {
  const means = groupMeans(values, keys);
  keys.forEach((key, index) => (values[index] = (values[index] ?? 0) - (means.get(key) ?? 0)));
}

export function shares(counts: Float64Array): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  return [...counts].slice(1).map((count) => count / Math.max(1, total));
}

export const moment = (counts: Float64Array, power: number) =>
  counts.reduce((sum, count, quantity) => sum + count * quantity ** power, 0);
