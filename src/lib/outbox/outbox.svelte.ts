import { CallProblem } from '../call/call.ts';

/** Where a command stands [I22]: waiting to be sent, sent with no answer yet, taken, or refused and shown until it is read. */
export type OutboxState = 'pending' | 'unknown' | 'accepted' | 'refused';

export interface OutboxEntry {
  /** The idempotency key, made when the button was pressed: sent twice, it is done once. */
  readonly key: string;
  /** Whose it is: another person on this device neither sends nor sees it [F27]. */
  readonly owner: string;
  readonly path: string;
  readonly body: unknown;
  /** What the person did, in words. */
  readonly label: string;
  /** What it belongs to: `transfer 572`. */
  readonly subject: string;
  readonly madeAtMs: number;
  readonly state: OutboxState;
  /** Why it was refused. */
  readonly sentence: string;
}

/** Where entries are kept: IndexedDB on a page, memory in a test. */
export interface OutboxStore {
  all(): Promise<readonly OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(key: string): Promise<void>;
}

export interface OutboxParts {
  readonly store: OutboxStore;
  readonly owner: string;
  readonly send: (entry: OutboxEntry) => Promise<unknown>;
  readonly sentenceOf: (problem: CallProblem) => string;
  readonly now: () => number;
  readonly newKey: () => string;
  /** Runs alone among the tabs of this device; answers at once where another tab drains already [F23]. */
  readonly alone?: (run: () => Promise<void>) => Promise<void>;
}

export type Sent =
  | { readonly state: 'accepted'; readonly answer: unknown }
  | { readonly state: 'refused'; readonly sentence: string; readonly problem: CallProblem }
  | { readonly state: 'kept' };

/** Most commands that wait on a device; beyond it the person is told before anything is lost. */
export const outboxMax = 500;
/** Accepted ones stay in sight for so long. */
const acceptedMs = 15_000;

/**
 * Commands of this person on this device. Each is kept before it is sent, sent in the order in which it was made, and
 * sent again under its own key until there is an answer: it never vanishes.
 */
export class Outbox {
  #entries = $state.raw<readonly OutboxEntry[]>([]);
  readonly #parts: OutboxParts;
  #draining: Promise<void> | undefined;
  readonly #results = new Map<string, Sent>();
  readonly ready: Promise<void>;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.ready = this.#load();
  }

  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /** Those that have no answer yet. */
  get waiting(): readonly OutboxEntry[] {
    return this.#entries.filter(({ state }) => state === 'pending' || state === 'unknown');
  }

  /** Keeps a command and tries to send it. `kept`: it waits on this device and goes by itself. */
  async send(command: Pick<OutboxEntry, 'path' | 'body' | 'label' | 'subject'>): Promise<Sent> {
    await this.ready;
    if (this.waiting.length >= outboxMax) throw new Error('too many commands wait on this device');
    const entry: OutboxEntry = {
      ...command,
      key: this.#parts.newKey(),
      owner: this.#parts.owner,
      madeAtMs: this.#parts.now(),
      state: 'pending',
      sentence: '',
    };
    await this.#put(entry);
    await this.drain();
    const sent = this.#results.get(entry.key) ?? { state: 'kept' as const };
    this.#results.delete(entry.key);
    // Whoever sent it is told at once; only what had to wait is shown once more when it is taken.
    if (sent.state === 'accepted') await this.dismiss(entry.key);
    return sent;
  }

  /** Sends what waits, one after the other; stops at the first that can't be sent now. */
  async drain(): Promise<void> {
    await this.ready;
    while (this.#draining) await this.#draining;
    const { alone = (run) => run() } = this.#parts;
    this.#draining = alone(() => this.#drain()).finally(() => (this.#draining = undefined));
    await this.#draining;
  }

  /** The person has read it. */
  async dismiss(key: string): Promise<void> {
    const entry = this.#entries.find((one) => one.key === key);
    if (!entry || entry.state === 'pending' || entry.state === 'unknown') return;
    await this.#parts.store.remove(key);
    this.#entries = this.#entries.filter((one) => one.key !== key);
  }

  async #load(): Promise<void> {
    const kept = await this.#parts.store.all();
    this.#entries = kept
      .filter(({ owner }) => owner === this.#parts.owner)
      .toSorted((one, other) => one.madeAtMs - other.madeAtMs);
  }

  async #drain(): Promise<void> {
    for (;;) {
      const entry = this.waiting[0];
      if (!entry || !(await this.#try(entry))) break;
    }
    const nowMs = this.#parts.now();
    for (const { key, state, madeAtMs } of this.#entries)
      if (state === 'accepted' && nowMs - madeAtMs > acceptedMs) await this.dismiss(key);
  }

  /** False where it can't be sent now: it waits, and those behind it too. */
  async #try(entry: OutboxEntry): Promise<boolean> {
    // From here on nobody can say whether it arrived, until there is an answer.
    await this.#put({ ...entry, state: 'unknown' });
    try {
      const answer = await this.#parts.send(entry);
      this.#results.set(entry.key, { state: 'accepted', answer });
      await this.#put({ ...entry, state: 'accepted' });
      return true;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      if (isForLater(problem)) return false;
      const sentence = this.#parts.sentenceOf(problem);
      this.#results.set(entry.key, { state: 'refused', sentence, problem });
      await this.#put({ ...entry, state: 'refused', sentence });
      return true;
    }
  }

  async #put(entry: OutboxEntry): Promise<void> {
    await this.#parts.store.put(entry);
    const others = this.#entries.filter(({ key }) => key !== entry.key);
    this.#entries = [...others, entry].toSorted((one, other) => one.madeAtMs - other.madeAtMs);
  }
}

/** Out of reach, busy, or signed out: the same command goes again, later. */
function isForLater({ status }: CallProblem): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}
