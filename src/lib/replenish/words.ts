import { extraSales } from '#domain/replenish/price-line.ts';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import type { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import { signed, whole } from '../ui/figure.ts';
import type { RejectReason, SuggestionKind } from './replenish-api.ts';

export const reasonWords: Readonly<Record<RejectReason, () => string>> = {
  not_needed: m.rp_reason_not_needed,
  keep: m.rp_reason_keep,
  wrong_figure: m.rp_reason_wrong_figure,
  display: m.rp_reason_display,
  other: m.rp_reason_other,
};

export const kindWords: Readonly<Record<SuggestionKind, () => string>> = {
  transfer: m.rp_kind_transfer,
  order: m.rp_kind_order,
  purchase: m.rp_kind_purchase,
};

export const policyWords = {
  smart: m.rp_policy_smart,
  safety: m.rp_policy_safety,
  cover: m.rp_policy_cover,
  minmax: m.rp_policy_minmax,
} as const;

export function sourceOf(line: SuggestionView): string {
  return getLocale() === 'en' ? line.sourceEn : line.sourceZh;
}

export function targetOf(line: SuggestionView): string {
  return getLocale() === 'en' ? line.targetEn : line.targetZh;
}

const coverShownMax = 200;
export function cover(days: number): string {
  return days >= coverShownMax
    ? `>${coverShownMax}`
    : days >= 10
      ? String(Math.round(days))
      : days.toFixed(1);
}

/** Expected units: a tenth tells something where they are few. */
function unitsOf(units: number): string {
  return units < 100 ? units.toFixed(1) : whole(Math.round(units), getLocale());
}

/** The one sentence of a line: both covers, a reference point, what comes of it, and what was known or set beforehand. */
export function reasonOf(line: SuggestionView, quantity: number): string {
  const parts = {
    source: sourceOf(line),
    target: targetOf(line),
    sourceCover: cover(line.sourceCover),
    targetCover: cover(line.targetCover),
    quantity: whole(quantity, getLocale()),
    extra: unitsOf(extraSales(line, quantity)),
  };
  const sentence = sentenceFor(line, parts);
  const told =
    line.eventNote !== null && line.eventPercent !== null
      ? [m.rp_by_event({ note: line.eventNote, percent: signed(line.eventPercent, getLocale()) })]
      : [];
  return [sentence, ...(line.isRuled ? [m.rp_by_rule()] : []), ...told].join(
    getLocale() === 'en' ? '; ' : '；',
  );
}

function sentenceFor(
  { kind, targetKind, medianCover }: SuggestionView,
  parts: Readonly<Record<'source' | 'target' | 'sourceCover' | 'targetCover' | 'quantity' | 'extra', string>>,
): string {
  const median = cover(medianCover);
  const wait = whole(Math.round(medianCover), getLocale());
  if (kind === 'transfer') return m.rp_sentence({ ...parts, median });
  if (kind === 'purchase') return m.rp_sentence_purchase({ ...parts, wait });
  return targetKind === 'store'
    ? m.rp_sentence_order({ ...parts, median })
    : m.rp_sentence_refill({ ...parts, wait });
}

export function troubleOf(problem: CallProblem): string {
  switch (problem.code) {
    case 'replenish.gone':
      return m.rp_gone();
    case 'replenish.short':
      return m.rp_short();
    case 'replenish.busy':
      return m.rp_busy();
    default:
      return sentenceOf(problem);
  }
}
