import type { Chance } from '../sim/chance.ts';
import { skusOfChaos, storesOfChaos } from './company.ts';
import { pause } from './processes.ts';

/** A command as it was sent, and what its sender was told: nothing, where no answer ever came. */
export interface Sent {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Pieces that it moves where it is posted. */
  readonly pieces: number;
  tries: number;
  told: Told | undefined;
}

export type Told =
  | { readonly outcome: 'posted'; readonly locationId: number; readonly position: number }
  | { readonly outcome: 'refused'; readonly code: string };

/** How a try ended, counted. */
export type Ending = 'posted' | 'refused' | 'busy' | 'no answer' | 'other';

const patienceMs = 3000;

/** People at tills: each sends one command after the other, again with the same key until somebody answers. */
export class Clients {
  readonly sent: Sent[] = [];
  readonly endings = new Map<Ending, number>();
  /** Answers that are neither an answer nor "not now": each is a fault of the product. */
  readonly odd: string[] = [];
  readonly #ports: readonly number[];
  readonly #cookie: string;
  readonly #chance: Chance;
  #isOver = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(ports: readonly number[], cookie: string, chance: Chance) {
    this.#ports = ports;
    this.#cookie = cookie;
    this.#chance = chance;
  }

  start(count: number): void {
    this.#running = Promise.all(Array.from({ length: count }, () => this.#trade()));
  }

  /** Nobody begins anything new; what waits for an answer is sent until it has one. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #trade(): Promise<void> {
    while (!this.#isOver) {
      const one = this.#draw();
      this.sent.push(one);
      await this.send(one);
      if (this.#chance.happens(0.3)) await pause(this.#chance.whole(0, 20));
    }
  }

  /** Sends until told. One in thirty gives up after the first try: the ledger may have it or not. */
  async send(one: Sent): Promise<void> {
    const givesUp = this.#chance.happens(1 / 30);
    while (!one.told) {
      one.tries += 1;
      const ending = await this.#try(one);
      this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
      if (givesUp) return;
      if (!one.told) await pause(this.#chance.whole(20, 300));
    }
  }

  async #try(one: Sent): Promise<Ending> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#chance.pick(this.#ports)}/api/documents`, {
        method: 'POST',
        signal: AbortSignal.timeout(patienceMs),
        headers: { 'content-type': 'application/json', 'idempotency-key': one.key, cookie: this.#cookie },
        body: JSON.stringify(one.body),
      });
      const answer = (await response.json()) as Told & { locationId?: number };
      if (response.status === 201 || response.status === 409) {
        one.told = answer;
        return answer.outcome;
      }
      if (response.status === 503 && response.headers.has('retry-after')) return 'busy';
      this.odd.push(`${response.status} ${JSON.stringify(answer).slice(0, 200)}`);
      return 'other';
    } catch {
      return 'no answer';
    }
  }

  #draw(): Sent {
    const chance = this.#chance;
    const storeId = chance.whole(1, storesOfChaos);
    const skuId = chance.whole(1, skusOfChaos);
    const quantity = chance.whole(1, 5);
    const key = crypto.randomUUID();
    const of = (kind: string, line: object, pieces = quantity, more: object = {}): Sent => ({
      key,
      body: { kind, storeId, lines: [{ skuId, quantity: pieces, ...line }], ...more },
      pieces,
      tries: 0,
      told: undefined,
    });
    const draw = chance.next();
    if (draw < 0.3) return of('receipt', { value: quantity * 300 });
    if (draw < 0.75) return of('sale', { amount: quantity * 500 });
    if (draw < 0.9) return of('move', {}, 1, { targetStoreId: 1 + (storeId % storesOfChaos) });
    // A long document: all of it or nothing, wherever it is cut. [F4]
    const lines = Array.from({ length: 300 }, (_, index) => ({
      skuId: 1 + (index % skusOfChaos),
      quantity: 1,
      value: 300,
    }));
    return { key, body: { kind: 'receipt', storeId, lines }, pieces: 300, tries: 0, told: undefined };
  }
}
