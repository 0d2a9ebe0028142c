import { boundOf, type RuleKind } from '#domain/alert/rule.ts';
import { m } from '#messages';
import type { AlertKind, AlertSet } from '#protocol/alert/alerts.ts';

const kindNames: { readonly [Kind in AlertKind]: () => string } = {
  negative: m.alert_kind_negative,
  short: m.alert_kind_short,
  over: m.alert_kind_over,
  none: m.alert_kind_none,
  stalled: m.alert_kind_stalled,
  running_out: m.alert_kind_running_out,
};

export function kindName(kind: AlertKind): string {
  return kindNames[kind]();
}

/** Red is wrong, amber is soon; what merely lies there is neither. */
export function toneOf(kind: AlertKind): 'wrong' | 'soon' | 'calm' {
  if (kind === 'negative') return 'wrong';
  return kind === 'over' || kind === 'stalled' ? 'calm' : 'soon';
}

/** Goods that are missing are brought in; goods that are too many are sent away. */
export function isLack(kind: AlertKind): boolean {
  return kind !== 'over' && kind !== 'stalled';
}

/** Days as they are told: what lasts less than one is not nothing. */
export function daysWords(days: number, figure: (value: number) => string): string {
  return days === 0 ? m.alert_days_less() : m.alert_days({ count: figure(days) });
}

/** When a rule speaks, as a person says it. */
export function ruleWords(kind: RuleKind, amount: number | null, figure: (value: number) => string): string {
  const count = amount === null ? '' : figure(amount);
  switch (kind) {
    case 'short':
      return amount === null ? m.alert_says_short_own() : m.alert_says_short({ count });
    case 'over':
      return amount === null ? m.alert_says_over_own() : m.alert_says_over({ count });
    case 'none':
      return m.alert_says_none({ count });
    case 'negative':
      return m.alert_says_negative();
    case 'stalled':
      return m.alert_says_stalled({ count });
    case 'running_out':
      return m.alert_says_running_out({ count });
  }
}

export const setNames: { readonly [Set in AlertSet]: () => string } = {
  open: m.alert_set_open,
  mine: m.alert_set_mine,
  settled: m.alert_set_settled,
  over: m.alert_set_over,
};

/** What a new rule of a kind begins with. */
export function usualAmount(kind: RuleKind): number | null {
  if (boundOf[kind] === null) return null;
  return { short: 5, over: 200, none: 2, stalled: 30, running_out: 3, negative: 0 }[kind];
}
