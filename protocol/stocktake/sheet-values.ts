import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import {
  entryQuantityMax,
  roundsMax,
  zonesMax,
  type Counted,
  type Counter,
  type Entry,
  type Resolution,
  type Seal,
} from '#domain/stocktake/entry.ts';
import { idMax } from '../id.ts';

/**
 * Values of a stocktake's document: whole numbers in base 36 between dots. 100,000 entries of this form load on a phone
 * in well under two seconds, which objects would not.
 */
const whole = /^(0|[1-9a-z][0-9a-z]{0,9})$/;

/** `sku.zone.round.quantity.position.time` and, where it seals earlier ones, `.through.position`; `!code` for a SKU unknown. */
export function formatEntry(entry: Omit<Entry, 'counter' | 'number'>): string {
  const { counted, zone, round, quantity: units, position, atSeconds, seal } = entry;
  const what = counted.kind === 'sku' ? text(counted.sku) : `!${encodeBarcode(counted.barcode)}`;
  const parts = [what, text(zone), text(round), text(units), text(position), text(atSeconds)];
  if (seal) parts.push(text(seal.through), text(seal.position));
  return parts.join('.');
}

/** Read 100,000 times when a phone opens a large sheet: a walk over the characters, nothing made but the entry. */
export function parseEntry(key: string, value: string): Entry | undefined {
  const cut = key.indexOf(':');
  if (cut < 1) return undefined;
  const dot = value.indexOf('.');
  const isBarcode = value.startsWith('!');
  const fields = dot < 1 ? undefined : numbersOf(value, isBarcode ? dot + 1 : 0);
  if (!fields) return undefined;
  if (isBarcode) fields.unshift(0);
  if (fields.length !== 6 && fields.length !== 8) return undefined;
  const [sku = 0, zone = 0, round = 0, units = 0, position = 0, atSeconds = 0, through = 0, passed = 0] =
    fields;
  if (zone > zonesMax || round < 1 || round > roundsMax || units > entryQuantityMax) return undefined;
  const counted = isBarcode ? barcodeOf(value.slice(1, dot)) : skuOf(sku);
  if (!counted) return undefined;
  return {
    counter: key.slice(0, cut) as Counter,
    number: Number.parseInt(key.slice(cut + 1), 36),
    counted,
    zone,
    round,
    quantity: quantity(units),
    position,
    atSeconds,
    seal: fields.length === 8 ? { through, position: passed } : null,
  };
}

const fieldDigitsMax = 10;

/** Whole numbers in base 36 between dots, from an index on; undefined where it is anything else. */
function numbersOf(text: string, from: number): number[] | undefined {
  const fields: number[] = [];
  let number = 0;
  let digits = 0;
  for (let at = from; at <= text.length; at++) {
    const code = at === text.length ? dotCode : text.charCodeAt(at);
    if (code === dotCode) {
      if (digits === 0) return undefined;
      fields.push(number);
      number = 0;
      digits = 0;
      continue;
    }
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 122 ? code - 87 : -1;
    // No digit; or a zero before others, which nobody writes.
    if (digit < 0 || (digits === 1 && number === 0) || ++digits > fieldDigitsMax) return undefined;
    number = number * 36 + digit;
  }
  return fields;
}

const dotCode = 46;

/** A mark lies at `counter:through`; its value is the position. */
export function formatMark(position: number): string {
  return text(position);
}

export function parseMark(value: string): number | undefined {
  return number(value);
}

export function markSeal(key: string, value: string): { counter: Counter; seal: Seal } | undefined {
  const cut = key.indexOf(':');
  const position = parseMark(value);
  const through = Number.parseInt(key.slice(cut + 1), 36);
  if (position === undefined || cut < 1 || !Number.isSafeInteger(through)) return undefined;
  return { counter: key.slice(0, cut) as Counter, seal: { through, position } };
}

export function formatResolution({ sku, quantity: units }: Resolution): string {
  return `${text(sku)}.${text(units)}`;
}

export function parseResolution(value: string): Resolution | undefined {
  const [sku, units, ...rest] = value.split('.').map(number);
  if (rest.length > 0 || !sku || !units || sku > idMax || units > entryQuantityMax) return undefined;
  return { sku: sku as SkuId, quantity: quantity(units) };
}

export interface RoundState {
  readonly round: number;
  /** Who is asked to count again; null: anybody. */
  readonly accountId: number | null;
}

export function formatRound({ round, accountId }: RoundState): string {
  return accountId === null ? text(round) : `${text(round)}.${text(accountId)}`;
}

export function parseRound(value: string): RoundState | undefined {
  const [round, accountId] = value.split('.').map(number);
  if (!round || round > roundsMax) return undefined;
  return { round, accountId: accountId ?? null };
}

export interface ZoneState {
  readonly isDone: boolean;
  readonly atSeconds: number;
}

export function formatZoneState({ isDone, atSeconds }: ZoneState): string {
  return `${isDone ? 1 : 0}.${text(atSeconds)}`;
}

export function parseZoneState(value: string): ZoneState | undefined {
  const [done, atSeconds, ...rest] = value.split('.').map(number);
  if (rest.length > 0 || atSeconds === undefined || (done !== 0 && done !== 1)) return undefined;
  return { isDone: done === 1, atSeconds };
}

export function text(value: number): string {
  return value.toString(36);
}

function number(part: string): number | undefined {
  if (!whole.test(part)) return undefined;
  const value = Number.parseInt(part, 36);
  return Number.isSafeInteger(value) ? value : undefined;
}

const barcodeForm = /^[^\s\p{Cc}]{1,64}$/u;

function skuOf(sku: number): Counted | undefined {
  return sku > 0 && sku <= idMax ? { kind: 'sku', sku: sku as SkuId } : undefined;
}

function barcodeOf(part: string): Counted | undefined {
  const barcode = decodeBarcode(part);
  return barcode !== undefined && barcodeForm.test(barcode) ? { kind: 'barcode', barcode } : undefined;
}

/** Dots part the fields, so a code's own are written %2E. */
function encodeBarcode(barcode: string): string {
  return barcode.replace(/[%.]/g, (mark) => (mark === '%' ? '%25' : '%2E'));
}

function decodeBarcode(part: string): string | undefined {
  return /%(?!25|2E)/.test(part)
    ? undefined
    : part.replace(/%(25|2E)/g, (_, code: string) => (code === '25' ? '%' : '.'));
}
