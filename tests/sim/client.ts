import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { LedgerBusy } from '#server/stock/ledger.ts';
import type { Submission } from '#server/stock/stock.ts';
import type { Faults } from './faults.ts';
import type { Node } from './node.ts';
import type { Time } from './time.ts';

/** A command as its sender saw it: when it was sent first, every answer that came, and when the first one came. */
export interface Seen {
  readonly key: string;
  readonly command: Command;
  readonly invoked: number;
  /** The same key was sent with another input before. */
  readonly isOtherInput: boolean;
  readonly answers: Answer[];
  answered: number | undefined;
  /** Told that it can't be done, as by a status of 500. */
  failed: unknown;
}

const patienceMs = 5000;

/** Somebody at a till: sends a command again and again, with the same key, until there is an answer. */
export class Client {
  readonly #time: Time;
  readonly #faults: Faults;
  readonly #nodes: readonly Node[];

  constructor(time: Time, faults: Faults, nodes: readonly Node[]) {
    this.#time = time;
    this.#faults = faults;
    this.#nodes = nodes;
  }

  async send(seen: Seen): Promise<void> {
    const { chance } = this.#time;
    while (seen.answers.length === 0 && seen.failed === undefined) {
      await this.#try(seen);
      if (seen.answers.length === 0) await this.#time.sleep(chance.whole(10, 800));
    }
  }

  /** One try: ends with an answer, a refusal to take it now, or when patience ends. Late answers still count. */
  #try(seen: Seen): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(patienceMs, resolve);
      this.#deliver(seen, resolve);
      if (this.#faults.happens('request doubled')) this.#deliver(seen, resolve);
    });
  }

  #deliver(seen: Seen, done: () => void): void {
    const { chance } = this.#time;
    const node = chance.pick(this.#nodes);
    const slowMs = this.#faults.happens('slow wire') ? chance.whole(100, 4000) : 0;
    if (this.#faults.happens('request lost')) return;
    this.#time.after(chance.whole(0, 5) + slowMs, () => {
      node.post(submissionOf(seen)).then(
        (answer) => this.#reply(() => take(seen, answer, this.#time.stamp()), done),
        (error: unknown) =>
          this.#reply(() => {
            if (!(error instanceof LedgerBusy)) seen.failed ??= error;
          }, done),
      );
    });
  }

  #reply(hear: () => void, done: () => void): void {
    if (this.#faults.happens('reply lost')) return;
    const lateMs = this.#faults.happens('reply late') ? this.#time.chance.whole(100, 6000) : 0;
    this.#time.after(this.#time.chance.whole(0, 5) + lateMs, () => {
      hear();
      done();
    });
  }
}

function take(seen: Seen, answer: Answer, stamp: number): void {
  seen.answers.push(answer);
  seen.answered ??= stamp;
}

export function submissionOf({ key, command }: Seen): Submission {
  return {
    key,
    command,
    accountId: 1 as AccountId,
    session: 'sim' as SessionHandle,
    deviceAtMs: null,
  };
}
