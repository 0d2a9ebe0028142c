import { expect, test } from 'vitest';
import { keptForm, keptFormsMax } from './kept-form.ts';

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

test('[TR-18] a form outlives its page, is its person’s alone, and is gone when it was sent', () => {
  const storage = memory();
  const form = (accountId: number) =>
    keptForm({ company: 'demo', accountId }, 'transfer 7 receive', () => storage);
  form(1).write({ counts: [[3, 12]] });
  expect(form(1).read()).toEqual({ counts: [[3, 12]] });
  expect(form(2).read()).toBeUndefined();
  form(1).drop();
  expect(form(1).read()).toBeUndefined();
});

test('[TR-18] the oldest forms make room, another person’s stay', () => {
  const storage = memory();
  let nowMs = 0;
  const form = (accountId: number, name: string) =>
    keptForm(
      { company: 'demo', accountId },
      name,
      () => storage,
      () => ++nowMs,
    );
  form(2, 'old').write(1);
  for (let index = 0; index <= keptFormsMax; index++) form(1, `form ${index}`).write(index);
  expect(form(1, 'form 0').read()).toBeUndefined();
  expect(form(1, 'form 1').read()).toBe(1);
  expect(form(2, 'old').read()).toBe(1);
});

test('a browser that keeps nothing is no obstacle', () => {
  const form = keptForm({ company: 'demo', accountId: 1 }, 'x', () => {
    throw new DOMException('denied');
  });
  form.write(1);
  expect(form.read()).toBeUndefined();
  form.drop();
});
