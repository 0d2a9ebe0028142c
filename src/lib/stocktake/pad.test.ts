import { expect, test } from 'vitest';
import { Pad } from './pad.svelte.ts';

const typed = (pad: Pad, digits: string): Pad => {
  for (const digit of digits) pad.press(digit);
  return pad;
};

test('the first digit replaces what was counted, the next ones follow it', () => {
  const pad = new Pad(7);
  expect(pad).toMatchObject({ units: 7, isTouched: false });
  expect(typed(pad, '24').units).toBe(24);
  pad.erase();
  expect(pad.units).toBe(2);
  pad.add(24);
  pad.add(-30);
  expect(pad.units).toBe(0);
});

test('[I28] a scan while the pad is open is no quantity: what the person had typed stays', () => {
  const pad = typed(new Pad(1), '12');
  typed(pad, '6901234567892');
  pad.takeBack(13);
  expect(pad).toMatchObject({ units: 12, isTouched: true });
  const untouched = typed(new Pad(5), '6901234567892');
  untouched.takeBack(13);
  expect(untouched).toMatchObject({ units: 5, isTouched: false });
  typed(untouched, '8');
  expect(untouched.units).toBe(8);
});

test('a letter of a code counts as a key of it, and a million is the most', () => {
  const pad = typed(new Pad(3), '9');
  pad.pass();
  typed(pad, '12');
  pad.takeBack(3);
  expect(pad.units).toBe(9);
  expect(typed(new Pad(0), '99999999').units).toBeLessThanOrEqual(1_000_000);
});
