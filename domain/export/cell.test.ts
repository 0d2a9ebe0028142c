import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvField, fromCsvField, momentCell, moneyCell, text, wholeCell, yuan } from './cell.ts';

const attacks = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '＝1',
  ' =1',
  '\u200b=1',
  "=cmd|' /C calc'!A0",
  ';=1',
  'x;=1',
  '%0A=1',
  '|calc',
  '"=1"',
  "'=1",
];

test('[A31] no text of ours is a formula, whatever stands in it', () => {
  for (const attack of attacks) {
    const field = csvField(text(attack));
    const opened = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
    if (attack !== '"=1"') expect(opened.startsWith("'"), attack).toBe(true);
    expect(opened).not.toMatch(/^[=+\-@\t\r]/);
  }
});

test('[A31] numbers stay numbers, the negative ones too', () => {
  expect([
    csvField(wholeCell(-12)),
    csvField(moneyCell(-5)),
    csvField(moneyCell(123_456)),
    csvField(wholeCell(null)),
  ]).toEqual(['-12', '-0.05', '1234.56', '']);
  expect(yuan(-100)).toBe('-1.00');
});

test('[IM-9] what is written as a field is read back as it was', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...attacks)), (value) => {
      const field = csvField(text(value));
      const opened = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
      return fromCsvField(opened) === value;
    }),
  );
});

test('[IM-9] a moment is told on its own clock, and says which that is', () => {
  const ms = Date.parse('2026-11-24T02:00:00Z');
  const hourMs = 3_600_000;
  expect(csvField(momentCell(ms))).toBe('2026-11-24T02:00:00.000Z');
  expect(csvField(momentCell(ms, 8 * hourMs))).toBe('2026-11-24T10:00:00.000+08:00');
  expect(csvField(momentCell(ms, -3.5 * hourMs))).toBe('2026-11-23T22:30:00.000-03:30');
});
