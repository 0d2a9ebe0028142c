import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft, isOver } from '#domain/transfer/state.ts';
import { inTransitOf, transferSides } from '#domain/transfer/transfer.ts';
import type {
  Delivery,
  NewTransfer,
  Sender,
  TransferAnswer,
  TransferCommand,
} from '#server/transfer/transfer.ts';
import { Client, submissionOf, type Asked, type Seen } from '../client.ts';
import type { Faults } from '../faults.ts';
import type { Findings } from '../placed.ts';
import type { Time } from '../time.ts';
import { shelfOf, skusOfSim, storesOfSim } from '../trade.ts';
import type { LiveTalks } from './live.ts';
import { type TalkEdit } from './live.ts';
import type { Office } from './office.ts';
import { isAway } from './office.ts';
import { commandOf, drawDeed, otherStore, peopleOfSim, senderOf, type Person } from './people.ts';
import type { TransferTables } from './store.ts';

/** An act as its sender saw it. */
export interface SeenAct extends Asked<TransferAnswer> {
  readonly command: TransferCommand;
  readonly sender: Sender;
  readonly isOtherInput: boolean;
}

export interface SeenBegin extends Asked<TransferAnswer> {
  readonly key: string;
}

const deedsMin = 8;
const deedsMax = 26;
const transfersMax = 5;
/** Nobody begins anything later than this. */
export const busyMsMax = 90_000;

interface CrowdParts {
  readonly time: Time;
  readonly faults: Faults;
  readonly offices: readonly Office[];
  readonly tables: TransferTables;
  readonly talks: LiveTalks;
}

