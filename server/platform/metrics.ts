import { Spread } from './spread.ts';

/** Upper bounds of a histogram's buckets, in the unit of what is observed; the last one is +Inf by itself. */
type Bounds = readonly number[];
type Labels = Readonly<Record<string, string>>;

/** From a millisecond to ten seconds. */
export const secondBounds: Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Label sets of one metric; what comes beyond is counted under `other`. */
const labelSetsMax = 500;

interface Sample {
  readonly labels: Labels;
  value: number;
}

interface Bucketed {
  readonly labels: Labels;
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

interface Metric {
  readonly name: string;
  write(): string[];
}

/** What the process counts, as Prometheus reads it (text format 0.0.4). Names end in their unit. */
export class Metrics {
  readonly #metrics: Metric[] = [];

  /** Only grows. Answers how to add to it. */
  counter(name: string, help: string): (labels?: Labels, by?: number) => void {
    const samples = new Map<string, Sample>();
    this.#metrics.push({
      name,
      write: () => [...head(name, help, 'counter'), ...linesOf(name, samples.values())],
    });
    return (labels = {}, by = 1) => {
      const key = keyIn(samples, labels);
      const sample = samples.get(key.text);
      if (sample) sample.value += by;
      else samples.set(key.text, { labels: key.labels, value: by });
    };
  }

  /** How things are distributed. Answers how to observe one. */
  histogram(
    name: string,
    help: string,
    bounds: Bounds = secondBounds,
  ): (value: number, labels?: Labels) => void {
    const samples = new Map<string, { readonly labels: Labels; readonly spread: Spread }>();
    this.#metrics.push({
      name,
      write: () => [
        ...head(name, help, 'histogram'),
        ...[...samples.values()].flatMap(({ labels, spread }) =>
          bucketLines(name, bounds, { ...spread, labels }),
        ),
      ],
    });
    return (value, labels = {}) => {
      const key = keyIn(samples, labels);
      let sample = samples.get(key.text);
      if (!sample) {
        sample = { labels: key.labels, spread: new Spread(bounds) };
        samples.set(key.text, sample);
      }
      sample.spread.observe(value);
    };
  }

  /** A distribution that a slice keeps itself, read when somebody looks. */
  readSpread(
    name: string,
    help: string,
    read: () => readonly { readonly labels: Labels; readonly spread: Spread }[],
  ): void {
    this.#metrics.push({
      name,
      write: () => [
        ...head(name, help, 'histogram'),
        ...read().flatMap(({ labels, spread }) => bucketLines(name, spread.bounds, { ...spread, labels })),
      ],
    });
  }

  /** Read when somebody looks. `counter`: what it reads only grows. */
  read(
    name: string,
    help: string,
    read: () => readonly { readonly labels?: Labels; readonly value: number }[],
    kind: 'gauge' | 'counter' = 'gauge',
  ): void {
    this.#metrics.push({
      name,
      write: () => [
        ...head(name, help, kind),
        ...linesOf(
          name,
          read().map(({ labels = {}, value }) => ({ labels, value })),
        ),
      ],
    });
  }

  text(): string {
    return `${this.#metrics.flatMap((metric) => metric.write()).join('\n')}\n`;
  }
}

function keyIn(known: ReadonlyMap<string, unknown>, labels: Labels): { text: string; labels: Labels } {
  const text = labelText(labels);
  if (known.has(text) || known.size < labelSetsMax) return { text, labels };
  const other = Object.fromEntries(Object.keys(labels).map((name) => [name, 'other']));
  return { text: labelText(other), labels: other };
}

function head(name: string, help: string, kind: string): string[] {
  return [
    `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
    `# TYPE ${name} ${kind}`,
  ];
}

function* linesOf(name: string, samples: Iterable<Readonly<Sample>>): Generator<string> {
  for (const { labels, value } of samples) yield `${name}${labelText(labels)} ${value}`;
}

function bucketLines(name: string, bounds: Bounds, { labels, counts, sum, count }: Bucketed): string[] {
  let below = 0;
  const lines = bounds.map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${below}`;
  });
  return [
    ...lines,
    `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${labelText(labels)} ${sum}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
