import { expect, test } from 'vitest';
import { Problems, type FileProblem } from './problems.ts';

const unknown = (row: number, text: string): FileProblem => ({
  file: 'sales.csv',
  line: row,
  column: 'store',
  code: 'store.unknown',
  text,
});

test('a name that nobody knows is told once, where it stands first, and counted each time', () => {
  const problems = new Problems();
  for (let row = 2; row < 1000; row++) problems.add(unknown(row, `S${row % 3}`));
  expect(problems.listed.map(({ line, text }) => `${line} ${text}`)).toEqual(['2 S2', '3 S0', '4 S1']);
  expect(problems.count).toBe(998);
  expect(problems.countByCode.get('store.unknown')).toBe(998);
});

test('rows that are wrong in themselves are each told', () => {
  const problems = new Problems();
  for (let row = 2; row < 200; row++) problems.add({ ...unknown(row, 'x'), code: 'date.unreadable' });
  expect(problems.listed).toHaveLength(50);
});
