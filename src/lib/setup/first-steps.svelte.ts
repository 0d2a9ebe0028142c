import type { FirstSteps, StepKey } from '#protocol/setup/requests.ts';

/** Where each step is done. */
export const wayOfStep: { readonly [K in StepKey]: string } = {
  stores: '/organisation',
  goods: '/import?kind=products',
  stock: '/import?kind=opening',
  people: '/organisation?tab=people',
  sale: '/documents/new?kind=sale',
};

interface StepParts {
  readonly read: () => Promise<FirstSteps>;
  /** Whether this device has seen all of them done for the company: then nobody is asked any more. */
  readonly kept: { has(): boolean; keep(): void };
}

/** What a new company still needs, followed until all of it is there. [FM-5] */
export class StepList {
  #known = $state.raw<FirstSteps>();
  #wasOpen = false;
  readonly #parts: StepParts;

  constructor(parts: StepParts) {
    this.#parts = parts;
  }

  get steps(): FirstSteps['steps'] {
    return this.#known?.steps ?? [];
  }

  get doneCount(): number {
    return this.steps.filter(({ isDone }) => isDone).length;
  }

  get next(): StepKey | undefined {
    return this.steps.find(({ isDone }) => !isDone)?.key;
  }

  get isShown(): boolean {
    return this.#known !== undefined && !this.#known.isHidden && this.next !== undefined;
  }

  /** Whether it is worth looking again by itself: it could not be read yet, or something is left to do. */
  get isOpen(): boolean {
    return this.#known === undefined || this.isShown;
  }

  /** Looks again. True where the last step was done just now, in front of the person. */
  async look(): Promise<boolean> {
    if (this.#parts.kept.has()) return false;
    try {
      this.#known = await this.#parts.read();
    } catch {
      // The list is a help: where it can't be read, nothing is lacking on the page.
      return false;
    }
    const isDone = this.next === undefined;
    if (isDone) this.#parts.kept.keep();
    const isJustDone = isDone && this.#wasOpen;
    this.#wasOpen = this.isShown;
    return isJustDone;
  }

  hide(): void {
    if (this.#known) this.#known = { ...this.#known, isHidden: true };
  }
}
