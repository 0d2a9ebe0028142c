import { TransferDesk } from '#server/transfer/desk.ts';
import { liveTalks } from '#server/transfer/live-talks.ts';
import { isOutOfReach } from '#server/platform/database.ts';
import { LedgerBusy } from '#server/stock/ledger.ts';
import { TransferBusy } from '#server/transfer/desk-parts.ts';
import { Node, type Beside } from '../node.ts';
import type { LiveTalks, TalkEdit } from './live.ts';
import type { TransferTables } from './store.ts';

type OfficeParts = ConstructorParameters<typeof Node>[1] & {
  readonly tables: TransferTables;
  readonly talks: LiveTalks;
};

interface Life {
  readonly desk: TransferDesk;
  readonly live: ReturnType<LiveTalks['openFor']>;
}

const lookMs = 5000;
const never = <Result>(): Promise<Result> => new Promise(() => undefined);

/** "Send the same key again": what routes answer with 503. */
export function isAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (
    error instanceof LedgerBusy || error instanceof TransferBusy || isOutOfReach(error) || code === '40001'
  );
}

/** A process of the product with its desk of transfers: the real desk and the real follower of talks, over the real ledger. */
export class Office {
  readonly node: Node;
  readonly troubles: unknown[] = [];
  #life: Life | undefined;
  readonly #parts: OfficeParts;

  constructor(name: string, parts: OfficeParts) {
    this.#parts = parts;
    this.node = new Node(name, { ...parts, beside: (beside) => this.#open(beside) });
  }

  /** Answers when it is durable; never, where the process dies before. */
  do<Result>(deed: (desk: TransferDesk) => Promise<Result>): Promise<Result> {
    return this.node.isUp && this.#life ? deed(this.#life.desk) : never();
  }

  edit(edit: TalkEdit): Promise<'saved' | 'refused'> {
    return this.node.isUp && this.#life ? this.#life.live.edit(edit) : never();
  }

  #open({ session, ledger, clock, sleep }: Beside): void {
    const { tables, talks } = this.#parts;
    const store = tables.storeFor(session);
    const live = talks.openFor(session);
    const parts = {
      now: () => clock.now(),
      sleep,
      // What was given up while the database was away is caught up with when a process opens.
      onError: (error: unknown) => (isAway(error) ? undefined : this.troubles.push(error)),
    };
    const own = liveTalks(live, store, parts);
    const desk = new TransferDesk({ store, ledger, clock, talks: own });
    this.#life = { desk, live };
    void this.#tend(session, [() => own.catchUp(), () => desk.recover(0)], sleep);
  }

  /** Carries on what a dead process left, as `openCompany` does at first and from time to time. */
  async #tend(
    session: Beside['session'],
    deeds: readonly (() => Promise<unknown>)[],
    sleep: (ms: number) => Promise<void>,
  ): Promise<void> {
    while (!session.isDead) {
      for (const deed of deeds) {
        try {
          await deed();
        } catch (error) {
          if (!isAway(error)) this.troubles.push(error);
        }
      }
      await sleep(lookMs);
    }
  }
}
