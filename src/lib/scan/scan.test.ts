import { expect, test } from 'vitest';
import { gapMs, RepeatGate } from './repeat.ts';
import { wedgeListener } from './wedge.ts';

test('a code that stays in view is one scan, one that comes back is the next', () => {
  const gate = new RepeatGate();
  const seen = [0, 200, 400, 400 + gapMs, 401 + 2 * gapMs].map((atMs) => gate.isNew('690', atMs));
  expect(seen).toEqual([true, false, false, false, true]);
  expect(gate.isNew('691', 500)).toBe(true);
});

function type(keys: readonly string[], gap: (index: number) => number): string[] {
  const codes: string[] = [];
  let timeStamp = 0;
  const listen = wedgeListener((code) => codes.push(code));
  keys.forEach((key, index) => {
    timeStamp += gap(index);
    const pressed = { key, timeStamp, ctrlKey: false, metaKey: false, altKey: false, target: null };
    listen({ ...pressed, preventDefault: () => undefined });
  });
  return codes;
}

test('a fast burst that ends with Enter is a scan, typing is not', () => {
  const keys = [...'6901234567892', 'Enter'];
  expect(type(keys, () => 10)).toEqual(['6901234567892']);
  expect(type(keys, () => 150)).toEqual([]);
  expect(type([...'12', 'Enter'], () => 10)).toEqual([]);
  expect(type([...'AB-12', 'Tab', ...'6912', 'Enter'], () => 10)).toEqual(['AB-12', '6912']);
});

test('one stutter does not cut a code in two, a pause does', () => {
  const keys = [...'6901234567892', 'Enter'];
  expect(type(keys, (index) => (index === 6 ? 170 : 10))).toEqual(['6901234567892']);
  expect(type(keys, (index) => (index === 6 ? 500 : 10))).not.toEqual(['6901234567892']);
});
