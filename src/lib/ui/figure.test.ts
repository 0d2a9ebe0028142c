import { expect, test } from 'vitest';
import { money, shortDay, signed, whole } from './figure.ts';

const values = [
  0,
  -0,
  1,
  -1,
  9,
  10,
  99,
  100,
  101,
  999,
  1000,
  -1000,
  12_345,
  999_999,
  1_000_000,
  -123_456_789,
  2 ** 53 - 1,
];

test('figures written by hand are those of the browser, in both languages', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const plain = new Intl.NumberFormat(language);
    const withSign = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
    const yuan = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const day = new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit', year: '2-digit' });
    for (const value of values.map((one) => one + 0)) {
      expect(whole(value, language)).toBe(plain.format(value).replace('-', '−'));
      expect(signed(value, language)).toBe(withSign.format(value).replace('-', '−'));
      if (Math.abs(value) < 2 ** 50)
        expect(money(value, language)).toBe(yuan.format(value / 100).replace('-', '−'));
    }
    for (const ms of [0, Date.UTC(2026, 10, 4, 12), Date.UTC(1999, 0, 31, 12)])
      expect(shortDay(ms, language)).toBe(day.format(ms));
  }
});

test('what is no whole number is written as the browser does', () => {
  expect(whole(1234.5, 'en')).toBe('1,234.5');
  expect(money(12.5, 'en')).toBe('0.13');
  expect(whole(Number.NaN, 'en')).toBe('NaN');
});
