import { lineQuantityMax } from '../quantity.ts';
import { exact, parseMoney, parseUnits, type Exact } from './decimal.ts';
import type { Field } from './field.ts';
import { parseWhen, type DateFormat, type When } from './when.ts';

/** A row of trade, read. Quantities and money are as the file signs them. */
export interface TradeRow {
  /** Line of the file the row begins on, the header being 1. */
  readonly line: number;
  readonly when: When | null;
  readonly store: string;
  readonly sku: string;
  readonly units: number;
  /** Of the whole row; null where the file says none and the price list is asked. */
  readonly amount: Exact | null;
  /** At cost, of the whole row; null as above. */
  readonly cost: Exact | null;
  readonly document: string;
  readonly note: string;
  readonly customer: string;
}

export const problemCodes = [
  'row.columns',
  'date.unreadable',
  'store.empty',
  'store.unknown',
  'sku.empty',
  'sku.unknown',
  'quantity.unreadable',
  'quantity.zero',
  'quantity.too_large',
  'quantity.sign',
  'money.unreadable',
  'money.too_large',
  'money.sign',
  'price.missing',
  'text.unreadable',
  'file.broken',
  'file.missing',
  'ledger.refused',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What is wrong with a row: which column, and what stands there. */
export interface Problem {
  readonly line: number;
  readonly column: string;
  readonly code: ProblemCode;
  readonly text: string;
}

export interface ReadOptions {
  readonly dateFormat: DateFormat;
  readonly quantityScale: number;
}

const codeCharactersMax = 64;
const lineMoneyMax = 1_000_000_000_000_000;

/** Takes the fields of one row by name; the text of a field that is not mapped is empty. */
export type RowText = (field: Field) => string;

/** Reads one row of trade. Every problem of it goes to `report`; undefined where there was any. */
export function readTradeRow(
  line: number,
  text: RowText,
  options: ReadOptions,
  report: (field: Field, code: ProblemCode, text: string) => void,
): TradeRow | undefined {
  let isGood = true;
  const fail = (field: Field, code: ProblemCode): undefined => {
    isGood = false;
    report(field, code, text(field));
  };
  const when =
    text('date') === ''
      ? null
      : (parseWhen(text('date'), options.dateFormat) ?? fail('date', 'date.unreadable'));
  const store =
    readCode(text('store')) ?? fail('store', text('store').trim() === '' ? 'store.empty' : 'text.unreadable');
  const sku =
    readCode(text('sku')) ?? fail('sku', text('sku').trim() === '' ? 'sku.empty' : 'text.unreadable');
  const units =
    parseUnits(text('quantity'), options.quantityScale) ?? fail('quantity', 'quantity.unreadable');
  if (units !== undefined && Math.abs(units) > lineQuantityMax) fail('quantity', 'quantity.too_large');
  const money = (field: 'price' | 'amount' | 'cost'): Exact | null | undefined =>
    text(field).trim() === '' ? null : (parseMoney(text(field)) ?? fail(field, 'money.unreadable'));
  const price = money('price');
  const whole = money('amount');
  const unitCost = money('cost');
  if (!isGood || when === undefined || !store || !sku || units === undefined) return undefined;
  const amount = whole ?? times(price ?? null, units, options.quantityScale);
  const cost = times(unitCost ?? null, units, options.quantityScale);
  if (amount === undefined || cost === undefined) {
    report('amount', 'money.too_large', text('amount') || text('price'));
    return undefined;
  }
  return {
    line,
    when,
    store,
    sku,
    units,
    amount,
    cost,
    document: text('document').trim(),
    note: text('note').trim(),
    customer: text('customer').trim(),
  };
}

/** A price is for one whole unit of the file, which is `scale` base units. */
function times(price: Exact | null, units: number, scale: number): Exact | null | undefined {
  if (price === null) return null;
  const product = BigInt(price) * BigInt(units);
  const size = product / BigInt(scale);
  if (size * BigInt(scale) !== product || size > lineMoneyMax || size < -lineMoneyMax) return undefined;
  return exact(Number(size));
}

/** Codes are kept as they are typed, but for the space around them; control and invisible characters are refused. */
export function readCode(text: string): string | undefined {
  const code = text.trim().normalize('NFC');
  if (code === '' || code.length > codeCharactersMax) return undefined;
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(code) ? undefined : code;
}
