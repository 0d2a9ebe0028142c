import type { Chance } from './chance.ts';

/** Everything that may go wrong, each counted when it happens. */
export const faultKinds = [
  'request lost',
  'reply lost',
  'request doubled',
  'slow wire',
  'reply late',
  'commit without reply',
  'refused before commit',
  'slow statement',
  'database gone',
  'crash',
  'clock jump',
  'wake-up lost',
  'head moved elsewhere',
  'key again',
  'key with other input',
  'command the database refuses',
  'days closed',
  'new period',
  'costing changed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Which faults a run has, and how often: drawn anew for every seed, so that runs differ in kind. */
export class Faults {
  readonly counts = new Map<FaultKind, number>();
  readonly #rates = new Map<FaultKind, number>();
  readonly #chance: Chance;
  #areOver = false;

  constructor(chance: Chance) {
    this.#chance = chance;
    const share = chance.next();
    for (const kind of faultKinds) {
      const isOn = chance.happens(0.25 + 0.7 * share);
      this.#rates.set(kind, isOn ? rateMaxByKind[kind] * chance.next() : 0);
    }
  }

  happens(kind: FaultKind): boolean {
    // Drawn in any case: switching faults off changes nothing else of a run.
    const isOne = this.#chance.happens(this.#rates.get(kind) ?? 0);
    if (!isOne || this.#areOver) return false;
    this.note(kind);
    return true;
  }

  note(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** From now on nothing goes wrong: whoever still waits must be answered. */
  end(): void {
    this.#areOver = true;
  }
}

const rateMaxByKind: { readonly [Kind in FaultKind]: number } = {
  'request lost': 0.1,
  'reply lost': 0.15,
  'request doubled': 0.15,
  'slow wire': 0.2,
  'reply late': 0.2,
  'commit without reply': 0.15,
  'refused before commit': 0.15,
  'slow statement': 0.2,
  'database gone': 0.15,
  crash: 0.25,
  'clock jump': 0.15,
  'wake-up lost': 0.5,
  'head moved elsewhere': 1,
  'key again': 0.15,
  'key with other input': 0.08,
  'command the database refuses': 0.05,
  'days closed': 0.06,
  'new period': 0.03,
  'costing changed': 1,
};
