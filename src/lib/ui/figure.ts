import type { Language } from '#domain/identity/viewer.ts';

const minus = '−';

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format takes a hundred times as long as using it, and a list uses it in every row. */
function format(language: Language, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.NumberFormat(language, options)));
  return known;
}

/** All digits, a true minus sign. */
export function whole(value: number, language: Language): string {
  if (!Number.isSafeInteger(value)) return format(language).format(value).replace('-', minus);
  return value < 0 ? minus + grouped(-value) : grouped(value);
}

/** All digits with their sign: what came or went. */
export function signed(value: number, language: Language): string {
  return value > 0 ? `+${whole(value, language)}` : whole(value, language);
}

/** Yuan from fen with two decimals, for tables. */
export function money(fen: number, language: Language): string {
  if (!Number.isSafeInteger(fen))
    return format(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      .format(fen / 100)
      .replace('-', minus);
  const cents = Math.abs(fen) % 100;
  const yuan = grouped((Math.abs(fen) - cents) / 100);
  return `${fen < 0 ? minus : ''}${yuan}.${cents < 10 ? '0' : ''}${cents}`;
}

/** Both languages group by three with a comma. By hand: the first format of a browser takes longer than a page of rows. */
function grouped(value: number): string {
  let rest = String(value);
  let text = rest.slice(-3);
  while (rest.length > 3) {
    rest = rest.slice(0, -3);
    text = `${rest.slice(-3)},${text}`;
  }
  return text;
}

/** The day on this device's calendar, short: 26/11/24 in Chinese, 11/24/26 in English. */
export function shortDay(ms: number, language: Language): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  const [year, month, day] = [two(date.getFullYear() % 100), two(date.getMonth() + 1), two(date.getDate())];
  return language === 'en' ? `${month}/${day}/${year}` : `${year}/${month}/${day}`;
}

/** How much more or less than before, as a sign, an arrow's direction and a share; undefined where there was nothing. */
export function change(
  now: number,
  before: number,
  language: Language,
): { text: string; isUp: boolean } | undefined {
  if (before === 0) return undefined;
  const share = (now - before) / Math.abs(before);
  const isUp = share >= 0;
  const text = format(language, { style: 'percent', maximumFractionDigits: 1 }).format(Math.abs(share));
  return { text: `${isUp ? '▲ +' : `▼ ${minus}`}${text}`, isUp };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Local time of a zone: 14:02:11, or with the day. */
export function time(ms: number, language: Language, timeZone: string, withDay = false): string {
  const key = `${language} ${timeZone} ${withDay}`;
  let known = clocks.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(language, {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(withDay ? { month: '2-digit', day: '2-digit' } : {}),
    });
    clocks.set(key, known);
  }
  return known.format(ms);
}
