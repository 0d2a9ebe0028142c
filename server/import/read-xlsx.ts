import { constants, inflateRawSync } from 'node:zlib';
import { Unzip, UnzipPassThrough, type UnzipDecoder, type UnzipFile } from 'fflate';
import { FileTrouble, limits, type SheetRows } from './sheet.ts';
import { attribute, columnOf, dayText, numberText, unescaped } from './xlsx-values.ts';

/** Sheets of a workbook that are offered. */
const sheetsMax = 40;
const entriesMax = 4000;
/** What says how the workbook is built is small; only texts and sheets are large. */
const smallPartBytesMax = 16 * 1024 * 1024;
const isSmall = (name: string) => !/sharedStrings|worksheets/.test(name);

interface SheetName {
  readonly name: string;
  readonly path: string;
  readonly isHidden: boolean;
}

/** What a workbook holds, as the texts that people see: formulas as their last values, dates as days. */
export function readXlsx(
  bytes: Uint8Array,
  wanted: number,
  rowsWanted = Infinity,
): { sheets: readonly string[]; rows: SheetRows } {
  const parts = unzip(bytes, (name) =>
    /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml)$/.test(name),
  );
  const workbook = text(parts, 'xl/workbook.xml');
  if (workbook === '') throw new FileTrouble('file.no_workbook');
  const names = sheetNames(workbook, text(parts, 'xl/_rels/workbook.xml.rels'));
  const shown = names.filter(({ isHidden }) => !isHidden);
  const sheets = shown.length > 0 ? shown : names;
  const sheet = sheets[Math.min(wanted, sheets.length - 1)];
  if (!sheet) throw new FileTrouble('file.no_sheet');
  const shared = sharedStrings(text(parts, 'xl/sharedStrings.xml'));
  const dates = dateStyles(text(parts, 'xl/styles.xml'));
  const is1904 = /<workbookPr[^>]*date1904="(1|true)"/.test(workbook);
  const source = unzip(bytes, (name) => name === sheet.path).get(sheet.path);
  if (!source) throw new FileTrouble('file.no_sheet');
  return {
    sheets: sheets.map(({ name }) => name),
    rows: sheetRows(new TextDecoder().decode(source), { shared, dates, is1904, rowsWanted }),
  };
}

/** Unpacks a part with zlib, several times as fast as in JavaScript; what would grow beyond its bound is never made. */
class BoundedInflate implements UnzipDecoder {
  static readonly compression = 8;
  ondata!: UnzipDecoder['ondata'];
  readonly #packed: Uint8Array[] = [];
  readonly #bytesMax: number;

  constructor(name: string) {
    this.#bytesMax = isSmall(name) ? smallPartBytesMax : limits.unpackedBytesMax;
  }

