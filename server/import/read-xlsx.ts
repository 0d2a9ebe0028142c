import { SharedStrings } from './shared-strings.ts';
import { FileTrouble, limits, type OpenFile } from './sheet.ts';
import { dateStyles, sheetNames } from './xlsx-book.ts';
import { mergesIn } from './xlsx-merges.ts';
import { sheetRows } from './xlsx-sheet.ts';
import { partsOf, unpack, unpackAll } from './zip.ts';

/** What says how the workbook is built is small; only texts and sheets are large. */
const smallPartBytesMax = 16 * 1024 * 1024;

/** Opens a workbook: its rows are the texts that people see, formulas as their last values, dates as days. */
export async function openXlsx(bytes: Uint8Array, wanted: number, rowsWanted: number): Promise<OpenFile> {
  const parts = partsOf(bytes);
  const bytesOf = async (name: string, bytesMax: number): Promise<Buffer> => {
    const part = parts.get(name);
    return part ? unpackAll(part, bytesMax) : Buffer.alloc(0);
  };
  const textOf = async (name: string) => (await bytesOf(name, smallPartBytesMax)).toString();
  const book = await textOf('xl/workbook.xml');
  if (book === '') throw new FileTrouble('file.no_workbook');
  const sheets = sheetNames(book, await textOf('xl/_rels/workbook.xml.rels'));
  const sheet = sheets[Math.min(wanted, sheets.length - 1)];
  const part = parts.get(sheet?.path ?? '');
  if (!part) throw new FileTrouble('file.no_sheet');
  const read = () => unpack(part, limits.unpackedBytesMax);
  return {
    sheets: sheets.map(({ name }) => name),
    rows: sheetRows(read(), {
      shared: new SharedStrings(await bytesOf('xl/sharedStrings.xml', limits.sharedBytesMax)),
      dates: dateStyles(await textOf('xl/styles.xml')),
      is1904: /<(?:\w+:)?workbookPr[^>]*date1904="(1|true)"/.test(book),
      merges: await mergesIn(read()),
      rowsWanted,
    }),
  };
}
