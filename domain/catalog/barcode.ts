import { fen, type Fen } from '../money.ts';
import { quantity, type Quantity } from '../quantity.ts';

/** The most characters of a code that a scanner may send. */
export const barcodeLengthMax = 64;

/**
 * A code as it is kept and looked for: full-width digits and letters made plain, spaces, control characters and the
 * apostrophe of a spreadsheet left away. Empty where nothing is left, or where it is longer than any code.
 */
export function cleanBarcode(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}\s]/gu, '')
    .replace(/^'+/, '');
  return plain.length <= barcodeLengthMax ? plain : '';
}

/** GS1 check digit for the digits before it: from the right, weights 3 and 1. */
export function checkDigitOf(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index++)
    sum += Number(body.charAt(body.length - 1 - index)) * (index % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

/** EAN-8, UPC-A, EAN-13 or GTIN-14 with a right check digit. */
export function isGtin(code: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(code) && checkDigitOf(code.slice(0, -1)) === code.slice(-1);
}

export type CodeKind = 'ean8' | 'upc' | 'ean13' | 'case' | 'own';

/** What kind of code it is; whatever is no GTIN is the company's own. */
export function codeKindOf(code: string): CodeKind {
  if (!isGtin(code)) return 'own';
  if (code.length === 8) return 'ean8';
  if (code.length === 12) return 'upc';
  return code.length === 13 ? 'ean13' : 'case';
}

/** Spreadsheets eat leading zeros: the code is filled up to the length at which its check digit is right, if there is one. */
export function padGtin(code: string): string {
  if (!/^\d{6,13}$/.test(code)) return code;
  for (const length of [8, 12, 13, 14]) {
    const padded = code.padStart(length, '0');
    if (padded.length === length && isGtin(padded)) return padded;
  }
  return code;
}

/** The same number in the lengths that systems write it in: a UPC is an EAN-13 with a 0 before it. The code itself first. */
export function spellingsOf(code: string): readonly string[] {
  if (!isGtin(code)) return [code, ...(padGtin(code) === code ? [] : [padGtin(code)])];
  const bare = code.replace(/^0+/, '');
  const others = [8, 12, 13, 14]
    .filter((length) => length >= bare.length)
    .map((length) => bare.padStart(length, '0'));
  return [...new Set([code, ...others])];
}

/** The codes of the piece inside a case: a GTIN-14 names the piece's twelve digits behind an indicator from 1 to 8. */
export function piecesOfCase(code: string): readonly string[] {
  if (code.length !== 14 || !isGtin(code) || !/^[1-8]/.test(code)) return [];
  const body = code.slice(1, 13);
  return spellingsOf(body + checkDigitOf(body));
}

/** How a code that carries money or weight is read; data of the company. Starts count from 0. */
export interface BarcodeRule {
  readonly prefix: string;
  readonly digits: number;
  readonly itemDigits: number;
  readonly amountStart: number | null;
  readonly amountDigits: number | null;
  readonly weightStart: number | null;
  readonly weightDigits: number | null;
}

export interface EmbeddedCode {
  /** What names the goods: looked for among the barcodes. */
  readonly item: string;
  readonly amount: Fen | null;
  /** Grams. */
  readonly weight: Quantity | null;
}

/** What a scale's label says, by each rule that fits it and whose check digit is right. */
export function readEmbedded(code: string, rules: readonly BarcodeRule[]): readonly EmbeddedCode[] {
  if (!/^\d+$/.test(code)) return [];
  return rules
    .filter((rule) => rule.digits === code.length && code.startsWith(rule.prefix))
    .filter(() => checkDigitOf(code.slice(0, -1)) === code.slice(-1))
    .map((rule) => {
      const amount = partOf(code, rule.amountStart, rule.amountDigits);
      const weight = partOf(code, rule.weightStart, rule.weightDigits);
      return {
        item: code.slice(0, rule.itemDigits),
        amount: amount === null ? null : fen(amount),
        weight: weight === null ? null : quantity(weight),
      };
    });
}

function partOf(code: string, start: number | null, digits: number | null): number | null {
  return start === null || digits === null ? null : Number(code.slice(start, start + digits));
}

/**
 * The base units a label stands for: its grams where the SKU is kept in grams, else what its money buys at the price,
 * rounded half up and at least one; one where neither says more.
 */
export function unitsOfEmbedded(
  label: EmbeddedCode,
  sku: { readonly unitEn: string; readonly price: Fen },
): Quantity {
  const isInGrams = sku.unitEn === 'g';
  if (isInGrams && label.weight !== null && label.weight > 0) return label.weight;
  if (isInGrams && label.amount !== null && sku.price > 0)
    return quantity(Math.max(1, Math.floor((2 * label.amount + sku.price) / (2 * sku.price))));
  return quantity(1);
}
