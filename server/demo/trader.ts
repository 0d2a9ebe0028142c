import type { SkuId } from '#domain/catalog/ids.ts';
import type { SessionHandle } from '#domain/identity/ids.ts';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command, WriteOffCause } from '#domain/stock/command.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { Place } from '#domain/demo/levels.ts';
import type { SupplyEvent } from '#domain/demo/supply-event.ts';
import type { Ledger } from '../stock/stock.ts';
import type { Sender, Transfers } from '../transfer/transfer.ts';
import { tillKey } from './day.ts';
import type { DemoEvent, TillLine } from './event.ts';
import { Lorries } from './lorries.ts';
import { rowOf, type DemoLevels, type DemoWorld } from './world.ts';

/** One in so many customers takes goods the ledger does not have: a scan was missed somewhere, as in real shops. */
const untrackedOneIn = 900;
/** What the demo sends is told apart by its session. */
export const demoSession = 'demo' as SessionHandle;

type LorryEvent = Extract<SupplyEvent, { kind: 'dispatch' | 'receive' }>;
/** How long a lorry is expected to take. */
const lorryMs = 4 * 3_600_000;

/** Turns what happens in the demo into commands, as the tills and keepers of a real chain would send them. */
export class Trader {
  readonly #world: DemoWorld;
  readonly #levels: DemoLevels;
  readonly #ledger: Ledger;
  /** The sale of each receipt of the last two days, for the customers who come back. */
  readonly #sales = new Map<
    string,
    { readonly answer: Promise<Answer>; readonly lines: readonly TillLine[] }
  >();

  readonly #lorries: Lorries;
  /** By row: lorries that are being unloaded there. Customers wait at the door, so that nothing is sold before it stands there. */
  readonly #unloading = new Map<number, Promise<void>>();

  constructor(world: DemoWorld, levels: DemoLevels, ledger: Ledger, transfers: Transfers) {
    this.#world = world;
    this.#levels = levels;
    this.#ledger = ledger;
    this.#lorries = new Lorries(world.seed, transfers);
  }

  /** Takes in what others posted; what the demo itself sends is in the levels from the moment it is sent. */
  follow(documents: readonly PostedDocument[]): void {
    for (const { session, movements } of documents) {
      if (session === demoSession) continue;
      for (const { sku, source, target, quantity } of movements) {
        this.#move(source, sku, -quantity);
        this.#move(target, sku, quantity);
      }
    }
  }

  /** Sends what an event comes to, or nothing where the shelf is empty. Rejects where the ledger is out of reach. */
  async act(event: DemoEvent): Promise<void> {
    const place: Place =
      event.kind === 'till' ? { kind: 'store', index: event.storeIndex } : placeOf(event.event);
    const row = rowOf(this.#world, place);
    if (event.kind === 'supply' && event.event.kind === 'receive') {
      const before = this.#unloading.get(row);
      const unloading = this.#unload(event, event.event, before);
      const settled = unloading.catch(() => undefined);
      this.#unloading.set(row, settled);
      await unloading.finally(() => {
        if (this.#unloading.get(row) === settled) this.#unloading.delete(row);
      });
      return;
    }
    const unloading = this.#unloading.get(row);
    if (unloading) await unloading;
    if (event.kind === 'till') return this.#ring(event);
    if (event.event.kind === 'dispatch') return this.#dispatch(event, event.event);
    const command = await this.#commandOf(event.event);
    if (!command) return;
    await this.#send(event, this.#world.accountOf(place), command);
  }

  forgetSales(): void {
    this.#sales.clear();
  }

  async #ring(event: Extract<DemoEvent, { kind: 'till' }>): Promise<void> {
    const place: Place = { kind: 'store', index: event.storeIndex };
    const isUntracked = event.receiptIndex % untrackedOneIn === 7;
    const lines = event.lines.flatMap((line) => {
      const units = isUntracked ? line.quantity : Math.min(line.quantity, this.#take(place, line.skuIndex));
      return units > 0 ? [{ ...line, quantity: units }] : [];
    });
    if (lines.length === 0) return;
    for (const line of lines) this.#expect(place, line.skuIndex, -line.quantity);
    const location = this.#shelf(place);
    const answer = this.#send(event, this.#world.accountOf(place), {
      kind: 'sale',
      location,
      happened: true,
      lines: lines.map((line) => ({
        sku: this.#sku(line.skuIndex),
        quantity: line.quantity as Quantity,
        amount: (line.quantity * line.unitPrice) as Fen,
      })),
    });
    this.#sales.set(event.key, { answer, lines });
    await answer;
  }

