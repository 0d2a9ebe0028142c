import type { Ceiling } from '../ceiling/ceiling.ts';
import type { CeilingScript } from '../ceiling/scripts.ts';
import { median, rounded, type Figure } from '../platform/figure.ts';
import type { LoadResult } from './load.ts';

const roundsOfBench = 3;
const warmSeconds = 2;
const secondsOfRound = 5;

export interface Rounds {
  /** Medians over the rounds. */
  readonly perSecond: number;
  readonly ceilingPerSecond: number | null;
  readonly ratio: number | null;
  /** The round in the middle, whole. */
  readonly middle: LoadResult;
  readonly all: readonly { readonly perSecond: number; readonly ceilings: readonly number[] }[];
}

/**
 * Three rounds, ceiling and load in turn, so that a neighbour on the machine hits both. The ceiling of a round is the
 * best of the client counts asked for.
 */
export async function interleave(
  ceiling: Ceiling,
  script: CeilingScript,
  ceilingClients: readonly number[],
  load: (seconds: number) => Promise<LoadResult>,
): Promise<Rounds> {
  await load(warmSeconds);
  for (const clients of ceilingClients) await ceiling.measure(script, clients, warmSeconds);
  const rounds: { result: LoadResult; ceilings: number[] }[] = [];
  for (let round = 0; round < roundsOfBench; round++) {
    const ceilings: number[] = [];
    for (const clients of ceilingClients) {
      const rate = await ceiling.measure(script, clients, secondsOfRound);
      if (rate !== undefined) ceilings.push(rate);
    }
    rounds.push({ result: await load(secondsOfRound), ceilings });
  }
  const perSecond = median(rounds.map(({ result }) => result.perSecond));
  const measured = rounds.every(({ ceilings }) => ceilings.length > 0);
  const middle = rounds.find(({ result }) => result.perSecond === perSecond)?.result;
  if (!middle) throw new Error('an odd number of rounds has a middle one');
  return {
    perSecond,
    ceilingPerSecond: measured ? median(rounds.map(({ ceilings }) => Math.max(...ceilings))) : null,
    ratio: measured
      ? median(rounds.map(({ result, ceilings }) => result.perSecond / Math.max(...ceilings)))
      : null,
    middle,
    all: rounds.map(({ result, ceilings }) => ({
      perSecond: Math.round(result.perSecond),
      ceilings: ceilings.map(Math.round),
    })),
  };
}

export function figureOf(
  name: string,
  goal: string,
  { perSecond, ceilingPerSecond, ratio, middle, all }: Rounds,
  isOk: (ratio: number) => boolean,
  detail: Readonly<Record<string, unknown>>,
): Figure {
  return {
    name,
    value: rounded(perSecond),
    unit: 'documents/s',
    ratio: ratio === null ? null : rounded(ratio, 2),
    against: ceilingPerSecond === null ? null : rounded(ceilingPerSecond),
    goal,
    ok: ratio !== null && isOk(ratio),
    detail: { ...detail, ...middle, rounds: all },
  };
}
