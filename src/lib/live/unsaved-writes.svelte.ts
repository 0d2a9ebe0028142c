import type { RefusalCode } from '#protocol/live/wire.ts';
import type { Journal, JournalWrite } from './journal.ts';

type Name = Pick<JournalWrite, 'root' | 'key'>;
interface Numbered extends JournalWrite {
  readonly number: number;
}

/**
 * One's own writes until they are saved. Each has a number; "saved up to 17" takes 1 to 17 away, unless an entry was written
 * again meanwhile. Refused ones stay until the person has seen them. [LD-12, I22]
 */
export class UnsavedWrites {
  #waiting = $state.raw<ReadonlyMap<string, Numbered>>(new Map());
  #refused = $state.raw<readonly JournalWrite[]>([]);
  #last = 0;
  readonly #journal: Journal;
  readonly #document: string;
  readonly #slot: number;
  /** Told when the device could not keep something. */
  readonly #onUnkept: () => void;

  constructor(journal: Journal, document: string, slot: number, onUnkept: () => void) {
    this.#journal = journal;
    this.#document = document;
    this.#slot = slot;
    this.#onUnkept = onUnkept;
  }

  get waiting(): readonly JournalWrite[] {
    return [...this.#waiting.values()];
  }

  get size(): number {
    return this.#waiting.size;
  }

  get refused(): readonly JournalWrite[] {
    return this.#refused;
  }

  /** The number of the newest write. */
  get last(): number {
    return this.#last;
  }

  /**
   * Loads this tab's own, and those of tabs that are no more: `isOver` is asked once for each. What another living tab wrote is
   * that one's to send; written again from here it would undo what that tab writes meanwhile.
   */
  async load(isOver: (slot: number) => Promise<boolean>): Promise<void> {
    const kept = await this.#journal.all(this.#document);
    const over = new Set<number | undefined>([this.#slot, undefined]);
    for (const slot of new Set(kept.map((write) => write.slot)))
      if (slot !== undefined && slot !== this.#slot && (await isOver(slot))) over.add(slot);
    const all = kept.filter(({ slot }) => over.has(slot)).map((write) => ({ ...write, slot: this.#slot }));
    if (all.length > 0) this.#keep(this.#journal.put(this.#document, all));
    this.#refused = all.filter(({ refused }) => refused !== undefined);
    const waiting = all.filter(({ refused }) => refused === undefined).sort((a, b) => a.atMs - b.atMs);
    this.#waiting = new Map(waiting.map((write) => [nameOf(write), { ...write, number: ++this.#last }]));
  }

  add(some: readonly JournalWrite[]): void {
    const writes = some.map((write) => ({ ...write, slot: this.#slot }));
    const waiting = new Map(this.#waiting);
    for (const write of writes) waiting.set(nameOf(write), { ...write, number: ++this.#last });
    this.#waiting = waiting;
    this.#keep(this.#journal.put(this.#document, writes));
  }

  /** Everything up to this number is saved. */
  saved(number: number): void {
    this.drop([...this.#waiting.values()].filter((write) => write.number <= number));
  }

  drop(writes: readonly Name[]): void {
    if (writes.length === 0) return;
    const waiting = new Map(this.#waiting);
    for (const write of writes) waiting.delete(nameOf(write));
    this.#waiting = waiting;
    this.#keep(this.#journal.drop(this.#document, writes));
  }

  refuse(names: readonly Name[], code: RefusalCode, reason: string | undefined): void {
    const found = names.flatMap((name) => this.#waiting.get(nameOf(name)) ?? []);
    if (found.length === 0) return;
    const waiting = new Map(this.#waiting);
    for (const write of found) waiting.delete(nameOf(write));
    this.#waiting = waiting;
    const refused = found.map(({ root, key, value, atMs }) => ({
      root,
      key,
      value,
      atMs,
      slot: this.#slot,
      refused: { code, reason },
    }));
    this.#refused = [...this.#refused, ...refused];
    this.#keep(this.#journal.put(this.#document, refused));
  }

  /** The person has seen what was refused. */
  dismiss(): void {
    const seen = this.#refused.filter((write) => !this.#waiting.has(nameOf(write)));
    this.#refused = [];
    this.#keep(this.#journal.drop(this.#document, seen));
  }

  close(): void {
    this.#journal.close();
  }

  #keep(keeping: Promise<void>): void {
    keeping.catch(() => this.#onUnkept());
  }
}

function nameOf({ root, key }: Name): string {
  return `${root}\n${key}`;
}
