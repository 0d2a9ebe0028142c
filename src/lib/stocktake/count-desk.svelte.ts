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
  set(root: SheetWrite['root'], key: string, value: string): void;
}

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

  /** Takes what is known of the document (`isWhole`: instead of what was), and later what changes, own and others'. */
  take(
    writes: Iterable<{ readonly root: string; readonly key: string; readonly value: unknown }>,
    isWhole = false,
  ): void {
    if (isWhole) {
      this.#fold = new SheetFold();
      this.#order = [];
    }
    const fresh: Entry[] = [];
    for (const { root, key, value } of writes) {
      const isKnown = root === 'e' && this.fold.sheet.entries.has(key as EntryKey);
      const entry = this.fold.put(root, key, value);
      if (entry && !isKnown) fresh.push(entry);
    }
    if (fresh.length > 1) fresh.sort((a, b) => a.atSeconds - b.atSeconds);
    for (const { counter, number } of fresh) this.#order.push(entryKey(counter, number));
    this.#revision += 1;
  }

  /** The server's clock and where the ledger stood when it answered. */
  learn(position: number, serverMs: number): void {
    this.#skewMs = this.#now() - serverMs;
    this.tally.learn(position);
  }

  get tally(): Tally {
    const state = this.fold.sheet.counters.get(this.counter);
    this.#tally ??= new Tally(this.counter, state?.lastNumber ?? 0, 0);
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
    if (!only) return { kind: 'unknown', code };
    if (matches.length > 1) return { kind: 'choose', code, matches };
    return this.count(only.item.skuId, only.quantity);
  }

  /** Counts so many base units of a SKU, in the zone where the person is and the round the SKU is in. */
  count(sku: SkuId, units: number): ScanAnswer & { readonly kind: 'counted' } {
    return this.#add({ kind: 'sku', sku }, this.fold.sheet.roundOf(sku), units);
  }

  /** Keeps a code that nothing is known of, as it was read. [SK-4] */
  keepUnknown(code: string): ScanAnswer & { readonly kind: 'counted' } {
    return this.#add({ kind: 'barcode', barcode: code }, 1, 1);
  }

  /** Another quantity for an entry: it is voided and another one added. [SK-3] */
  correct(entry: Entry, units: number): void {
    this.void(entryKey(entry.counter, entry.number));
    this.#add(entry.counted, entry.round, units);
  }

  void(key: EntryKey): void {
    this.#write(voidWrite(key, this.#seconds()));
    if (this.current && entryKey(this.current.counter, this.current.number) === key) this.current = undefined;
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

  #add(counted: Counted, round: number, units: number): ScanAnswer & { readonly kind: 'counted' } {
    const entry = this.tally.next({
      counted,
      zone: this.zone,
      round,
      quantity: quantity(Math.max(0, Math.min(entryQuantityMax, Math.round(units)))),
      atSeconds: this.#seconds(),
    });
    this.#write(entryWrite(entry));
    this.current = entry;
    return { kind: 'counted', entry, twice: countedTwice(this.fold.sheet, entry) };
  }

  /** Into the document, and at once into the fold: the page shows it before anything else happens. */
  #write(write: SheetWrite): void {
    this.take([write]);
    this.#port.set(write.root, write.key, write.value);
  }

  #seconds(): number {
    return Math.max(0, Math.floor((this.#now() - this.#skewMs) / 1000));
  }
}
