import { expect, test } from 'vitest';
import { documentGain, extraSales, lineGain } from './price-line.ts';

const line = { take: [0.9, 0.6, 0.2], give: [0, 0.1, 0.3], margin: 1000 };

test('[RP-13] an edited quantity is priced anew: more than pays loses money again', () => {
  expect(extraSales(line, 2)).toBeCloseTo(1.4);
  expect(lineGain(line, 2, 60)).toBe(1280);
  expect(lineGain(line, 3, 60)).toBeLessThan(lineGain(line, 2, 60));
  expect(lineGain(line, 5, 60)).toBeLessThan(0);
  expect(lineGain(line, 0, 60)).toBe(0);
});

test('[RP-13] a document pays its own cost once, and nothing where it carries nothing', () => {
  expect(
    documentGain(
      [
        { ...line, quantity: 1 },
        { ...line, quantity: 2 },
      ],
      60,
      1200,
    ).gain,
  ).toBe(900 + 1400 - 180 - 1200);
  expect(documentGain([{ ...line, quantity: 0 }], 60, 1200)).toEqual({ gain: 0, gross: 0, cost: 0 });
});
