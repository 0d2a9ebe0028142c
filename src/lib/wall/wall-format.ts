import type { Language } from '#domain/identity/viewer.ts';
import type { WallRegion, WallStore } from '#protocol/wall/frame.ts';
import { changeOf } from './figures.ts';

const minus = '−';
const unknown = '—';

/** How a figure differs from the one before. What rounds to nothing has neither arrow nor sign. */
export interface Change {
  readonly text: string;
  readonly isUp: boolean | undefined;
}

/** Writes the wall's figures. Formatters are made once: a thousand tiles ask for three texts each. */
export class WallFormat {
  readonly language: Language;
  readonly #whole: Intl.NumberFormat;
  readonly #yuan: Intl.NumberFormat;
  readonly #compact: Intl.NumberFormat;
  readonly #compactFine: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #percentWhole: Intl.NumberFormat;
  readonly #yuanCents: Intl.NumberFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #minute: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  constructor(language: Language, timeZone: string) {
    this.language = language;
    this.#whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.#yuan = this.#whole;
    this.#compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
    this.#compactFine = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 4 });
    this.#percent = new Intl.NumberFormat(language, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    this.#percentWhole = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
    this.#yuanCents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const time = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    this.#clock = new Intl.DateTimeFormat(language, { ...time, second: '2-digit' });
    this.#minute = new Intl.DateTimeFormat(language, time);
    this.#day = new Intl.DateTimeFormat(language, {
      timeZone,
      month: 'short',
      day: 'numeric',
      weekday: 'short',
    });
  }

  /** Fen as yuan: `¥980`, `¥12,345`, `¥12.3万`, `¥123.5K`. `fine` gives four digits, for the big figures. */
  money(fen: number | null, fine = false): string {
    if (fen === null) return unknown;
    const yuan = fen / 100;
    const format =
      Math.abs(yuan) < (fine ? 10_000 : 100_000) ? this.#yuan : fine ? this.#compactFine : this.#compact;
    return signed(`¥${format.format(Math.abs(yuan))}`, yuan);
  }

  /** Fen as yuan with all digits. */
  moneyExact(fen: number | null): string {
    return fen === null ? unknown : signed(`¥${this.#yuanCents.format(Math.abs(fen) / 100)}`, fen);
  }

  count(value: number | null): string {
    if (value === null) return unknown;
    const format = Math.abs(value) < 100_000 ? this.#whole : this.#compactFine;
    return signed(format.format(Math.abs(value)), value);
  }

  whole(value: number): string {
    return signed(this.#whole.format(Math.abs(value)), value);
  }

  /** So many of a SKU, in the unit in which it is counted: a gram is no piece. */
  units(value: number, unit: { readonly unitZh: string; readonly unitEn: string }): string {
    return `${this.whole(value)} ${this.language === 'en' ? unit.unitEn : unit.unitZh}`;
  }

  percent(share: number | null): string {
    return share === null ? unknown : signed(this.#percent.format(Math.abs(share)), share);
  }

  /** `▲+12.3%` and whether it went up; undefined where there is nothing to compare with. */
  change(now: number, before: number, isShort = false): Change | undefined {
    const share = changeOf(now, before);
    if (share === null) return undefined;
    const text = (isShort ? this.#percentWhole : this.#percent).format(Math.abs(share));
    if (Math.abs(share) < (isShort ? 0.005 : 0.0005)) return { isUp: undefined, text };
    const isUp = share > 0;
    return { isUp, text: isUp ? `▲+${text}` : `▼${minus}${text}` };
  }

  clock(ms: number): string {
    return this.#clock.format(ms);
  }

  minute(ms: number): string {
    return this.#minute.format(ms);
  }

  day(ms: number): string {
    return this.#day.format(ms);
  }

  name(named: { readonly nameZh: string; readonly nameEn: string }): string {
    return this.language === 'en' ? named.nameEn : named.nameZh;
  }

  /** A store's name where its region stands above it: without the city it repeats. */
  storeName(store: WallStore, region: WallRegion | undefined): string {
    const name = this.name(store);
    if (!region || store.kind === 'warehouse') return name;
    if (this.language === 'en') return name.replace(`, ${region.nameEn}`, '');
    return name.startsWith(region.nameZh) && name.length > region.nameZh.length + 1
      ? name.slice(region.nameZh.length)
      : name;
  }
}

function signed(text: string, value: number): string {
  return value < 0 ? `${minus}${text}` : text;
}
