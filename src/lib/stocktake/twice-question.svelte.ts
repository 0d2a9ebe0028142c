import { accountOf, entryKey, type Entry } from '#domain/stocktake/entry.ts';
import type { CountDesk } from './count-desk.svelte.ts';

/** Counted twice? Both entries stand until a person says otherwise; scanning on is an answer too. [SK-5] */
export class TwiceQuestion {
  readonly #desk: CountDesk;
  /** Zone and colleague about whom nothing more is asked: they count it together. */
  readonly #together = new Set<string>();
  asked = $state.raw<{ readonly own: Entry; readonly other: Entry }>();

  constructor(desk: CountDesk) {
    this.#desk = desk;
  }

  /** Whether this entry is worth the question; whatever was asked before has been answered by counting on. */
  consider(own: Entry, other: Entry | undefined): boolean {
    const isNew = other !== undefined && !this.#together.has(togetherKey(own, other));
    this.asked = isNew ? { own, other } : undefined;
    return isNew;
  }

  /** Both entries stand; `isForZone`: and nothing more is asked about this colleague in this zone. */
  keepBoth(isForZone = false): void {
    const { asked } = this;
    if (asked && isForZone) this.#together.add(togetherKey(asked.own, asked.other));
    this.asked = undefined;
  }

  voidMine(): void {
    if (this.asked) this.#desk.void(entryKey(this.asked.own.counter, this.asked.own.number));
    this.asked = undefined;
  }
}

function togetherKey(own: Entry, other: Entry): string {
  return `${own.zone} ${accountOf(other.counter)}`;
}
