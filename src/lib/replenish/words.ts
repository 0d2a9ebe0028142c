import { extraSales } from '#domain/replenish/price-line.ts';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import type { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import type { RejectReason } from './replenish-api.ts';

export const reasonWords: Readonly<Record<RejectReason, () => string>> = {
  not_needed: m.rp_reason_not_needed,
  keep: m.rp_reason_keep,
  wrong_figure: m.rp_reason_wrong_figure,
  display: m.rp_reason_display,
  other: m.rp_reason_other,
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

/** The one sentence of a line: both covers, what is usual, and what comes of it. */
export function reasonOf(line: SuggestionView, quantity: number): string {
  return m.rp_sentence({
    source: sourceOf(line),
    target: targetOf(line),
    sourceCover: cover(line.sourceCover),
    targetCover: cover(line.targetCover),
    median: cover(line.medianCover),
    quantity: String(quantity),
    extra: extraSales(line, quantity).toFixed(1),
  });
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
