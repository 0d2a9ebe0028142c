import type { Brand } from '../brand.ts';

/** A store's business day, as whole days since 1970-01-01. */
export type BusinessDay = Brand<number, 'BusinessDay'>;

export interface BusinessMoment {
  readonly day: BusinessDay;
  /** Hour of the local clock, 0 to 23. With a cut at 4:00, hour 2 belongs to the end of the day before. */
  readonly hour: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * The business day and local hour of an instant (ms since 1970, UTC) in a time zone, for a day that begins
 * `dayCutMinutes` after local midnight. Throws RangeError where the zone is unknown.
 */
export function businessMoment(instantMs: number, timeZone: string, dayCutMinutes: number): BusinessMoment {
  const local = instantMs + zoneOffsetMs(instantMs, timeZone);
  const day = Math.floor((local - dayCutMinutes * minuteMs) / dayMs) as BusinessDay;
  const hour = Math.floor((((local % dayMs) + dayMs) % dayMs) / hourMs);
  return { day, hour };
}

/** How far a business day has run, in hours of the local clock: those from the cut on, then the one that runs. */
export interface DayElapsed {
  readonly day: BusinessDay;
  /** The hour in which the day began; a cut within it leaves it to two days. */
  readonly first: number;
  /** Hours that are over, counted from `first`. */
  readonly whole: number;
  /** How much of the next one is over, 0 to 1. */
  readonly share: number;
}

/** Hours that follow midnight come last in a day that is cut later: at 01:00 all of the evening is over. */
export function dayElapsed(instantMs: number, timeZone: string, dayCutMinutes: number): DayElapsed {
  const local = instantMs + zoneOffsetMs(instantMs, timeZone) - dayCutMinutes * minuteMs;
  const day = Math.floor(local / dayMs) as BusinessDay;
  const first = Math.floor(dayCutMinutes / 60);
  const elapsed = local - day * dayMs + (dayCutMinutes % 60) * minuteMs;
  const whole = Math.floor(elapsed / hourMs);
  return { day, first, whole, share: (elapsed % hourMs) / hourMs };
}

/** The whole day, from its first hour to its last. */
export function dayOver({ day, first }: Pick<DayElapsed, 'day' | 'first'>): DayElapsed {
  return { day, first, whole: 24, share: 0 };
}

/** The instant (ms since 1970, UTC) at which a business day begins. Across a change of clocks: the first such instant. */
export function businessDayStart(day: BusinessDay, timeZone: string, dayCutMinutes: number): number {
  const local = day * dayMs + dayCutMinutes * minuteMs;
  const guess = local - zoneOffsetMs(local, timeZone);
  return local - zoneOffsetMs(guess, timeZone);
}

/** `2026-11-24` for a business day. */
export function businessDayText(day: BusinessDay): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The business day written as `2026-11-24`, or undefined where the text is no such day. */
export function businessDayOf(text: string): BusinessDay | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) return undefined;
  const day = Math.round(ms / dayMs) as BusinessDay;
  return businessDayText(day) === text ? day : undefined;
}

const formatterByZone = new Map<string, Intl.DateTimeFormat>();
const offsetByZoneQuarter = new Map<string, { quarter: number; offset: number }>();
const quarterMs = 15 * minuteMs;

/** How far the clock of a zone is ahead of UTC. It is looked up once a quarter of an hour and zone: every rule change falls on a quarter. */
export function zoneOffsetMs(instantMs: number, timeZone: string): number {
  const quarter = Math.floor(instantMs / quarterMs);
  const known = offsetByZoneQuarter.get(timeZone);
  if (known?.quarter === quarter) return known.offset;
  const offset = readZoneOffsetMs(quarter * quarterMs, timeZone);
  offsetByZoneQuarter.set(timeZone, { quarter, offset });
  return offset;
}

function readZoneOffsetMs(instantMs: number, timeZone: string): number {
  let formatter = formatterByZone.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatterByZone.set(timeZone, formatter);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(instantMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instantMs;
}
