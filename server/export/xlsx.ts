import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { yuan, type Cell } from '#domain/export/cell.ts';

/** Excel ends a sheet here. */
export const xlsxRowsMax = 1_048_576;
const cellCharactersMax = 32_767;
const dayMs = 86_400_000;
/** Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01. */
const epochDays = 25_569;

/** Of every part of every workbook, so that the same rows are the same bytes whenever they are asked for. */
const changedAt = new Date(1980, 0, 1);

const file = (zip: Zip, name: string, text: string): void => {
  const entry = Object.assign(new ZipPassThrough(name), { mtime: changedAt });
  zip.add(entry);
  entry.push(strToU8(text), true);
};

/**
 * Streams a workbook of one sheet: a head that stays in sight, and typed cells. Text is text (`inlineStr`), whatever it
 * begins with: a spreadsheet never calculates it. Rows are compressed as they come; nothing is held but the row.
 */
export async function* writeXlsx(
  heads: readonly string[],
  rows: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  const taken = (): Uint8Array[] => {
    const all = ready;
    ready = [];
    return all;
  };
  for (const [name, text] of parts) file(zip, name, text);
  const sheet = Object.assign(new ZipDeflate('xl/worksheets/sheet1.xml', { level: 3 }), { mtime: changedAt });
  zip.add(sheet);
  const widths = heads.map((head) => Math.min(48, Math.max(10, [...head].length * 2 + 4)));
  sheet.push(
    strToU8(
      `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
        `<cols>${widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>` +
        rowXml(
          heads.map((text) => ({ kind: 'text', text })),
          1,
          1,
        ),
    ),
  );
  let row = 1;
  for await (const chunk of rows) {
    let xml = '';
    for (const cells of chunk) {
      if (row >= xlsxRowsMax) break;
      row += 1;
      xml += rowXml(cells, row, 0);
    }
    sheet.push(strToU8(xml));
    yield* taken();
  }
  sheet.push(strToU8('</sheetData></worksheet>'), true);
  zip.end();
  yield* taken();
}

function rowXml(cells: readonly Cell[], row: number, style: number): string {
  let xml = `<row r="${row}">`;
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index];
    if (cell && cell.kind !== 'none') xml += cellXml(cell, `${columnName(index)}${row}`, style);
  }
  return `${xml}</row>`;
}

function cellXml(cell: Exclude<Cell, { kind: 'none' }>, at: string, style: number): string {
  switch (cell.kind) {
    case 'text':
      return `<c r="${at}" t="inlineStr"${style ? ` s="${style}"` : ''}><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`;
    case 'whole':
    case 'measure':
      return `<c r="${at}"><v>${cell.value}</v></c>`;
    case 'money':
      return `<c r="${at}" s="2"><v>${yuan(cell.fen)}</v></c>`;
    case 'moment':
      return `<c r="${at}" s="3"><v>${((cell.ms + cell.offsetMs) / dayMs + epochDays).toFixed(8)}</v></c>`;
  }
}

function columnName(index: number): string {
  return index < 26
    ? String.fromCharCode(65 + index)
    : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);
}

/** XML 1.0 has no room for control characters, half surrogates and two code points besides; they are left away. */
function escaped(text: string): string {
  return text
    .slice(0, cellCharactersMax)
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const parts: readonly (readonly [string, string])[] = [
  [
    '[Content_Types].xml',
    `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Tongpan" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
  ],
  [
    'xl/styles.xml',
    `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ],
];
