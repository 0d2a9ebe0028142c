/** A code that stays in view is one scan; out of view this long, it is the next one. */
export const gapMs = 900;

/** Tells a new scan from the same code still lying under the camera. */
export class RepeatGate {
  readonly #seenAtMs = new Map<string, number>();

  /** Whether the code, seen at this moment, is a new scan. */
  isNew(code: string, nowMs: number): boolean {
    const before = this.#seenAtMs.get(code);
    if (this.#seenAtMs.size > 100) this.#seenAtMs.clear();
    this.#seenAtMs.set(code, nowMs);
    return before === undefined || nowMs - before > gapMs;
  }
}
