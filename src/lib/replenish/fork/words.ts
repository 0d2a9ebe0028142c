import { forkChancesMax } from '#domain/replenish/fork.ts';
import type { ForkState } from '#protocol/replenish/fork-views.ts';
import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import type { CallProblem } from '../../call/call.ts';
import { whole } from '../../ui/figure.ts';
import { troubleOf } from '../words.ts';

const stateWords: Readonly<Record<ForkState, () => string>> = {
  open: m.fork_state_open,
  drafting: m.fork_state_drafting,
  drafted: m.fork_state_drafted,
  discarded: m.fork_state_discarded,
};

export function forkStateWord(state: ForkState): string {
  return stateWords[state]();
}

/** Units that miss: beyond what chances are kept for, at least so many. */
export function shortOf(units: number): string {
  return m.fork_short({ count: units >= forkChancesMax ? `${forkChancesMax}+` : whole(units, getLocale()) });
}

/** Days of cover, short: 3.2, 12, 60+. */
export function days(value: number | undefined): string {
  if (value === undefined) return '—';
  if (value >= 60) return '60+';
  return value >= 10 ? whole(Math.round(value), getLocale()) : value.toFixed(1);
}

/** Yuan from fen without decimals. */
export function yuan(fen: number): string {
  return `${fen < 0 ? '−' : ''}¥${whole(Math.abs(Math.round(fen / 100)), getLocale())}`;
}

export function yuanSigned(fen: number): string {
  return `${fen > 0 ? '+' : ''}${yuan(fen)}`;
}

export function forkTrouble(problem: CallProblem, nameOf: (sku: number) => string = () => ''): string {
  const { skuIds } = problem.facts;
  const names = Array.isArray(skuIds)
    ? skuIds
        .slice(0, 5)
        .map((sku) => nameOf(Number(sku)))
        .join(', ')
    : '';
  switch (problem.code) {
    case 'replenish.fork_empty':
      return m.fork_trouble_empty();
    case 'replenish.fork_over':
      return m.fork_trouble_over();
    case 'replenish.fork_few_stores':
      return m.fork_trouble_few_stores();
    case 'replenish.fork_many_stores':
      return m.fork_trouble_many_stores();
    case 'replenish.fork_no_goods':
      return m.fork_trouble_no_goods();
    case 'replenish.short':
      return m.fork_trouble_short({ names });
    case 'replenish.gone':
      return m.fork_trouble_gone({ names });
    default:
      return troubleOf(problem);
  }
}
