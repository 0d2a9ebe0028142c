import { businessDayOf, type BusinessDay } from '../store/business-day.ts';

export const dateFormats = ['ymd', 'mdy', 'dmy'] as const;
/** How a file writes its days: `2022-01-31` (also `2022/1/31`, `2022年1月31日`), `1/31/2022`, `31/1/2022`. */
export type DateFormat = (typeof dateFormats)[number];

/** A local day, and the minute of it where the file says one. */
export interface When {
  readonly day: BusinessDay;
  readonly minute: number | null;
}

const yearFirst = /^(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;

/** Undefined where the text is no such day or hour: 25:44 is refused, not guessed. A time of 00:00:00.0 says no time. */
export function parseWhen(text: string, format: DateFormat): When | undefined {
  const [date = '', time, ...rest] = text.trim().split(/[T\s]+/);
  if (rest.length > 0) return undefined;
  const day = parseDay(date, format);
  if (day === undefined) return undefined;
  if (time === undefined || time === '00:00:00.0') return { day, minute: null };
  const match = clock.exec(time);
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2]);
  if (!match || hour > 23 || minute > 59 || Number(match[3] ?? 0) > 59) return undefined;
  return { day, minute: hour * 60 + minute };
}

const dayByText = new Map<string, BusinessDay | undefined>();
const rememberedDaysMax = 4000;

function parseDay(text: string, format: DateFormat): BusinessDay | undefined {
  const key = `${format} ${text}`;
  if (dayByText.has(key)) return dayByText.get(key);
  const match = (format === 'ymd' ? yearFirst : yearLast).exec(text);
  const [first = '', second = '', third = ''] = match?.slice(1) ?? [];
  const [year, month, day] =
    format === 'ymd'
      ? [first, second, third]
      : format === 'mdy'
        ? [third, first, second]
        : [third, second, first];
  const parsed = match
    ? businessDayOf(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    : undefined;
  if (dayByText.size >= rememberedDaysMax) dayByText.clear();
  dayByText.set(key, parsed);
  return parsed;
}
