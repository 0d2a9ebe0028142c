/** What a cell of a file holds. Money in whole fen: it is written in yuan with two decimals, never through a float. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'whole'; readonly value: number }
  | { readonly kind: 'money'; readonly fen: number }
  /** A measure (days of cover, a share): never money, never a quantity. */
  | { readonly kind: 'measure'; readonly value: number }
  /** `offsetMs`: how far the clock on which it is told is ahead of UTC. */
  | { readonly kind: 'moment'; readonly ms: number; readonly offsetMs: number }
  | { readonly kind: 'none' };

export const text = (value: string): Cell => ({ kind: 'text', text: value });
export const wholeCell = (value: number | null): Cell =>
  value === null ? { kind: 'none' } : { kind: 'whole', value };
export const moneyCell = (fen: number | null): Cell =>
  fen === null ? { kind: 'none' } : { kind: 'money', fen };
export const measureCell = (value: number | null): Cell =>
  value === null || !Number.isFinite(value) ? { kind: 'none' } : { kind: 'measure', value };
export const momentCell = (ms: number | null, offsetMs = 0): Cell =>
  ms === null ? { kind: 'none' } : { kind: 'moment', ms, offsetMs };

/** Where a spreadsheet would begin to calculate (A31): also after blanks, in full width, and behind a separator. */
const beginsFormula = /^[\s\p{Cf}]*[=+\-@＝＋－＠\t\r|%]/u;

/**
 * One field of a CSV file. Text that a spreadsheet could take for a formula is given an apostrophe, which it shows as
 * text; numbers of our own stay numbers, the negative ones too. A code with leading zeros or more digits than a
 * spreadsheet keeps stays text the same way only when it is opened by one: the file has it as it is.
 */
export function csvField(cell: Cell): string {
  switch (cell.kind) {
    case 'none':
      return '';
    case 'whole':
    case 'measure':
      return String(cell.value);
    case 'money':
      return yuan(cell.fen);
    case 'moment':
      return momentText(cell.ms, cell.offsetMs);
    case 'text': {
      const guarded = isRisky(cell.text) ? `'${cell.text}` : cell.text;
      return /[",;\r\n\t']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
    }
  }
}

/** The text that a field of ours was made of: `csvField` and this are each other's mirror. */
export function fromCsvField(field: string): string {
  return field.startsWith("'") && isRisky(field.slice(1)) ? field.slice(1) : field;
}

/** ISO 8601 on the clock of the offset, which it names: `2026-11-24T10:00:00.000+08:00`. */
function momentText(ms: number, offsetMs: number): string {
  const text = new Date(ms + offsetMs).toISOString();
  if (offsetMs === 0) return text;
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${text.slice(0, -1)}${offsetMs < 0 ? '-' : '+'}${hour}:${minute}`;
}

export function yuan(fen: number): string {
  const size = Math.abs(fen);
  const fraction = String(size % 100).padStart(2, '0');
  return `${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${fraction}`;
}

function isRisky(value: string): boolean {
  return beginsFormula.test(value) || /[;,]\s*[=+\-@]/.test(value) || /^'/.test(value);
}
