import type { SkuId } from '#domain/catalog/ids.ts';
import {
  entryKey,
  type Counter,
  type Entry,
  type EntryKey,
  type Resolution,
} from '#domain/stocktake/entry.ts';
import { Sheet } from '#domain/stocktake/sheet.ts';
import type { SheetRoot } from './sheet-shape.ts';
import {
  formatEntry,
  formatMark,
  formatResolution,
  formatRound,
  formatZoneState,
  markSeal,
  parseEntry,
  parseResolution,
  parseRound,
  parseZoneState,
  text,
  type ZoneState,
} from './sheet-values.ts';

/** One key of a sheet's document with its value, as writers make it and folds take it. */
export interface SheetWrite {
  readonly root: SheetRoot;
  readonly key: string;
  readonly value: string;
}

export interface Comment {
  readonly key: string;
  readonly counter: Counter;
  readonly text: string;
}

/** Folds a document's keys into its sheet, in any order, each as often as it comes; costs as much as what is put. */
export class SheetFold {
  readonly sheet = new Sheet();
  readonly deviceByCounter = new Map<string, string>();
  /** Who is asked to count a SKU again; null: anybody. */
  readonly askedBySku = new Map<SkuId, number | null>();
  /** By `zone:counter`. */
  readonly zoneStates = new Map<string, ZoneState>();
  readonly commentsBySku = new Map<SkuId, Comment[]>();

  /** Answers the entry where the key is one. What does not read right is left out: a gate would not have let it in. */
  put(root: string, key: string, value: unknown): Entry | undefined {
    if (typeof value !== 'string') return undefined;
    switch (root as SheetRoot) {
      case 'e': {
        const entry = parseEntry(key, value);
        if (entry) this.sheet.putEntry(entry, key as EntryKey);
        return entry;
      }
      case 'v':
        this.sheet.putVoid(key as EntryKey);
        return undefined;
      case 'h': {
        const mark = markSeal(key, value);
        if (mark) this.sheet.putSeal(mark.counter, mark.seal);
        return undefined;
      }
      case 'r':
        this.#putRound(Number.parseInt(key, 36) as SkuId, value);
        return undefined;
      case 'x': {
        const resolution = parseResolution(value);
        if (resolution) this.sheet.putResolution(key, resolution);
        return undefined;
      }
      case 'c':
        this.deviceByCounter.set(key, value);
        return undefined;
      case 'z': {
        const state = parseZoneState(value);
        if (state) this.zoneStates.set(key, state);
        return undefined;
      }
      case 'm':
        this.#putComment(key, value);
        return undefined;
    }
  }

  #putRound(sku: SkuId, value: string): void {
    const state = parseRound(value);
    if (!state) return;
    this.sheet.putRound(sku, state.round);
    this.askedBySku.set(sku, state.accountId);
  }

  #putComment(key: string, value: string): void {
    const [sku = '', counter = ''] = key.split(':');
    const id = Number.parseInt(sku, 36) as SkuId;
    const others = (this.commentsBySku.get(id) ?? []).filter((one) => one.key !== key);
    this.commentsBySku.set(id, [...others, { key, counter: counter as Counter, text: value }]);
  }
}

/** Writers: the only way anything gets into a stocktake's document. */
export function entryWrite(entry: Entry): SheetWrite {
  return { root: 'e', key: entryKey(entry.counter, entry.number), value: formatEntry(entry) };
}

export function voidWrite(key: EntryKey, atSeconds: number): SheetWrite {
  return { root: 'v', key, value: text(atSeconds) };
}

export function markWrite(counter: Counter, through: number, position: number): SheetWrite {
  return { root: 'h', key: entryKey(counter, through), value: formatMark(position) };
}

export function counterWrite(counter: Counter, device: string): SheetWrite {
  return { root: 'c', key: counter, value: device };
}

export function roundWrite(sku: SkuId, round: number, accountId: number | null): SheetWrite {
  return { root: 'r', key: text(sku), value: formatRound({ round, accountId }) };
}

export function resolutionWrite(barcode: string, resolution: Resolution): SheetWrite {
  return { root: 'x', key: barcode, value: formatResolution(resolution) };
}

export function zoneWrite(zone: number, counter: Counter, state: ZoneState): SheetWrite {
  return { root: 'z', key: `${text(zone)}:${counter}`, value: formatZoneState(state) };
}

export function commentWrite(sku: SkuId, counter: Counter, number: number, comment: string): SheetWrite {
  return { root: 'm', key: `${text(sku)}:${entryKey(counter, number)}`, value: comment };
}
