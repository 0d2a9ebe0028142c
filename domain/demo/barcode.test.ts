import { expect, test } from 'vitest';
import { checkDigit, inStoreBarcode } from './barcode.ts';

test('the check digit is that of known barcodes', () => {
  expect(checkDigit('400638133393')).toBe('1');
  expect(checkDigit('501234567890')).toBe('0');
});

test('an in-store barcode has 13 digits and begins with 20', () => {
  expect(inStoreBarcode(100_001)).toMatch(/^20\d{11}$/);
});
