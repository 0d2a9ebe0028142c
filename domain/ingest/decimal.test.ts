import { expect, test } from 'vitest';
import { exact, exactText, parseMoney, parseUnits, toFen } from './decimal.ts';

test('[I7] money is read to the ten-thousandth, never through a float', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['$9.99 ', 99_900],
    ['-$0.07', -700],
    ['(5.00)', -50_000],
    ['¥1,234.5', 12_345_000],
    ['12元', 120_000],
    ['4.8048', 48_048],
    ['14.560000', 145_600],
    ['0.1', 1_000],
    ['1.', 10_000],
    ['-0.00', 0],
    ['', undefined],
    ['1,23', undefined],
    ['1.234,50', undefined],
    ['0.00001', undefined],
    ['1e3', undefined],
    ['NaN', undefined],
    ['１２', undefined],
    ['9'.repeat(15), undefined],
    ['(-5)', undefined],
  ];
  for (const [text, value] of cases) expect(parseMoney(text), text).toBe(value);
});

test('[A43] units are whole in the base unit, or the row is refused', () => {
  expect(parseUnits('4.0000', 1)).toBe(4);
  expect(parseUnits('-12', 1)).toBe(-12);
  expect(parseUnits('0.355', 1000)).toBe(355);
  expect(parseUnits('1,200', 1)).toBe(1200);
  for (const text of ['0.5', '1e308', '', 'NaN', '--1', '$4'])
    expect(parseUnits(text, 1), text).toBeUndefined();
});

test('fractions of a fen round half away from zero, and their sum keeps what they were', () => {
  expect(toFen(exact(150))).toBe(2);
  expect(toFen(exact(149))).toBe(1);
  expect(toFen(exact(-150))).toBe(-2);
  expect(exactText(57_619_313_820)).toBe('5761931.382');
  expect(exactText(-50)).toBe('-0.005');
  expect(exactText(122_971_519_400)).toBe('12297151.94');
});
