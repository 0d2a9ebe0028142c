/** What a bench comes to: its last line on stdout, as JSON. */
export interface Figure {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  /** The value over its ceiling, measured in the same run; null where there is nothing to hold it against. */
  readonly ratio: number | null;
  readonly against: number | null;
  readonly goal: string;
  readonly ok: boolean;
  /** What the figure is made of: CPU a document, batch sizes, rounds. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Bench {
  readonly name: string;
  /** Says what it measures; progress goes to `say`, never to stdout. */
  run(say: (line: string) => void): Promise<readonly Figure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('no median of nothing');
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The value below which `part` of the sorted values lie. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
