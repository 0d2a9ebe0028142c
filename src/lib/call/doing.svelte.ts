import { toasts } from '../ui/toasts.svelte.ts';
import { CallProblem } from './call.ts';
import { sentenceOf } from './sentence.ts';

/** Something that a person does and the server may refuse: busy while it runs, a refusal told in its own words. */
export class Doing {
  #isBusy = $state(false);

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Whether it was done. `refused` is told why not, after the person. */
  async run(
    deed: () => Promise<unknown>,
    refused?: (problem: CallProblem) => Promise<unknown>,
  ): Promise<boolean> {
    this.#isBusy = true;
    try {
      await deed();
      return true;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      toasts.tell('wrong', sentenceOf(problem));
      await refused?.(problem);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
