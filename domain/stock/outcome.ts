import type { DocumentRef } from './document.ts';

/** Plain facts that the sentence of a code is filled with. */
export type Facts = Readonly<Record<string, string | number>>;

export const refusalCodes = [
  'stock.insufficient',
  'stock.nothing_to_post',
  'document.not_found',
  'document.wrong_kind',
  'return.more_than_sold',
  'return.line_unknown',
  'reversal.already',
  'release.already',
  'move.same_location',
  'move.wrong_location',
  'period.closed',
  'key.other_input',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export const noteCodes = ['stock.negative', 'stock.cost_pending', 'stock.below_reorder_point'] as const;
export type NoteCode = (typeof noteCodes)[number];

export interface Note {
  readonly code: NoteCode;
  readonly facts: Facts;
}

/** What became of a command. The same key and input get the same answer, for ever. */
export type Answer =
  | ({ readonly outcome: 'posted'; readonly notes: readonly Note[] } & DocumentRef)
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly facts: Facts };

export type Refusal = Extract<Answer, { outcome: 'refused' }>;

export function refuse(code: RefusalCode, facts: Facts = {}): Refusal {
  return { outcome: 'refused', code, facts };
}
