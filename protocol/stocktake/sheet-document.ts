import type * as Y from 'yjs';
import type { SkuId } from '#domain/catalog/ids.ts';
import {
  entryKey,
  type Counter,
  type Entry,
  type EntryKey,
  type Resolution,
} from '#domain/stocktake/entry.ts';
import { Sheet } from '#domain/stocktake/sheet.ts';
import { sheetRoots, type SheetRootName } from './sheet-roots.ts';
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
} from './sheet-values.ts';

const rootNames = Object.keys(sheetRoots) as readonly SheetRootName[];

export interface Comment {
  readonly key: string;
  readonly sku: SkuId;
  readonly counter: Counter;
  readonly text: string;
}

/** What a stocktake's document says beside its counts. */
export interface SheetExtras {
  readonly deviceByCounter: Map<string, string>;
  readonly askedBySku: Map<SkuId, number | null>;
  readonly zoneStates: Map<string, { isDone: boolean; atSeconds: number }>;
  readonly commentsBySku: Map<SkuId, Comment[]>;
}

/** Follows a document and keeps its sheet; every change costs as much as it changes. */
export class SheetFollower {
  readonly sheet = new Sheet();
  readonly extras: SheetExtras = {
    deviceByCounter: new Map(),
    askedBySku: new Map(),
    zoneStates: new Map(),
    commentsBySku: new Map(),
  };
  readonly #doc: Y.Doc;
  readonly #stops: (() => void)[] = [];

  /** `changed` is told once a transaction with the entries that came new. */
  constructor(doc: Y.Doc, changed?: (fresh: readonly Entry[]) => void) {
    this.#doc = doc;
    for (const name of rootNames) {
      const root = doc.getMap<string>(name);
      for (const [key, value] of root) this.#put(name, key, value);
      if (!changed) continue;
      const observer = (event: Y.YMapEvent<string>): void => {
        const fresh: Entry[] = [];
        for (const key of event.keysChanged) {
          const entry = this.#put(name, key, root.get(key));
          if (entry) fresh.push(entry);
        }
        changed(fresh);
      };
      root.observe(observer);
      this.#stops.push(() => root.unobserve(observer));
    }
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  #put(name: SheetRootName, key: string, value: unknown): Entry | undefined {
    if (typeof value !== 'string') return undefined;
    switch (name) {
      case 'e': {
        const entry = parseEntry(key, value);
        if (entry) this.sheet.putEntry(entry);
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
      case 'r': {
        const state = parseRound(value);
        const sku = Number.parseInt(key, 36) as SkuId;
        if (!state) return undefined;
        this.sheet.putRound(sku, state.round);
        this.extras.askedBySku.set(sku, state.accountId);
        return undefined;
      }
      case 'x': {
        const resolution = parseResolution(value);
        if (resolution) this.sheet.putResolution(key, resolution);
        return undefined;
      }
      case 'c':
        this.extras.deviceByCounter.set(key, value);
        return undefined;
      case 'z': {
        const state = parseZoneState(value);
        if (state) this.extras.zoneStates.set(key, state);
        return undefined;
      }
      case 'm':
        this.#putComment(key, value);
        return undefined;
    }
  }

  #putComment(key: string, value: string): void {
    const [sku = '', counter = ''] = key.split(':');
    const id = Number.parseInt(sku, 36) as SkuId;
    const comments = (this.extras.commentsBySku.get(id) ?? []).filter((one) => one.key !== key);
    comments.push({ key, sku: id, counter: counter as Counter, text: value });
    this.extras.commentsBySku.set(id, comments);
  }
}

/** The sheet of a document as it stands. */
export function readSheet(doc: Y.Doc): SheetFollower {
  return new SheetFollower(doc);
}

/** Writers: the only way anything gets into a stocktake's document. */
export function writeEntry(doc: Y.Doc, entry: Entry): EntryKey {
  const key = entryKey(entry.counter, entry.number);
  doc.getMap<string>('e').set(key, formatEntry(entry));
  return key;
}

export function writeVoid(doc: Y.Doc, key: EntryKey, atSeconds: number): void {
  doc.getMap<string>('v').set(key, text(atSeconds));
}

export function writeMark(doc: Y.Doc, counter: Counter, through: number, position: number): void {
  doc.getMap<string>('h').set(entryKey(counter, through), formatMark(position));
}

export function writeCounter(doc: Y.Doc, counter: Counter, device: string): void {
  doc.getMap<string>('c').set(counter, device);
}

export function writeRound(doc: Y.Doc, sku: SkuId, round: number, accountId: number | null): void {
  doc.getMap<string>('r').set(text(sku), formatRound({ round, accountId }));
}

export function writeResolution(doc: Y.Doc, barcode: string, resolution: Resolution): void {
  doc.getMap<string>('x').set(barcode, formatResolution(resolution));
}

export function writeZoneState(
  doc: Y.Doc,
  zone: number,
  counter: Counter,
  isDone: boolean,
  atSeconds: number,
): void {
  doc.getMap<string>('z').set(`${text(zone)}:${counter}`, formatZoneState({ isDone, atSeconds }));
}

export function writeComment(
  doc: Y.Doc,
  sku: SkuId,
  counter: Counter,
  number: number,
  comment: string,
): void {
  doc.getMap<string>('m').set(`${text(sku)}:${entryKey(counter, number)}`, comment);
}
