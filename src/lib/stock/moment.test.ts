import { expect, test } from 'vitest';
import { localText, momentOf } from './moment.ts';

test('a moment is written on the clock of the place', () => {
  const ms = Date.parse('2026-11-24T06:02:11Z');
  expect(localText(ms, 'Asia/Shanghai')).toBe('2026-11-24T14:02');
  expect(localText(ms, 'Europe/Paris')).toBe('2026-11-24T07:02');
});

test('and read back as the end of its minute, on both sides of a change of clocks', () => {
  for (const text of [
    '2026-03-29T01:30',
    '2026-03-29T03:30',
    '2026-07-01T00:00',
    '2026-10-25T12:00',
    '2026-12-31T23:59',
  ]) {
    for (const zone of ['Asia/Shanghai', 'Europe/Paris', 'America/New_York']) {
      const ms = momentOf(text, zone);
      expect(ms !== undefined && localText(ms, zone), `${text} ${zone}`).toBe(text);
      expect((ms ?? 0) % 60_000).toBe(59_999);
    }
  }
  expect(momentOf('', 'Asia/Shanghai')).toBeUndefined();
});