/** The people of a run: what they do, what they sent and what they were told. */
export class Crowd {
  readonly people = peopleOfSim();
  readonly acts: SeenAct[] = [];
  readonly begun: SeenBegin[] = [];
  readonly #parts: CrowdParts;
  edits = 0;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
  }

  #client(): Client<Office> {
    const { time, faults, offices } = this.#parts;
    return new Client(time, faults, offices, isAway);
  }

  /** Goods come, and are sold in between: what is offered may be gone when it is signed. */
  async stock(): Promise<void> {
    const { chance } = this.#parts.time;
    const client = this.#client();
    for (let store = 1; store <= storesOfSim; store++)
      for (let sku = 1; sku <= skusOfSim; sku++)
        if (chance.happens(0.85))
          await this.#post(client, this.#goods('receipt', store, sku, chance.whole(3, 25)));
    for (let index = 0; index < 12 && this.#parts.time.nowMs < busyMsMax; index++) {
      await this.#parts.time.sleep(chance.whole(100, 6000));
      const kind = chance.happens(0.7) ? 'sale' : 'receipt';
      await this.#post(
        client,
        this.#goods(kind, chance.whole(1, storesOfSim), chance.whole(1, skusOfSim), chance.whole(1, 8)),
      );
    }
  }

  #goods(kind: 'sale' | 'receipt', store: number, sku: number, units: number): Command {
    const line = { sku: sku as SkuId, quantity: quantity(units) };
    return kind === 'receipt'
      ? {
          kind,
          location: shelfOf(store),
          lines: [{ ...line, value: fen(this.#parts.time.chance.whole(0, 999)) }],
        }
      : { kind, location: shelfOf(store), happened: false, lines: [{ ...line, amount: fen(units * 300) }] };
  }

  async #post(client: Client<Office>, command: Command): Promise<void> {
    const seen: Seen = {
      ...{
        key: this.#parts.time.chance.uuid(),
        command,
        invoked: this.#parts.time.stamp(),
        isOtherInput: false,
      },
      ...{ answers: [], answered: undefined, failed: undefined },
    };
    await client.send(seen, ({ node }) => node.post(submissionOf(seen)));
  }

  async work(person: Person): Promise<void> {
    const { chance } = this.#parts.time;
    const client = this.#client();
    const deeds = chance.whole(deedsMin, deedsMax);
    for (let index = 0; index < deeds && this.#parts.time.nowMs < busyMsMax; index++) {
      if (chance.happens(0.5)) await this.#parts.time.sleep(chance.whole(0, 1500));
      const mine = this.#parts.tables
        .transfers()
        .filter(({ source, target }) => person.stores.has(source) || person.stores.has(target));
      if (
        mine.length === 0 ||
        (this.#parts.tables.transfers().length < transfersMax && chance.happens(0.25))
      ) {
        await this.#begin(client, person);
        continue;
      }
      const open = mine.filter(({ state }) => !isOver(state));
      const waits = open.filter(
        ({ signatures }) =>
          !signatures.some((one) => one.accountId === person.accountId) || chance.happens(0.2),
      );
      const row = chance.pick(waits.length > 0 ? waits : mine);
      if (chance.happens(0.12)) await this.#offline(client, person, row.id);
      else await this.#do(client, person, row.id);
    }
  }

  async #begin(client: Client<Office>, person: Person): Promise<void> {
    const { chance } = this.#parts.time;
    const store = chance.pick([...person.stores]) as StoreId;
    const [source, target] = chance.happens(0.5)
      ? [store, otherStore(chance, store)]
      : [otherStore(chance, store), store];
    const skus = Array.from({ length: skusOfSim }, (_, index) => (index + 1) as SkuId);
    const some = skus.filter(() => chance.happens(0.5));
    const lines = some.map((sku) => ({ sku, quantity: chance.whole(1, 7) }));
    const seen: SeenBegin = { key: chance.uuid(), answers: [], answered: undefined, failed: undefined };
    this.begun.push(seen);
    const { key } = seen;
    const draw = chance.next();
    const sender = senderOf(person);
    if (draw < 0.15 && lines.length > 0) {
      const delivery: Delivery = { key, source, target, lines, dueAtMs: null };
      return client.send(seen, (office) => office.do((desk) => desk.deliver(delivery, sender)));
    }
    if (draw < 0.35)
      return client.send(seen, (office) =>
        office.do((desk) => desk.createDraftFromSuggestion({ key, source, target, note: '', lines }, sender)),
      );
    const kind = draw < 0.7 ? 'ask' : draw < 0.85 ? 'push' : 'pull';
    const isBoth = chance.happens(0.3);
    const asked: NewTransfer = {
      ...{ key, kind, source, target, note: '' },
      lines: lines.map((line) => ({
        sku: line.sku,
        asked: kind !== 'push' || isBoth ? line.quantity : null,
        offered: kind === 'push' || isBoth ? line.quantity : null,
      })),
    };
    await client.send(seen, (office) => office.do((desk) => desk.begin(asked, sender)));
  }

  async #do(client: Client<Office>, person: Person, id: TransferId): Promise<void> {
    const row = this.#parts.tables.transfer(id);
    if (!row) return;
    const deed = drawDeed(this.#parts.time.chance, person, row, this.#parts.tables, this.#parts.talks);
    if (deed.kind === 'edit') return this.#edit(client, deed.edit);
    await this.#send(client, this.#seenOf(deed.command, person));
  }

  async #edit(client: Client<Office>, edit: TalkEdit): Promise<void> {
    // A device sends a number until it is saved or refused, as it does with every entry of a live document.
    const seen: Asked<'saved' | 'refused'> = { answers: [], answered: undefined, failed: undefined };
    this.edits += 1;
    await client.send(seen, (office) => office.edit(edit));
  }

  /** New, or the key of somebody’s act again, with its own input or with another. */
  #seenOf(command: TransferCommand, person: Person): SeenAct {
    const { acts } = this;
    const { faults } = this.#parts;
    const { chance } = this.#parts.time;
    const fresh = (sent: TransferCommand, sender: Sender, isOtherInput: boolean): SeenAct => ({
      ...{ command: sent, sender, isOtherInput, answers: [], answered: undefined, failed: undefined },
    });
    const known = acts.filter((one) => !one.isOtherInput);
    let seen = fresh(command, senderOf(person), false);
    if (known.length > 0 && faults.happens('key again')) {
      const one = chance.pick(known);
      seen = fresh(one.command, one.sender, false);
    } else if (known.length > 0 && faults.happens('key with other input')) {
      const { key } = chance.pick(known.filter(({ answers }) => answers.length > 0).concat(known)).command;
      const first = this.#parts.tables.command(key);
      const isSame =
        first?.accountId === person.accountId &&
        first.transfer === command.transfer &&
        JSON.stringify(first.act) === JSON.stringify(command.act);
      // Only once the first is known: before, either may be the first.
      if (first && !isSame) seen = fresh({ ...command, key }, senderOf(person), true);
    }
    acts.push(seen);
    return seen;
  }

  #send(client: Client<Office>, seen: SeenAct): Promise<void> {
    return client.send(seen, (office) => office.do((desk) => desk.act(seen.command, seen.sender)));
  }

  /** A phone without a network: several acts on what it last saw, sent much later, at once and in any order. */
  async #offline(client: Client<Office>, person: Person, id: TransferId): Promise<void> {
    const { chance } = this.#parts.time;
    const row = this.#parts.tables.transfer(id);
    if (!row) return;
    const waiting: SeenAct[] = [];
    for (let index = chance.whole(2, 4); index > 0; index--) {
      const deed = drawDeed(chance, person, row, this.#parts.tables, this.#parts.talks);
      if (deed.kind === 'act') waiting.push(this.#seenOf(deed.command, person));
    }
    await this.#parts.time.sleep(chance.whole(1000, 20_000));
    if (chance.happens(0.5)) waiting.reverse();
    if (chance.happens(0.5)) await Promise.all(waiting.map((seen) => this.#send(client, seen)));
    else for (const seen of waiting) await this.#send(client, seen);
  }

  /** Somebody who may everything ends what is open, as people do: each act must be done. */
  async endAll(findings: Findings): Promise<void> {
    const client = this.#client();
    const head = this.people.at(-1) as Person;
    for (const { id } of this.#parts.tables.transfers())
      for (let step = 0; step < 4; step++) {
        const row = this.#parts.tables.transfer(id);
        if (!row || isOver(row.state)) break;
        const way = row.lines.filter((line) => inTransitOf(line) > 0);
        const isShipped = row.lines.some(({ shipped }) => shipped > 0);
        const act: TransferAct =
          way.length > 0
            ? {
                kind: 'receive',
                lines: way.map((line) => ({ sku: line.sku, quantity: inTransitOf(line), short: [] })),
                over: [],
              }
            : isDraft(row.state) || !isShipped
              ? { kind: 'cancel' }
              : { kind: 'finish' };
        const command = commandOf(this.#parts.time.chance, id, act, transferSides);
        const seen = this.#seenOf(command, head);
        await this.#send(client, seen);
        const [answer] = seen.answers;
        if (answer?.outcome !== 'done')
          findings.push(`T${id} ${row.state}: ${act.kind} at the end was ${JSON.stringify(answer)}`);
      }
  }
}
