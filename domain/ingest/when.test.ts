import { expect, test } from 'vitest';
import { businessDayOf } from '../store/business-day.ts';
import { parseWhen } from './when.ts';

const day = businessDayOf('2022-01-31');

test('days are read as the file writes them, and only so', () => {
  for (const text of ['2022-01-31', '2022/1/31', '2022年1月31日', ' 2022-01-31 00:00:00.0']) {
    expect(parseWhen(text, 'ymd'), text).toEqual({ day, minute: null });
  }
  expect(parseWhen('1/31/2022', 'mdy')).toEqual({ day, minute: null });
  expect(parseWhen('31.1.2022', 'dmy')).toEqual({ day, minute: null });
  expect(parseWhen('31/1/2022', 'mdy')).toBeUndefined();
  expect(parseWhen('1/31/2022', 'ymd')).toBeUndefined();
});

test('an hour that does not exist is refused, not guessed', () => {
  expect(parseWhen('2022-01-31 08:26:00', 'ymd')).toEqual({ day, minute: 506 });
  expect(parseWhen('2022-01-31T23:59', 'ymd')).toEqual({ day, minute: 1439 });
  for (const text of ['2022-01-31 25:44:22', '2022-01-31 8', '2022-02-30', '', '2022-01-31 08:00 pm']) {
    expect(parseWhen(text, 'ymd'), text).toBeUndefined();
  }
});
