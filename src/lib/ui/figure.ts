import type { Language } from '#domain/identity/viewer.ts';

const minus = '−';

/** All digits, a true minus sign. */
export function whole(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value).replace('-', minus);
}

/** All digits with their sign: what came or went. */
export function signed(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(value).replace('-', minus);
}

/** Yuan from fen with two decimals, for tables. */
export function money(fen: number, language: Language): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
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
  return `¥${new Intl.NumberFormat(language, options).format(yuan).replace('-', minus)}`;
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
  const text = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(
    Math.abs(share),
  );
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
