// What stands in the XML of a sheet, as people read it in the cell.

export function columnOf(place: string): number {
  let column = 0;
  for (let index = 0; index < place.length; index++) {
    const code = place.charCodeAt(index) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  return column - 1;
}

/** `6907992500010`, not `6.90799250001E12`: what a person sees in a cell that is wide enough. */
export function numberText(value: string): string {
  if (!/e/i.test(value)) return /\.\d{10,}$/.test(value) ? String(Number(Number(value).toFixed(6))) : value;
  const number = Number(value);
  return Number.isSafeInteger(number)
    ? String(number)
    : Number.isFinite(number)
      ? String(Number(number.toFixed(6)))
      : value;
}

export function dayText(serial: number, is1904: boolean): string {
  if (!Number.isFinite(serial)) return '';
  const ms = Math.round((serial - (is1904 ? 24_107 : 25_569)) * 86_400_000);
  if (Math.abs(ms) > 8.64e15) return String(serial);
  const iso = new Date(ms).toISOString();
  return serial % 1 === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

export function attribute(tag: string, name: string): string | undefined {
  const at = tag.indexOf(` ${name}="`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  const to = tag.indexOf('"', from);
  return to < 0 ? undefined : tag.slice(from, to);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities of XML and characters by number; entities that a file defines itself are left as they stand. */
export function unescaped(text: string): string {
  if (!text.includes('&') && !text.includes('_x')) return text;
  return text
    .replaceAll(
      /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
      (whole: string, name?: string, digits?: string, hex?: string) => {
        if (name) return entities[name.toLowerCase()] ?? whole;
        const code = digits ? Number(digits) : Number.parseInt(hex ?? '', 16);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    )
    .replaceAll(/_x000[dD]_/g, '');
}

/** What people read of a text in XML: the readings over Chinese and Japanese characters (`rPh`) are no part of it. */
export function plainText(xml: string): string {
  const plain = xml.includes('<rPh') ? xml.replaceAll(/<rPh\b[\s\S]*?<\/rPh>/g, '') : xml;
  let all = '';
  for (const part of between(plain, '<t', '</t>')) all += part.slice(part.indexOf('>') + 1);
  return unescaped(all);
}

/** Pieces from an opening tag to its end, the tag's name being whole; an empty tag (`<c/>`) is one too. */
export function* between(xml: string, open: string, close: string): Generator<string> {
  for (let at = 0; ;) {
    const found = elementIn(xml, open, close, at);
    if (!found) return;
    yield xml.slice(found.start, found.end);
    at = found.next;
  }
}

export interface Element {
  readonly start: number;
  /** Where its closing tag begins; behind the tag where it is empty. */
  readonly end: number;
  /** Behind its closing tag. */
  readonly next: number;
}

/** The next element of a name that stands in the text whole. */
export function elementIn(xml: string, open: string, close: string, from: number): Element | undefined {
  for (let at = from; ;) {
    const start = xml.indexOf(open, at);
    if (start < 0) return undefined;
    const next = xml.charCodeAt(start + open.length);
    // Blank, `>` or `/`: otherwise it is another tag that begins so.
    if (next > 32 && next !== 62 && next !== 47) {
      at = start + open.length;
      continue;
    }
    const tagEnd = xml.indexOf('>', start);
    if (tagEnd < 0) return undefined;
    if (xml.charCodeAt(tagEnd - 1) === 47) return { start, end: tagEnd + 1, next: tagEnd + 1 };
    const end = xml.indexOf(close, tagEnd);
    return end < 0 ? undefined : { start, end, next: end + close.length };
  }
}
