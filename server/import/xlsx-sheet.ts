import { FileTrouble, limits, type SheetRow } from './sheet.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Merges } from './xlsx-merges.ts';
import {
  attribute,
  between,
  columnOf,
  dayText,
  elementIn,
  numberText,
  plainText,
  unescaped,
} from './xlsx-values.ts';

/** A row as XML: 200 columns of what a cell may hold are far less. */
const rowXmlMax = 8_000_000;
/** Shorter pieces of a text are copies anyway; a longer one keeps in memory all that it was cut from. */
const copiedLength = 13;

export interface SheetParts {
  readonly shared: SharedStrings;
  readonly dates: ReadonlySet<number>;
  readonly is1904: boolean;
  readonly merges: Merges;
  /** Rows behind these come empty: they are only counted. */
  readonly rowsWanted: number;
}

/** The rows of a sheet, one after the other, from its XML as it is unpacked; no more than a row is held. */
export async function* sheetRows(
  pieces: AsyncIterable<Uint8Array>,
  parts: SheetParts,
): AsyncGenerator<SheetRow> {
  let number = 0;
  let filled = 0;
  let count = 0;
  let characters = 0;
  for await (const xml of rowsAsXml(pieces)) {
    const said = Number(attribute(xml.slice(0, xml.indexOf('>') + 1), 'r'));
    number = Number.isInteger(said) && said > number ? said : number + 1;
    count += 1;
    const cells = count > parts.rowsWanted ? [] : cellsOf(xml, parts);
    parts.merges.fill(number, cells);
    // Sheets that were coloured down to their end have a million rows with nothing in them.
    if (isFilled(xml)) filled += 1;
    if (filled > limits.rowsMax) throw new FileTrouble('file.too_many_rows');
    for (const cell of cells) characters += cell.length;
    if (characters > limits.charactersMax) throw new FileTrouble('file.too_large');
    yield { number, cells };
  }
}

async function* rowsAsXml(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let prefix: RegExp | undefined;
  let isFirst = true;
  let rest = '';
  let count = 0;
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    if (isFirst) prefix = prefixIn(rest);
    isFirst = false;
    if (prefix) rest = rest.replaceAll(prefix, '$1');
    let at = 0;
    for (let row = elementIn(rest, '<row', '</row>', at); row; row = elementIn(rest, '<row', '</row>', at)) {
      count += 1;
      yield rest.slice(row.start, row.end);
      at = row.next;
    }
    if (rest.includes('</sheetData>', at)) return;
    const begun = rest.indexOf('<row', at);
    // What stands between rows is nothing of ours; the beginning of a tag may be.
    rest = rest.slice(begun >= 0 ? begun : Math.max(at, rest.length - 16));
    if (rest.length > rowXmlMax) throw new FileTrouble('file.long_row', count + 1);
  }
}

/** Some programs write every tag with a name before it: `<x:row>`. */
function prefixIn(xml: string): RegExp | undefined {
  const [, name] = /<(\w{1,20}):worksheet\b/.exec(xml) ?? [];
  return name === undefined ? undefined : new RegExp(`(</?)${name}:`, 'g');
}

function isFilled(xml: string): boolean {
  return xml.includes('<v') || xml.includes('<t');
}

function cellsOf(rowXml: string, parts: SheetParts): string[] {
  const cells: string[] = [];
  if (!isFilled(rowXml)) return cells;
  let column = -1;
  for (const cell of between(rowXml, '<c', '</c>')) {
    const headEnd = cell.indexOf('>');
    const head = cell.slice(0, headEnd);
    const place = attribute(head, 'r');
    column = place === undefined ? column + 1 : columnOf(place);
    if (column < 0 || column >= limits.columnsMax) continue;
    const value = cellText(cell.slice(headEnd + 1), head, parts);
    if (value === '') continue;
    while (cells.length < column) cells.push('');
    cells[column] = value.length < copiedLength ? value : Buffer.from(value, 'utf16le').toString('utf16le');
  }
  return cells;
}

function cellText(body: string, head: string, { shared, dates, is1904 }: SheetParts): string {
  const type = attribute(head, 't');
  if (type === 'inlineStr') return plainText(body);
  const start = body.indexOf('<v');
  if (start < 0) return '';
  const from = body.indexOf('>', start) + 1;
  const to = body.indexOf('</v>', from);
  if (from === 0 || to < 0) return '';
  const value = unescaped(body.slice(from, to));
  switch (type) {
    case 's':
      return shared.at(Number(value));
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