  async #commandOf(event: SupplyEvent): Promise<Command | undefined> {
    switch (event.kind) {
      case 'receipt':
      case 'delivery': {
        const place = placeOf(event);
        const lines = event.lines.map((line) => ({
          sku: this.#sku(line.skuIndex),
          quantity: line.quantity as Quantity,
          value: (line.quantity * line.unitCost) as Fen,
        }));
        for (const line of event.lines) this.#expect(place, line.skuIndex, line.quantity);
        return lines.length === 0 ? undefined : { kind: 'receipt', location: this.#shelf(place), lines };
      }
      case 'dispatch':
      case 'receive':
        return undefined;
      case 'writeOff': {
        const lines = this.#cut(event.place, event.lines, 'onHand');
        const cause: WriteOffCause = event.lines[0]?.cause ?? 'damaged';
        return lines.length === 0
          ? undefined
          : { kind: 'write_off', location: this.#shelf(event.place), cause, happened: false, lines };
      }
      case 'adjustment': {
        const found = event.lines.filter((line) => line.quantity > 0);
        for (const line of found) this.#expect(event.place, line.skuIndex, line.quantity);
        const missing = this.#cut(
          event.place,
          event.lines
            .filter((line) => line.quantity < 0)
            .map((line) => ({ ...line, quantity: -line.quantity })),
          'onHand',
        );
        const lines = [
          ...found.map((line) => ({ sku: this.#sku(line.skuIndex), quantity: line.quantity as Quantity })),
          ...missing.map((line) => ({ sku: line.sku, quantity: -line.quantity as Quantity })),
        ];
        return lines.length === 0
          ? undefined
          : {
              kind: 'adjustment',
              location: this.#shelf(event.place),
              cause: 'miscounted',
              happened: false,
              lines,
            };
      }
      case 'return':
        return this.#returnOf(event);
    }
  }

  async #dispatch(
    event: DemoEvent,
    { key: name, source, target, lines: planned }: LorryEvent,
  ): Promise<void> {
    const lines = this.#cut(source, planned, 'onHand');
    if (lines.length === 0) return;
    const transit = this.#transit(target);
    for (const { sku, quantity } of lines) this.#move(transit, sku, quantity);
    const lorry = { name, source: this.#store(source), target: this.#store(target) };
    const hasGone = await this.#lorries.send(lorry, lines, event.atMs + lorryMs, this.#sender(event, source));
    if (hasGone) return;
    for (const { sku, quantity } of lines) {
      this.#move(transit, sku, -quantity);
      this.#move(this.#shelf(source), sku, quantity);
    }
  }

  async #unload(
    event: DemoEvent,
    { key: name, source, target, lines }: LorryEvent,
    before: Promise<void> | undefined,
  ): Promise<void> {
    await before;
    const lorry = { name, source: this.#store(source), target: this.#store(target) };
    const planned = lines.map(({ skuIndex, quantity }) => ({ sku: this.#sku(skuIndex), quantity }));
    const unloaded = await this.#lorries.unload(lorry, planned, this.#sender(event, target));
    for (const { sku, way, arrived, notLoaded } of unloaded) {
      this.#move(this.#transit(target), sku, -way);
      this.#move(this.#shelf(target), sku, arrived);
      this.#move(this.#shelf(source), sku, notLoaded);
    }
  }

  #sender(event: DemoEvent, place: Place): Sender {
    return {
      accountId: this.#world.accountOf(place),
      session: demoSession,
      deviceAtMs: event.atMs,
      atMs: event.atMs,
    };
  }

  async #returnOf(event: Extract<SupplyEvent, { kind: 'return' }>): Promise<Command | undefined> {
    const sale = this.#sales.get(tillKey(this.#world.seed, event.day, event.storeIndex, event.receiptIndex));
    const answer = await sale?.answer;
    if (!sale || answer?.outcome !== 'posted') return undefined;
    const lines = event.lines.flatMap((line) => {
      const index = sale.lines.findIndex((sold) => sold.skuIndex === line.skuIndex);
      const sold = sale.lines[index];
      if (!sold) return [];
      const units = Math.min(sold.quantity, line.quantity) as Quantity;
      return [{ sku: this.#sku(line.skuIndex), ofLine: index + 1, quantity: units, amount: null }];
    });
    if (lines.length === 0) return undefined;
    for (const { sku, quantity } of lines) this.#move(answer.location, sku, quantity);
    return {
      kind: 'return',
      location: answer.location,
      of: { location: answer.location, position: answer.position },
      lines,
    };
  }

  #cut(
    place: Place,
    lines: readonly { skuIndex: number; quantity: number }[],
    kind: 'onHand' | 'inTransit',
  ): { sku: SkuId; quantity: Quantity }[] {
    return lines.flatMap(({ skuIndex, quantity }) => {
      const index = this.#index(place, skuIndex);
      const units = Math.min(quantity, Math.max(0, this.#levels[kind][index] ?? 0));
      this.#levels[kind][index] = (this.#levels[kind][index] ?? 0) - units;
      return units > 0 ? [{ sku: this.#sku(skuIndex), quantity: units as Quantity }] : [];
    });
  }

  async #send(
    event: DemoEvent,
    accountId: ReturnType<DemoWorld['accountOf']>,
    command: Command,
  ): Promise<Answer> {
    return this.#ledger.post({
      key: event.key,
      command,
      accountId,
      session: demoSession,
      deviceAtMs: event.atMs,
      occurredAtMs: event.atMs,
    });
  }

  #take(place: Place, skuIndex: number): number {
    return Math.max(0, this.#levels.onHand[this.#index(place, skuIndex)] ?? 0);
  }

  #expect(place: Place, skuIndex: number, units: number): void {
    const index = this.#index(place, skuIndex);
    this.#levels.onHand[index] = (this.#levels.onHand[index] ?? 0) + units;
  }

  #move(location: number, sku: number, units: number): void {
    const place = this.#world.rowByLocation.get(location);
    const skuIndex = this.#world.skuIndexById.get(sku);
    if (!place || skuIndex === undefined) return;
    const index = place.row * this.#world.plan.skus.length + skuIndex;
    this.#levels[place.kind][index] = (this.#levels[place.kind][index] ?? 0) + units;
  }

  #index(place: Place, skuIndex: number): number {
    return rowOf(this.#world, place) * this.#world.plan.skus.length + skuIndex;
  }

  #sku(skuIndex: number): SkuId {
    const id = this.#world.skuIds[skuIndex];
    if (id === undefined) throw new RangeError(`no SKU ${skuIndex} in the demo`);
    return id;
  }

  #shelf(place: Place): DemoWorld['shelves'][number] {
    return this.#at(this.#world.shelves, place);
  }

  #store(place: Place): DemoWorld['storeIds'][number] {
    const id = this.#world.storeIds[rowOf(this.#world, place)];
    if (id === undefined) throw new RangeError(`no ${place.kind} ${place.index} in the demo`);
    return id;
  }

  #transit(place: Place): DemoWorld['transits'][number] {
    return this.#at(this.#world.transits, place);
  }

  #at(locations: DemoWorld['shelves'], place: Place): DemoWorld['shelves'][number] {
    const id = locations[rowOf(this.#world, place)];
    if (id === undefined) throw new RangeError(`no ${place.kind} ${place.index} in the demo`);
    return id;
  }
}

function placeOf(event: SupplyEvent): Place {
  switch (event.kind) {
    case 'receipt':
      return { kind: 'warehouse', index: event.warehouseIndex };
    case 'delivery':
      return { kind: 'store', index: event.storeIndex };
    case 'dispatch':
      return event.source;
    case 'receive':
      return event.target;
    case 'return':
      return { kind: 'store', index: event.storeIndex };
    default:
      return event.place;
  }
}
