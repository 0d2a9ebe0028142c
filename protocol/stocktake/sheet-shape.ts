import { roundsMax } from '#domain/stocktake/entry.ts';
import { counterSource } from '../live/counter.ts';
import { documentShape, type ValueSchema } from '../live/shape.ts';
import { parseEntry, parseMark, parseResolution, parseZoneState } from './sheet-values.ts';

export const sheetKeysMax = 250_000;
export const commentLengthMax = 80;
export const deviceLengthMax = 80;

const number = '[1-9a-z][0-9a-z]{0,4}';
const sku = '[1-9a-z][0-9a-z]{0,5}';

/** A short string that reads as what it should be. */
function textOf(isRight: (value: string) => boolean): ValueSchema<string> {
  return {
    safeParse: (value) =>
      typeof value === 'string' && isRight(value) ? { success: true, data: value } : { success: false },
  };
}

const seconds = textOf((value) => /^[0-9a-z]{1,8}$/.test(value));
const round = textOf((value) => new RegExp(`^[2-${roundsMax}](\\.[0-9a-z]{1,6})?$`).test(value));
const line = (lengthMax: number) =>
  textOf((value) => value.length > 0 && value.length <= lengthMax && !/\p{Cc}/u.test(value));

/**
 * The document of a stocktake: flat root maps, every value a short string, nothing is ever taken away, and everybody
 * writes only keys of his own counters. Rounds, resolved codes and voids of others are for who reviews: the judge on
 * the server says so (server/stocktake/kind.ts).
 */
export const sheetShape = documentShape({
  kind: 'stocktake',
  version: 1,
  entriesMax: sheetKeysMax,
  roots: {
    /** Entries: `counter:number` → sku, zone, round, quantity, position, time, seal. */
    e: {
      key: new RegExp(`^(?<counter>${counterSource}):${number}$`),
      value: textOf((value) => parseEntry('0-0:1', value) !== undefined),
      isErasable: false,
    },
    /** Voids: the key of the entry → when. */
    v: { key: new RegExp(`^${counterSource}:${number}$`), value: seconds, isErasable: false },
    /** Marks: `counter:number` → the position the ledger had passed after that entry. */
    h: {
      key: new RegExp(`^(?<counter>${counterSource}):${number}$`),
      value: textOf((value) => parseMark(value) !== undefined),
      isErasable: false,
    },
    /** Counters: `counter` → what its device is called. */
    c: { key: new RegExp(`^(?<counter>${counterSource})$`), value: line(deviceLengthMax), isErasable: false },
    /** Rounds: sku → the round it is counted in now, and who is asked to. */
    r: { key: new RegExp(`^${sku}$`), value: round, isErasable: false },
    /** Resolved codes: barcode → sku and the base units of one scan. */
    x: {
      key: /^[^\s\p{Cc}]{1,64}$/u,
      value: textOf((value) => parseResolution(value) !== undefined),
      isErasable: false,
    },
    /** Zones: `zone:counter` → begun or done, and when. */
    z: {
      key: new RegExp(`^[0-9a-z]{1,2}:(?<counter>${counterSource})$`),
      value: textOf((value) => parseZoneState(value) !== undefined),
      isErasable: false,
    },
    /** Comments on a line: `sku:counter:number` → text. */
    m: {
      key: new RegExp(`^${sku}:(?<counter>${counterSource}):${number}$`),
      value: line(commentLengthMax),
      isErasable: false,
    },
  },
});
export type SheetRoot = keyof typeof sheetShape.roots;