  push(chunk: Uint8Array, isLast: boolean): void {
    this.#packed.push(chunk.slice());
    if (!isLast) return;
    try {
      const options = { maxOutputLength: this.#bytesMax + 1, finishFlush: constants.Z_SYNC_FLUSH };
      this.ondata(null, inflateRawSync(joined(this.#packed), options), true);
    } catch (error) {
      if (error instanceof FileTrouble) throw error;
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw new FileTrouble(isTooLarge ? 'file.too_large' : 'file.broken');
    }
  }
}

/** Unpacks what is wanted, stops at the bound whatever the directory says. Names are keys, never paths on a disk. */
function unzip(bytes: Uint8Array, isWanted: (name: string) => boolean): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let entries = 0;
  let size = 0;
  // What is thrown inside is caught by the unpacker and told as an error of its own.
  let trouble: FileTrouble | undefined;
  const stop = (code: FileTrouble['code']): never => {
    trouble ??= new FileTrouble(code);
    throw trouble;
  };
  const unzipper = new Unzip((file: UnzipFile) => {
    entries += 1;
    if (entries > entriesMax) stop('file.too_large');
    if (!isWanted(file.name)) return;
    const chunks: Uint8Array[] = [];
    file.ondata = (error, chunk, isLast) => {
      if (error) stop('file.broken');
      size += chunk.length;
      if (size > (isSmall(file.name) ? smallPartBytesMax : limits.unpackedBytesMax)) stop('file.too_large');
      chunks.push(chunk);
      if (isLast) found.set(file.name, joined(chunks));
    };
    file.start();
  });
  unzipper.register(BoundedInflate);
  unzipper.register(UnzipPassThrough);
  // Small steps: what one step unpacks to is held before it can be counted.
  const step = 1 << 12;
  try {
    for (let at = 0; at < bytes.length; at += step)
      unzipper.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  } catch (error) {
    throw trouble ?? (error instanceof FileTrouble ? error : new FileTrouble('file.broken'));
  }
  return found;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function text(parts: ReadonlyMap<string, Uint8Array>, name: string): string {
  const part = parts.get(name);
  return part ? new TextDecoder().decode(part) : '';
}

function sheetNames(workbook: string, relations: string): readonly SheetName[] {
  const targetById = new Map<string, string>();
  for (const [tag] of relations.matchAll(/<Relationship\b[^>]*>/g)) {
    const id = attribute(tag, 'Id');
    const target = attribute(tag, 'Target');
    if (id && target) targetById.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  return [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)].slice(0, sheetsMax).flatMap(([tag]) => {
    const path = targetById.get(attribute(tag, 'r:id') ?? attribute(tag, 'id') ?? '');
    if (!path || !/worksheets/.test(path)) return [];
    return [
      {
        name: unescaped(attribute(tag, 'name') ?? ''),
        path,
        isHidden: /state="(hidden|veryHidden)"/.test(tag),
      },
    ];
  });
}

/** Texts that cells share; the readings over Chinese and Japanese characters (`rPh`) are no part of them. */
function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = [];
  let size = 0;
  for (const item of between(xml, '<si', '</si>')) {
    const value = textOf(item);
    size += value.length;
    if (size > limits.charactersMax) throw new FileTrouble('file.too_large');
    strings.push(value);
  }
  return strings;
}

function textOf(xml: string): string {
  const plain = xml.includes('<rPh') ? xml.replaceAll(/<rPh\b[\s\S]*?<\/rPh>/g, '') : xml;
  let all = '';
  for (const part of between(plain, '<t', '</t>')) all += part.slice(part.indexOf('>') + 1);
  return unescaped(all);
}

/** Pieces from an opening tag to its end, the tag's name being whole; an empty tag (`<t/>`) is none. */
function* between(xml: string, open: string, close: string): Generator<string> {
  let at = 0;
  for (;;) {
    const start = xml.indexOf(open, at);
    if (start < 0) return;
    const next = xml.charCodeAt(start + open.length);
    // Blank, `>` or `/`: otherwise it is another tag that begins so.
    if (next !== 32 && next !== 62 && next !== 47 && next !== 10 && next !== 13) {
      at = start + open.length;
      continue;
    }
    const tagEnd = xml.indexOf('>', start);
    if (tagEnd < 0) return;
    if (xml.charCodeAt(tagEnd - 1) === 47) {
      if (open !== '<t') yield '';
      at = tagEnd + 1;
      continue;
    }
    const end = xml.indexOf(close, tagEnd);
    if (end < 0) return;
    yield xml.slice(start, end);
    at = end + close.length;
  }
}

/** Which styles show a number as a day or a time. */
function dateStyles(xml: string): ReadonlySet<number> {
  const custom = new Set<number>();
  for (const [tag] of xml.matchAll(/<numFmt\b[^>]*>/g)) {
    const code = unescaped(attribute(tag, 'formatCode') ?? '').replaceAll(/\[[^\]]*\]|"[^"]*"|\\./g, '');
    if (/[ymdh]/i.test(code) && !/[#0?]/.test(code.replaceAll(/s\.0+/gi, '')))
      custom.add(Number(attribute(tag, 'numFmtId')));
  }
  const formats = /<cellXfs\b[\s\S]*?<\/cellXfs>/.exec(xml)?.[0] ?? '';
  const dates = new Set<number>();
  for (const [index, [tag]] of [...formats.matchAll(/<xf\b[^>]*>/g)].entries()) {
    const id = Number(attribute(tag, 'numFmtId'));
    if (
      (id >= 14 && id <= 22) ||
      (id >= 27 && id <= 36) ||
      (id >= 45 && id <= 47) ||
      (id >= 50 && id <= 58) ||
      custom.has(id)
    )
      dates.add(index);
  }
  return dates;
}

interface SheetOptions {
  readonly shared: readonly string[];
  readonly dates: ReadonlySet<number>;
  readonly is1904: boolean;
  /** Rows behind these are counted and not read. */
  readonly rowsWanted: number;
}

function sheetRows(xml: string, { shared, dates, is1904, rowsWanted }: SheetOptions): SheetRows {
  const rows: string[][] = [];
  let characters = 0;
  let rowNumber = 0;
  let numbers: number[] | undefined;
  for (const rowXml of between(xml, '<row', '</row>')) {
    const tagEnd = rowXml.indexOf('>');
    const said = Number(attribute(rowXml.slice(0, tagEnd + 1), 'r'));
    rowNumber = Number.isInteger(said) && said > rowNumber ? said : rowNumber + 1;
    if (rows.length >= limits.rowsMax) throw new FileTrouble('file.too_many_rows');
    if (rows.length >= rowsWanted) {
      rows.push([]);
      continue;
    }
    const row: string[] = [];
    let column = -1;
    for (const cell of between(rowXml, '<c', '</c>')) {
      const headEnd = cell.indexOf('>');
      const head = headEnd < 0 ? '' : cell.slice(0, headEnd);
      const place = attribute(head, 'r');
      column = place === undefined ? column + 1 : columnOf(place);
      if (column < 0 || column >= limits.columnsMax) continue;
      const value = cellText(cell.slice(headEnd + 1), head, shared, dates, is1904);
      characters += value.length;
      if (characters > limits.charactersMax) throw new FileTrouble('file.too_large');
      while (row.length < column) row.push('');
      row[column] = value;
    }
    if (rowNumber !== rows.length + 1) numbers ??= rows.map((_, index) => index + 1);
    numbers?.push(rowNumber);
    rows.push(row);
  }
  fillMerged(xml, rows);
  return { rows, numbers };
}

function cellText(
  body: string,
  head: string,
  shared: readonly string[],
  dates: ReadonlySet<number>,
  is1904: boolean,
): string {
  const type = attribute(head, 't');
  if (type === 'inlineStr') return textOf(body);
  const start = body.indexOf('<v');
  if (start < 0) return '';
  const from = body.indexOf('>', start) + 1;
  const to = body.indexOf('</v>', from);
  if (from === 0 || to < 0) return '';
  const value = unescaped(body.slice(from, to));
  switch (type) {
    case 's':
      return shared[Number(value)] ?? '';
    case 'str':
    case 'e':
      return value;
    case 'd':
      return value.slice(0, 10);
    case 'b':
      return value === '1' ? '是' : '否';
    default:
      return dates.has(Number(attribute(head, 's') ?? -1))
        ? dayText(Number(value), is1904)
        : numberText(value);
  }
}

/** Heads that stretch over several columns or rows stand in all of them. Only near the top: bombs merge millions. */
function fillMerged(xml: string, rows: string[][]): void {
  const near = 30;
  let count = 0;
  for (const [tag] of xml.matchAll(/<mergeCell\b[^>]*>/g)) {
    if (++count > 500) return;
    const [from, to] = (attribute(tag, 'ref') ?? '').split(':');
    if (!from || !to) continue;
    const [top, left] = [Number(/\d+$/.exec(from)?.[0]) - 1, columnOf(from)];
    const bottom = Math.min(Number(/\d+$/.exec(to)?.[0]) - 1, near);
    const right = Math.min(columnOf(to), limits.columnsMax - 1, left + 60);
    const value = rows[top]?.[left] ?? '';
    if (top > near || value === '' || right - left > 12) continue;
    for (let row = top; row <= bottom; row++) {
      const cells = rows[row];
      if (!cells) continue;
      for (let column = left; column <= right; column++) {
        while (cells.length <= column) cells.push('');
        if (cells[column] === '') cells[column] = value;
      }
    }
  }
}
