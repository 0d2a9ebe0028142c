import type { Company } from '../platform/company.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { PostOut } from '../platform/outbound.ts';
import type { Wall } from '../wall/wall.ts';
import { Sender } from './send.ts';
import { writeMessages } from './tell.ts';
import { RuleWatch } from './watch.ts';

const lookMs = 1500;
const sendMs = 2000;

export interface AlertingParts {
  readonly company: Company;
  readonly wall: Wall;
  readonly real: Clock;
  readonly log: Log;
  readonly contact: string;
  /** How a message leaves the house. */
  readonly post?: PostOut;
}

/** The rules of one company at work: looking, telling, sending, each at its own pace and none in the way of a posting. */
export class Alerting {
  readonly watch: RuleWatch;
  readonly sender: Sender;
  readonly #parts: AlertingParts;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #working = new Map<string, Promise<void>>();

  constructor(parts: AlertingParts) {
    const { company, wall, real, contact, post } = parts;
    this.#parts = parts;
    this.watch = new RuleWatch(company, wall);
    this.sender = new Sender({ sql: company.ledgerSql, real, contact, ...(post ? { post } : {}) });
  }

  async open(): Promise<void> {
    await this.watch.open();
    this.#timers.push(
      setInterval(() => void this.look(), lookMs).unref(),
      setInterval(() => void this.send(), sendMs).unref(),
    );
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#working.values());
    this.watch.close();
  }

  /** Looks at what changed; what was found is told when everything has been looked at, so that it is told together. */
  look(): Promise<void> {
    return this.#once('the rules could not be held against the shelves', async () => {
      const isCaughtUp = await this.watch.work();
      this.#parts.wall.alerts.noteChanged(this.watch.takeChanged());
      if (isCaughtUp) await writeMessages(this.#parts.company.ledgerSql);
    });
  }

  send(): Promise<void> {
    return this.#once('alerts could not be sent', () => this.sender.work());
  }

  /** One at a time of each kind; never throws. */
  #once(failure: string, run: () => Promise<void>): Promise<void> {
    let working = this.#working.get(failure);
    if (!working) {
      working = run()
        .catch((error: unknown) => this.#parts.log.warn({ err: error }, failure))
        .finally(() => this.#working.delete(failure));
      this.#working.set(failure, working);
    }
    return working;
  }
}
