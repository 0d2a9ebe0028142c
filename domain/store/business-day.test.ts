import { expect, test } from 'vitest';
import {
  businessDayOf,
  businessDayStart,
  businessDayText,
  businessMoment,
  dayElapsed,
} from './business-day.ts';

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

test('[I34] a day that is cut at four has run for all its evening at one in the night', () => {
  const at = (text: string, cut: number, zone = 'Asia/Shanghai') => dayElapsed(Date.parse(text), zone, cut);
  const [before, day] = [businessDayOf('2026-11-23'), businessDayOf('2026-11-24')];
  expect(at('2026-11-24T01:30:00+08:00', 0)).toEqual({ day, first: 0, whole: 1, share: 0.5 });
  expect(at('2026-11-24T01:30:00+08:00', 240)).toEqual({ day: before, first: 4, whole: 21, share: 0.5 });
  expect(at('2026-11-24T04:00:00+08:00', 240)).toEqual({ day, first: 4, whole: 0, share: 0 });
  // A cut within an hour leaves that hour to two days, to one at its beginning, to the other at its end.
  expect(at('2026-11-24T04:15:00+08:00', 270)).toEqual({ day: before, first: 4, whole: 24, share: 0.25 });
  expect(at('2026-11-24T04:45:00+08:00', 270)).toEqual({ day, first: 4, whole: 0, share: 0.75 });
  // Zones that are half an hour off have their hours on their own clock.
  expect(at('2026-11-24T10:15:00+05:30', 0, 'Asia/Kolkata')).toMatchObject({ whole: 10, share: 0.25 });
});

test('[I34] elapsed hours go on with time and name the same day and hour as the moment does', () => {
  for (const cut of [0, 240, 270, 1439])
    for (
      let ms = Date.parse('2026-11-23T00:00:00Z'), before = -1;
      ms < Date.parse('2026-11-26T00:00:00Z');
      ms += 421_000
    ) {
      const { day, first, whole, share } = dayElapsed(ms, 'Asia/Kolkata', cut);
      const moment = businessMoment(ms, 'Asia/Kolkata', cut);
      expect([day, (first + whole) % 24]).toEqual([moment.day, moment.hour]);
      const now = day * 25 + whole + share;
      expect(now).toBeGreaterThan(before);
      before = now;
    }
});
