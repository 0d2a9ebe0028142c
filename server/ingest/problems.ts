import type { Problem, ProblemCode } from '#domain/ingest/row.ts';

/** Problems listed one by one; beyond it they are only counted. */
export const problemsListedMax = 50;

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
    if (this.listed.length < problemsListedMax)
      this.listed.push({ ...problem, text: problem.text.slice(0, 80) });
  }
}
