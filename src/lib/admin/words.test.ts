import { expect, test } from 'vitest';
import { detailWords } from './words.ts';

test('[JB-1] what a job came to is told in the reader’s language, what is amiss as it came', () => {
  expect(detailWords('876245 rows, 40 invariants', 'zh-CN')).toBe('876,245 行，40 条不变式全部成立');
  expect(detailWords('levels: 3 rows differ', 'en')).toBe('levels: 3 rows differ');
  expect(detailWords('12 rows, movements', 'en')).toBe('12 rows, movements');
  expect(detailWords('12 constructor', 'en')).toBe('12 constructor');
});
