import { expect, test } from 'vitest';
import { wordsOf } from './variant-words.ts';

test('[CT-14] colours and sizes are read however they are parted', () => {
  expect(wordsOf('白，黑、雾蓝 白')).toEqual(['白', '黑', '雾蓝']);
  expect(wordsOf(' S/M, L | XL；XXL ')).toEqual(['S', 'M', 'L', 'XL', 'XXL']);
  expect(wordsOf(' ,、')).toEqual([]);
  expect(wordsOf('x'.repeat(99))[0]).toHaveLength(40);
});
