import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Command } from '#domain/stock/command.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { LedgerBusy } from '#server/stock/ledger.ts';
import type { Submission } from '#server/stock/stock.ts';
import type { Faults } from './faults.ts';
import type { Node } from './node.ts';
import type { Time } from './time.ts';

/** Something that is sent until it is answered, as its sender sees it. */
export interface Asked<Told> {
  readonly answers: Told[];
  answered: number | undefined;
  /** Told that it can't be done, as by a status of 500. */
  failed: unknown;
}

/** A command as its sender saw it: when it was sent first, every answer that came, and when the first one came. */
export interface Seen extends Asked<Answer> {
  readonly key: string;
  readonly command: Command;
  readonly invoked: number;
  /** The same key was sent with another input before. */
  readonly isOtherInput: boolean;
}

const patienceMs = 5000;

/** Somebody at a till: sends a command again and again, with the same key, until there is an answer. */
export class Client<Place = Node> {
  readonly #time: Time;
  readonly #faults: Faults;
  readonly #nodes: readonly Place[];
  readonly #isBusy: (error: unknown) => boolean;

  constructor(
    time: Time,
    faults: Faults,
    nodes: readonly Place[],
    isBusy: (error: unknown) => boolean = (error) => error instanceof LedgerBusy,
  ) {
    this.#time = time;
    this.#faults = faults;
    this.#nodes = nodes;
    this.#isBusy = isBusy;
  }

  async send<Told>(asked: Asked<Told>, ask: (node: Place) => Promise<Told>): Promise<void> {
    const { chance } = this.#time;
    while (asked.answers.length === 0 && asked.failed === undefined) {
      await this.#try(asked, ask);
      if (asked.answers.length === 0) await this.#time.sleep(chance.whole(10, 800));
    }
  }

  /** One try: ends with an answer, a refusal to take it now, or when patience ends. Late answers still count. */
  #try<Told>(asked: Asked<Told>, ask: (node: Place) => Promise<Told>): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(patienceMs, resolve);
      this.#deliver(asked, ask, resolve);
      if (this.#faults.happens('request doubled')) this.#deliver(asked, ask, resolve);
    });
  }

  #deliver<Told>(asked: Asked<Told>, ask: (node: Place) => Promise<Told>, done: () => void): void {
    const { chance } = this.#time;
    const node = chance.pick(this.#nodes);
    const slowMs = this.#faults.happens('slow wire') ? chance.whole(100, 4000) : 0;
    if (this.#faults.happens('request lost')) return;
    this.#time.after(chance.whole(0, 5) + slowMs, () => {
      ask(node).then(
        (answer) => this.#reply(() => take(asked, answer, this.#time.stamp()), done),
        (error: unknown) =>
          this.#reply(() => {
            if (!this.#isBusy(error)) asked.failed ??= error;
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

function take<Told>(asked: Asked<Told>, answer: Told, stamp: number): void {
  asked.answers.push(answer);
  asked.answered ??= stamp;
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
