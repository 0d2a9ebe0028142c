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
  return format(language).format(value).replace('-', minus);
}

/** All digits with their sign: what came or went. */
export function signed(value: number, language: Language): string {
  return format(language, { signDisplay: 'exceptZero' }).format(value).replace('-', minus);
}

/** Yuan from fen with two decimals, for tables. */
export function money(fen: number, language: Language): string {
  return format(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    .format(fen / 100)
    .replace('-', minus);
}

/** Yuan from fen, short: 1.2万, 12.3K; for tiles. */
export function shortMoney(fen: number, language: Language): string {
  const yuan = fen / 100;
  const options =
    Math.abs(yuan) < 10_000
      ? { maximumFractionDigits: 0 }
      : { notation: 'compact' as const, maximumFractionDigits: 1 };
  return `¥${format(language, options).format(yuan).replace('-', minus)}`;
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

/** Local time of a zone: 14:02:11, or with the day. */
export function time(ms: number, language: Language, timeZone: string, withDay = false): string {
  const options: Intl.DateTimeFormatOptions = {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  };
  if (withDay) Object.assign(options, { month: '2-digit', day: '2-digit' });
  return new Intl.DateTimeFormat(language, options).format(ms);
}
