import { expect, test } from 'vitest';
import { fen } from '../money.ts';
import {
  checkDigitOf,
  cleanBarcode,
  codeKindOf,
  isGtin,
  padGtin,
  piecesOfCase,
  readEmbedded,
  spellingsOf,
  unitsOfEmbedded,
  type BarcodeRule,
} from './barcode.ts';

const scale: readonly BarcodeRule[] = [
  {
    prefix: '2',
    digits: 13,
    itemDigits: 7,
    amountStart: 7,
    amountDigits: 5,
    weightStart: null,
    weightDigits: null,
  },
  {
    prefix: '2',
    digits: 18,
    itemDigits: 7,
    amountStart: 7,
    amountDigits: 5,
    weightStart: 12,
    weightDigits: 5,
  },
];

test('[CT-1] a code is kept plain: no apostrophe, no blanks, no full width, nothing invisible', () => {
  expect(cleanBarcode("'6907992500010 ")).toBe('6907992500010');
  expect(cleanBarcode('６９０７９９２５０００１０')).toBe('6907992500010');
  expect(cleanBarcode('69079\u200b92500\u202e010')).toBe('6907992500010');
  expect(cleanBarcode('x'.repeat(65))).toBe('');
});

test('[CT-2] a UPC, its EAN-13 and a code that lost its zeros are one number', () => {
  expect(spellingsOf('036000291452')).toEqual(['036000291452', '0036000291452', '00036000291452']);
  expect(spellingsOf('0036000291452')).toContain('036000291452');
  expect(padGtin('36000291452')).toBe('036000291452');
  expect(spellingsOf('36000291452')).toEqual(['36000291452', '036000291452']);
  expect(spellingsOf('FJ3465-160')).toEqual(['FJ3465-160']);
});

test('[CT-2] check digits tell codes from rubbish', () => {
  for (const code of ['6907992500010', '96385074', '036000291452', '10036000291459'])
    expect(isGtin(code), code).toBe(true);
  for (const code of ['6907992500011', 'cccccccc', '0', '']) expect(isGtin(code), code).toBe(false);
  expect(['6907992500010', '96385074', '036000291452', '10036000291459', 'A1'].map(codeKindOf)).toEqual([
    'ean13',
    'ean8',
    'upc',
    'case',
    'own',
  ]);
});

test('[CT-3] a case code names the piece inside it', () => {
  const inner = '690799250001';
  const box = `1${inner}`;
  expect(piecesOfCase(box + checkDigitOf(box))).toContain('6907992500010');
  expect(piecesOfCase('6907992500010')).toEqual([]);
});

test('[CT-4] a scale’s label carries money, and grams on long ones', () => {
  const short = '2100123' + '01234';
  expect(readEmbedded(short + checkDigitOf(short), scale)).toEqual([
    { item: '2100123', amount: 1234, weight: null },
  ]);
  const long = '2100123' + '01234' + '00617';
  const [label] = readEmbedded(long + checkDigitOf(long), scale);
  expect(label).toEqual({ item: '2100123', amount: 1234, weight: 617 });
  if (!label) throw new Error('no label');
  expect(unitsOfEmbedded(label, { unitEn: 'g', price: fen(2) })).toBe(617);
  expect(unitsOfEmbedded({ ...label, weight: null }, { unitEn: 'g', price: fen(2) })).toBe(617);
  expect(unitsOfEmbedded(label, { unitEn: 'pc', price: fen(2) })).toBe(1);
  expect(readEmbedded(short + String((Number(checkDigitOf(short)) + 1) % 10), scale)).toEqual([]);
  expect(readEmbedded('6907992500010', scale)).toEqual([]);
});
