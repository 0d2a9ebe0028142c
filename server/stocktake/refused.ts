import type { StocktakeProblemCode } from '#protocol/stocktake/sentences.ts';

/** Expected trouble, with its facts. */
export interface Refused {
  readonly refused: StocktakeProblemCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

export function refused(code: StocktakeProblemCode, facts: Refused['facts'] = {}): Refused {
  return { refused: code, facts };
}

/** Carries a refusal out of a transaction, which then leaves nothing behind. */
export class RefusedInside extends Error {
  readonly refusal: Refused;

  constructor(refusal: Refused) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

export function isRefused(answer: object): answer is Refused {
  return 'refused' in answer;
}
