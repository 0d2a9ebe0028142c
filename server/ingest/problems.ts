import type { Problem, ProblemCode } from '#domain/ingest/row.ts';

/** Problems listed one by one; beyond it they are only counted. */
export const problemsListedMax = 50;
const textMax = 80;

/** A name that nobody knows is told where it stands first: a whole file of one store says nothing more. */
const unknownNames: ReadonlySet<ProblemCode> = new Set(['store.unknown', 'sku.unknown']);

export interface FileProblem extends Problem {
  readonly file: string;
}

/** Gathers problems: the first ones whole, all of them by code. */
export class Problems {
  readonly listed: FileProblem[] = [];
  readonly countByCode = new Map<ProblemCode, number>();
  count = 0;

  add(problem: FileProblem): void {
    this.count += 1;
    this.countByCode.set(problem.code, (this.countByCode.get(problem.code) ?? 0) + 1);
    if (this.listed.length < problemsListedMax && !this.#isSaid(problem))
      this.listed.push({ ...problem, text: problem.text.slice(0, textMax) });
  }
  #isSaid({ code, text }: FileProblem): boolean {
    if (!unknownNames.has(code)) return false;
    const cut = text.slice(0, textMax);
    return this.listed.some((one) => one.code === code && one.text === cut);
  }
}
