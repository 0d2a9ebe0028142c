import { expect, test } from 'vitest';
import { businessDayOf, businessDayStart, businessDayText, businessMoment } from './business-day.ts';

test('[I34] the business day begins at the store’s own cut', () => {
  const at = Date.parse('2026-11-24T03:30:00+08:00');
  expect(businessMoment(at, 'Asia/Shanghai', 0)).toEqual({ day: businessDayOf('2026-11-24'), hour: 3 });
  expect(businessMoment(at, 'Asia/Shanghai', 240)).toEqual({ day: businessDayOf('2026-11-23'), hour: 3 });
  expect(businessMoment(at, 'Europe/London', 0)).toEqual({ day: businessDayOf('2026-11-23'), hour: 19 });
});

test('[F32] days of 23 and 25 hours begin at local midnight', () => {
  for (const [text, hours] of [
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-11-24', 24],
  ] as const) {
    const day = businessDayOf(text);
    if (day === undefined) throw new Error(text);
    const start = businessDayStart(day, 'Europe/Paris', 0);
    const end = businessDayStart((day + 1) as typeof day, 'Europe/Paris', 0);
    expect((end - start) / 3_600_000, text).toBe(hours);
    expect(businessMoment(start, 'Europe/Paris', 0)).toEqual({ day, hour: 0 });
    expect(businessDayText(day)).toBe(text);
  }
});

test('text that is no day is none', () => {
  for (const text of ['2026-02-30', '2026-1-1', '', 'today']) expect(businessDayOf(text)).toBeUndefined();
});
