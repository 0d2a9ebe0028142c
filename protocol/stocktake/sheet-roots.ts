import type { Operation } from '#domain/identity/role.ts';
import { accountOf, roundsMax } from '#domain/stocktake/entry.ts';
import { parseEntry, parseMark, parseResolution, parseZoneState } from './sheet-values.ts';

/** Bounds of a stocktake's document: a gate refuses what goes beyond them. */
export const sheetKeyBytesMax = 80;
export const sheetValueBytesMax = 300;
export const sheetKeysMax = 250_000;
export const commentLengthMax = 80;

/** Who writes: the gate asks with what the session may do now. */
export interface SheetWriter {
  readonly accountId: number;
  readonly may: (operation: Operation) => boolean;
}

interface SheetRoot {
  readonly isKey: (key: string) => boolean;
  readonly isValue: (value: string) => boolean;
  readonly mayWrite: (writer: SheetWriter, key: string) => boolean;
}

const counter = '[0-9a-z]{1,6}-[0-9a-z]{4,8}';
const number = '[1-9a-z][0-9a-z]{0,4}';
const counterKey = new RegExp(`^${counter}$`);
const entryKeyForm = new RegExp(`^${counter}:${number}$`);
const skuForm = /^[1-9a-z][0-9a-z]{0,5}$/;
const roundForm = new RegExp(`^[2-${roundsMax}](\\.[0-9a-z]{1,6})?$`);
const barcodeForm = /^[!-~]{1,64}$/;
const zoneKey = new RegExp(`^[0-9a-z]{1,2}:${counter}$`);
const commentKey = new RegExp(`^[1-9a-z][0-9a-z]{0,5}:${counter}:${number}$`);

const isOwn = (writer: SheetWriter, key: string): boolean => accountOf(key) === writer.accountId;
const mayCount = (writer: SheetWriter): boolean => writer.may('count.stocktake');
const mayReview = (writer: SheetWriter): boolean => writer.may('review.stocktake');
const isText = (value: string): boolean =>
  value.length > 0 && value.length <= commentLengthMax && !/\p{Cc}/u.test(value);

export type SheetRootName = 'e' | 'v' | 'h' | 'c' | 'r' | 'x' | 'z' | 'm';

/**
 * The document of a stocktake: flat root maps, every value a short string, nothing is ever deleted, and everybody
 * writes only keys that begin with his own account (rounds and resolved codes: those with the right to).
 */
export const sheetRoots: { readonly [Name in SheetRootName]: SheetRoot } = {
  /** Entries: `counter:number` → sku, zone, round, quantity, position, time, seal. */
  e: {
    isKey: (key) => entryKeyForm.test(key),
    isValue: (value) => parseEntry('0-0000:1', value) !== undefined,
    mayWrite: (writer, key) => mayCount(writer) && isOwn(writer, key),
  },
  /** Voids: the key of the entry → when; one's own, or anybody's for who reviews. */
  v: {
    isKey: (key) => entryKeyForm.test(key),
    isValue: (value) => skuForm.test(value),
    mayWrite: (writer, key) => (mayCount(writer) && isOwn(writer, key)) || mayReview(writer),
  },
  /** Marks: `counter` → the position the ledger had passed after the counter's last entry. */
  h: {
    isKey: (key) => entryKeyForm.test(key),
    isValue: (value) => parseMark(value) !== undefined,
    mayWrite: (writer, key) => mayCount(writer) && isOwn(writer, key),
  },
  /** Counters: `counter` → what its device is called. */
  c: {
    isKey: (key) => counterKey.test(key),
    isValue: isText,
    mayWrite: (writer, key) => mayCount(writer) && isOwn(writer, key),
  },
  /** Rounds: sku → the round it is counted in now, and who is asked to. */
  r: {
    isKey: (key) => skuForm.test(key),
    isValue: (value) => roundForm.test(value),
    mayWrite: mayReview,
  },
  /** Resolved codes: barcode → sku and the base units of one scan. */
  x: {
    isKey: (key) => barcodeForm.test(key),
    isValue: (value) => parseResolution(value) !== undefined,
    mayWrite: (writer) => writer.may('review.stocktake'),
  },
  /** Zones: `zone:counter` → begun or done, and when. */
  z: {
    isKey: (key) => zoneKey.test(key),
    isValue: (value) => parseZoneState(value) !== undefined,
    mayWrite: (writer, key) => mayCount(writer) && isOwn(writer, key.slice(key.indexOf(':') + 1)),
  },
  /** Comments on a line: `sku:counter:number` → text. */
  m: {
    isKey: (key) => commentKey.test(key),
    isValue: isText,
    mayWrite: (writer, key) =>
      (mayCount(writer) || mayReview(writer)) && isOwn(writer, key.slice(key.indexOf(':') + 1)),
  },
};
