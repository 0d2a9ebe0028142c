import { expect, test } from 'vitest';
import { parseWhole, parseYuan, yuanText } from './amount.ts';

test('[A43] amounts are whole fen or nothing', () => {
  expect(['4.50', '4.5', '¥1,234', '０.１', '0', '4.505', '-1', '', '1e3', 'NaN'].map(parseYuan)).toEqual([
    450,
    450,
    123_400,
    10,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(yuanText(450)).toBe('4.50');
  expect(['12', '１２', '1,200', '0', '-1', '1.5', ''].map((text) => parseWhole(text))).toEqual([
    12,
    12,
    1200,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
