import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import {
  accountOf,
  entryKey,
  entryQuantityMax,
  type Counted,
  type Counter,
  type Entry,
  type EntryKey,
} from '#domain/stocktake/entry.ts';
import { Tally } from '#domain/stocktake/tally.ts';
import { countedTwice } from '#domain/stocktake/twice.ts';
import {
  commentWrite,
  counterWrite,
  entryWrite,
  markWrite,
  SheetFold,
  voidWrite,
  zoneWrite,
  type SheetWrite,
} from '#protocol/stocktake/sheet-fold.ts';
import type { GoodsIndex, GoodsMatch } from './goods.ts';

/** What the desk needs of the live document. */
export interface SheetPort {
  readonly counter: string;
  write(writes: readonly SheetWrite[]): void;
}

/** A line of a list that was counted elsewhere. */
export interface ListedCount {
  readonly counted: Counted;
  readonly units: number;
}

/** Entries of a list that go out at once, so that neither the page nor the line stands still. */
const listedAtOnce = 200;

/** What a scan came to. */
export type ScanAnswer =
  | { readonly kind: 'counted'; readonly entry: Entry; readonly twice: Entry | undefined }
  | { readonly kind: 'choose'; readonly code: string; readonly matches: readonly GoodsMatch[] }
  | { readonly kind: 'unknown'; readonly code: string };

/**
 * A person counting on one device: his entries, everybody's sheet, and what was scanned last. Every step costs the
 * same with five entries and with 100,000. Time and the server's position come from outside.
 */
export class CountDesk {
  #fold = new SheetFold();
  readonly #port: SheetPort;
  readonly #now: () => number;
  readonly #goods: () => GoodsIndex | undefined;
  #tally: Tally | undefined;
  #revision = $state(0);
  #order: EntryKey[] = [];
  #ownOrder: EntryKey[] = [];
  #comments = 0;
  /** Device time − server time, ms: so that entries carry one time whatever a phone's clock says. [F21] */
  #skewMs = 0;
  zone = $state(0);
  /** The entry in front of the person. */
  current = $state.raw<Entry>();

  constructor(port: SheetPort, goods: () => GoodsIndex | undefined, now: () => number = Date.now) {
    this.#port = port;
    this.#goods = goods;
    this.#now = now;
  }

  get fold(): SheetFold {
    return this.#fold;
  }

  /** Rises with every change of the sheet; reading it makes what is derived from the fold new. */
  get revision(): number {
    return this.#revision;
  }

  get counter(): Counter {
    return this.#port.counter as Counter;
  }

  get accountId(): number {
    return accountOf(this.counter);
  }

  /** Keys of entries, newest last; the same array, so read `revision` first. */
  get order(): readonly EntryKey[] {
    return this.#order;
  }

  /** Keys of this device's own entries, as `order`. */
  get ownOrder(): readonly EntryKey[] {
    return this.#ownOrder;
  }

