import { expect, test } from 'vitest';
import { gapMs, RepeatGate } from './repeat.ts';
import { wedgeListener, type WedgeOptions } from './wedge.ts';

test('a code that stays in view is one scan, one that comes back is the next', () => {
  const gate = new RepeatGate();
  const seen = [0, 200, 400, 400 + gapMs, 401 + 2 * gapMs].map((atMs) => gate.isNew('690', atMs));
  expect(seen).toEqual([true, false, false, false, true]);
  expect(gate.isNew('691', 500)).toBe(true);
});

interface Typing extends WedgeOptions {
  readonly gap: (index: number) => number;
  readonly isField?: boolean;
}

/** Types keys with a gap before each; answers the codes, and the ends that were kept from pressing a button. */
function type(keys: readonly string[], { gap, isField = false, isTyping }: Typing) {
  const codes: string[] = [];
  const kept: number[] = [];
  let timeStamp = 0;
  const listen = wedgeListener((code) => codes.push(code), isTyping ? { isTyping } : {});
  const field = { value: '', tagName: 'INPUT', type: 'search', dispatchEvent: () => true };
  keys.forEach((key, index) => {
    timeStamp += gap(index);
    const target = (isField ? field : { tagName: 'BUTTON', value: '' }) as unknown as EventTarget;
    const [name = '', code = ''] = key.split('/');
    if (isField && name.length === 1) field.value += name;
    const pressed = { key: name, code, timeStamp, ctrlKey: false, metaKey: false, altKey: false, target };
    listen({ ...pressed, preventDefault: () => kept.push(index) });
  });
  return { codes, kept, text: field.value };
}

const ean = [...'6901234567892', 'Enter'];

test('in a field a fast burst that ends with Enter is a scan and leaves no text, typing is text', () => {
  expect(type(ean, { gap: () => 10, isField: true })).toMatchObject({ codes: ['6901234567892'], text: '' });
  expect(type(ean, { gap: () => 150, isField: true })).toMatchObject({ codes: [], text: '6901234567892' });
  expect(type([...'12', 'Enter'], { gap: () => 10, isField: true }).codes).toEqual([]);
  expect(type([...'AB-12', 'Tab', ...'6912', 'Enter'], { gap: () => 10 }).codes).toEqual(['AB-12', '6912']);
});

test('in a field one stutter does not cut a code in two, a pause does', () => {
  const stutter = (ms: number) => (index: number) => (index === 6 ? ms : 10);
  expect(type(ean, { gap: stutter(170), isField: true }).codes).toEqual(['6901234567892']);
  expect(type(ean, { gap: stutter(500), isField: true }).codes).not.toEqual(['6901234567892']);
});

test('[I28] where no field has the cursor no code is lost, however slow the scanner or busy the phone', () => {
  for (const gapMsOfKeys of [0, 55, 61, 70, 150, 400, 1500])
    expect(type(ean, { gap: () => gapMsOfKeys }).codes, `${gapMsOfKeys} ms`).toEqual(['6901234567892']);
  expect(type(ean, { gap: (index) => (index === 6 ? 2500 : 5) }).codes).toEqual(['6901234567892']);
});

test('[I28] Enter twice is one scan, and the second presses no button', () => {
  const twice = type([...ean, 'Enter'], { gap: () => 10 });
  expect(twice).toEqual({ codes: ['6901234567892'], kept: [13, 14], text: '' });
  const later = type([...ean, 'Enter'], { gap: (index) => (index === 14 ? 900 : 10) });
  expect(later.kept).toEqual([13]);
});

test('a number that a person types on the pad is no code, a scan in between is', () => {
  const isTyping = () => true;
  expect(type([...'1200', 'Enter'], { gap: () => 140, isTyping }).codes).toEqual([]);
  expect(type(ean, { gap: () => 12, isTyping }).codes).toEqual(['6901234567892']);
});

test('an input method that hides the letters leaves the keys: digits, letters and the dash are read', () => {
  const hidden = ['Process/Digit6', 'Process/KeyA', 'Unidentified/Minus', 'Process/Numpad2', 'Enter/Enter'];
  expect(type(hidden, { gap: () => 10 }).codes).toEqual(['6a-2']);
});
