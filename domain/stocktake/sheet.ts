import type { SkuId } from '../catalog/ids.ts';
import { entryKey, type Counter, type Entry, type EntryKey, type Resolution, type Seal } from './entry.ts';

/** The entries of one SKU in one round. */
export interface RoundLine {
  /** Units of the entries that count. */
  total: number;
  readonly entries: Set<EntryKey>;
}

interface CounterState {
  readonly seals: Seal[];
  entries: number;
  units: number;
  lastAtSeconds: number;
  /** Its highest number. */
  lastNumber: number;
}

/**
 * A stocktake's sheet, folded as it grows: whatever comes, in whatever order, however often, the same sheet comes out.
 * Every step costs the same at one entry and at 100,000, so the same class serves the phone and the server.
 */
export class Sheet {
  readonly entries = new Map<EntryKey, Entry>();
  readonly voided = new Set<EntryKey>();
  readonly resolutions = new Map<string, Resolution>();
  readonly counters = new Map<Counter, CounterState>();
  /** Entries that count, by the code that is not known yet. */
  readonly unknown = new Map<string, Set<EntryKey>>();
  /** Units that count, by zone: SKUs met there, and entries. */
  readonly zones = new Map<number, { entries: number; units: number; readonly skus: Map<SkuId, number> }>();
  readonly #rounds = new Map<SkuId, number>();
  readonly #lines = new Map<SkuId, Map<number, RoundLine>>();
  readonly #keysByBarcode = new Map<string, Set<EntryKey>>();
  #units = 0;

  /** `key`: the entry's own, where the caller has it at hand; making 100,000 anew is felt on a phone. */
  putEntry(entry: Entry, key: EntryKey = entryKey(entry.counter, entry.number)): void {
    const known = this.entries.get(key);
    const state = this.#counter(entry.counter);
    if (known) this.#count(key, known, -1, state);
    this.entries.set(key, entry);
    if (entry.counted.kind === 'barcode') setOf(this.#keysByBarcode, entry.counted.barcode).add(key);
    state.lastAtSeconds = Math.max(state.lastAtSeconds, entry.atSeconds);
    state.lastNumber = Math.max(state.lastNumber, entry.number);
    if (entry.seal && !known) state.seals.push(entry.seal);
    this.#count(key, entry, 1, state);
  }

  putVoid(key: EntryKey): void {
    if (this.voided.has(key)) return;
    const entry = this.entries.get(key);
    if (entry) this.#count(key, entry, -1);
    this.voided.add(key);
  }

  putSeal(counter: Counter, seal: Seal): void {
    this.#counter(counter).seals.push(seal);
  }

  /** Rounds only rise. */
  putRound(sku: SkuId, round: number): void {
    this.#rounds.set(sku, Math.max(round, this.roundOf(sku)));
  }

  putResolution(barcode: string, resolution: Resolution): void {
    const keys = [...(this.#keysByBarcode.get(barcode) ?? [])];
    for (const key of keys) this.#recount(key, -1);
    this.resolutions.set(barcode, resolution);
    for (const key of keys) this.#recount(key, 1);
  }

  /** The round in which a SKU is counted now. */
  roundOf(sku: SkuId): number {
    return this.#rounds.get(sku) ?? 1;
  }

  /** What counts of a SKU in a round, the current one by default; undefined where nobody counted it. */
  lineOf(sku: SkuId, round = this.roundOf(sku)): RoundLine | undefined {
    const line = this.#lines.get(sku)?.get(round);
    return line && line.entries.size > 0 ? line : undefined;
  }

  /** SKUs that somebody counted, in any round. */
  *skus(): Generator<SkuId> {
    for (const [sku, rounds] of this.#lines) {
      for (const line of rounds.values()) {
        if (line.entries.size === 0) continue;
        yield sku;
        break;
      }
    }
  }

  /** Units of all entries that count, in whatever round. */
  get units(): number {
    return this.#units;
  }

  /** What an entry comes to: its SKU and base units, or undefined while its code is not known. */
  meaningOf(entry: Entry): { sku: SkuId; quantity: number } | undefined {
    const { counted, quantity } = entry;
    if (counted.kind === 'sku') return { sku: counted.sku, quantity };
    const known = this.resolutions.get(counted.barcode);
    return known && { sku: known.sku, quantity: quantity * known.quantity };
  }

  #recount(key: EntryKey, sign: 1 | -1): void {
    const entry = this.entries.get(key);
    if (entry) this.#count(key, entry, sign);
  }

  /** Adds an entry to the sums, or takes it out of them. A voided one is in none. */
  #count(key: EntryKey, entry: Entry, sign: 1 | -1, state = this.#counter(entry.counter)): void {
    if (this.voided.has(key)) return;
    state.entries += sign;
    const meaning = this.meaningOf(entry);
    const zone = this.#zone(entry.zone);
    zone.entries += sign;
    if (!meaning) {
      if (entry.counted.kind !== 'barcode') return;
      const keys = setOf(this.unknown, entry.counted.barcode);
      if (sign > 0) keys.add(key);
      else keys.delete(key);
      if (keys.size === 0) this.unknown.delete(entry.counted.barcode);
      return;
    }
    const units = sign * meaning.quantity;
    this.#units += units;
    state.units += units;
    zone.units += units;
    const met = (zone.skus.get(meaning.sku) ?? 0) + sign;
    if (met === 0) zone.skus.delete(meaning.sku);
    else zone.skus.set(meaning.sku, met);
    const line = this.#line(meaning.sku, entry.round);
    line.total += units;
    if (sign > 0) line.entries.add(key);
    else line.entries.delete(key);
  }

  #line(sku: SkuId, round: number): RoundLine {
    let rounds = this.#lines.get(sku);
    if (!rounds) this.#lines.set(sku, (rounds = new Map()));
    let line = rounds.get(round);
    if (!line) rounds.set(round, (line = { total: 0, entries: new Set() }));
    return line;
  }

  #counter(counter: Counter): CounterState {
    let state = this.counters.get(counter);
    if (!state)
      this.counters.set(
        counter,
        (state = { seals: [], entries: 0, units: 0, lastAtSeconds: 0, lastNumber: 0 }),
      );
    return state;
  }

  #zone(zone: number) {
    let state = this.zones.get(zone);
    if (!state) this.zones.set(zone, (state = { entries: 0, units: 0, skus: new Map() }));
    return state;
  }
}

function setOf<Key>(map: Map<Key, Set<EntryKey>>, key: Key): Set<EntryKey> {
  let keys = map.get(key);
  if (!keys) map.set(key, (keys = new Set()));
  return keys;
}