  /** Takes what is known of the document (`isWhole`: instead of what was), and later what changes, own and others'. */
  take(
    writes: Iterable<{ readonly root: string; readonly key: string; readonly value: unknown }>,
    isWhole = false,
  ): void {
    if (isWhole) {
      this.#fold = new SheetFold();
      this.#order = [];
      this.#ownOrder = [];
    }
    const fresh: { readonly key: EntryKey; readonly entry: Entry }[] = [];
    for (const { root, key, value } of writes) {
      const isKnown = root === 'e' && this.fold.sheet.entries.has(key as EntryKey);
      const entry = this.fold.put(root, key, value);
      if (entry && !isKnown) fresh.push({ key: key as EntryKey, entry });
    }
    if (fresh.length > 1) fresh.sort((a, b) => a.entry.atSeconds - b.entry.atSeconds);
    for (const {
      key,
      entry: { counter, number },
    } of fresh) {
      this.#order.push(key);
      if (counter !== this.#tally?.counter) continue;
      // The device's own store may come late: its numbers are taken, a new entry must not fall on one. [I28]
      this.#tally.see(number);
      this.#ownOrder.push(key);
    }
    this.#revision += 1;
  }

  /** The server's clock and where the ledger stood when it answered. */
  learn(position: number, serverMs: number): void {
    this.#skewMs = this.#now() - serverMs;
    this.tally.learn(position);
  }

  get tally(): Tally {
    if (this.#tally) return this.#tally;
    const { counter } = this;
    this.#tally = new Tally(counter, this.fold.sheet.counters.get(counter)?.lastNumber ?? 0, 0);
    this.#ownOrder = this.#order.filter((key) => key.startsWith(`${counter}:`));
    return this.#tally;
  }

  /** After a pause: closes the windows of what was counted before it. */
  pause(): void {
    const mark = this.tally.pause();
    if (mark) this.#write(markWrite(this.counter, mark.through, mark.position));
  }

  sayDevice(name: string): void {
    if (!this.fold.deviceByCounter.has(this.counter)) this.#write(counterWrite(this.counter, name));
  }

  scan(code: string): ScanAnswer {
    const matches = this.#goods()?.match(code) ?? [];
    const [only] = matches;
    // Somebody has said what it is while the count goes on: kept as it was read, it counts as that. [SK-4]
    if (!only && this.fold.sheet.resolutions.has(code)) return this.keepUnknown(code);
    if (!only) return { kind: 'unknown', code };
    if (matches.length > 1) return { kind: 'choose', code, matches };
    return this.count(only.item.skuId, only.quantity);
  }

  /** Counts so many base units of a SKU, in the zone where the person is and the round the SKU is in. */
  count(sku: SkuId, units: number): ScanAnswer & { readonly kind: 'counted' } {
    return this.#add({ kind: 'sku', sku }, this.fold.sheet.roundOf(sku), units);
  }

  /** Keeps a code as it was read, with so many scans of it; in the round of its goods, where somebody has said what it is. [SK-4] */
  keepUnknown(code: string, scans = 1): ScanAnswer & { readonly kind: 'counted' } {
    const known = this.fold.sheet.resolutions.get(code);
    return this.#add(
      { kind: 'barcode', barcode: code },
      known ? this.fold.sheet.roundOf(known.sku) : 1,
      scans,
    );
  }

  /** What a code that was kept as unknown is after all: in its place comes an entry of the SKU, unless it was voided meanwhile. */
  replace(entry: Entry, sku: SkuId, units: number): (ScanAnswer & { readonly kind: 'counted' }) | undefined {
    const key = entryKey(entry.counter, entry.number);
    if (this.fold.sheet.voided.has(key) || this.fold.sheet.meaningOf(entry)) return undefined;
    const isCurrent = this.isCurrent(entry);
    const { current } = this;
    this.void(key);
    const answer = this.count(sku, units);
    if (!isCurrent) this.current = current;
    return answer;
  }

  isCurrent(entry: Entry): boolean {
    return this.current?.counter === entry.counter && this.current.number === entry.number;
  }

  /** Another quantity for an entry: it is voided and another one added. [SK-3] */
  correct(entry: Entry, units: number): void {
    this.void(entryKey(entry.counter, entry.number));
    this.#add(entry.counted, entry.round, units);
  }

  void(key: EntryKey): void {
    if (this.fold.sheet.voided.has(key)) return;
    this.#write(voidWrite(key, this.#seconds()));
    if (this.current && entryKey(this.current.counter, this.current.number) === key) this.current = this.last;
  }

  /** The own entry that was made last and still counts. */
  get last(): Entry | undefined {
    for (let number = this.tally.number; number > 0; number--) {
      const key = entryKey(this.counter, number);
      const entry = this.fold.sheet.entries.get(key);
      if (entry && !this.fold.sheet.voided.has(key)) return entry;
    }
    return undefined;
  }

  setZoneDone(zone: number, isDone: boolean): void {
    this.#write(zoneWrite(zone, this.counter, { isDone, atSeconds: this.#seconds() }));
  }

  comment(sku: SkuId, text: string): void {
    this.#comments += 1;
    const number = (this.#seconds() % 1_000_000) + this.#comments;
    this.#write(commentWrite(sku, this.counter, number, text));
  }

  /** Counts a list, some lines at a time. `pause` lets the page draw in between. */
  async countList(
    list: readonly ListedCount[],
    pause = () => new Promise<void>((done) => setTimeout(done)),
  ): Promise<void> {
    for (let at = 0; at < list.length; at += listedAtOnce) {
      const writes: SheetWrite[] = [];
      for (const { counted, units } of list.slice(at, at + listedAtOnce)) {
        const round = counted.kind === 'sku' ? this.fold.sheet.roundOf(counted.sku) : 1;
        const entry = this.#next(counted, round, units);
        writes.push(entryWrite(entry));
        this.current = entry;
      }
      this.take(writes);
      this.#port.write(writes);
      await pause();
    }
  }

  #next(counted: Counted, round: number, units: number): Entry {
    return this.tally.next({
      counted,
      zone: this.zone,
      round,
      quantity: quantity(Math.max(0, Math.min(entryQuantityMax, Math.round(units)))),
      atSeconds: this.#seconds(),
    });
  }

  #add(counted: Counted, round: number, units: number): ScanAnswer & { readonly kind: 'counted' } {
    const entry = this.#next(counted, round, units);
    this.#write(entryWrite(entry));
    this.current = entry;
    return { kind: 'counted', entry, twice: countedTwice(this.fold.sheet, entry) };
  }

  /** Into the document, and at once into the fold: the page shows it before anything else happens. */
  #write(write: SheetWrite): void {
    this.take([write]);
    this.#port.write([write]);
  }

  #seconds(): number {
    return Math.max(0, Math.floor((this.#now() - this.#skewMs) / 1000));
  }
}
