import { textRows } from './read-text.ts';
import { openXlsx } from './read-xlsx.ts';
import { FileTrouble, limits, type OpenFile } from './sheet.ts';

/** Opens any file that holds rows: told by its first bytes, whatever its name says. Of a workbook, rows behind those wanted are empty. */
export async function openFile(bytes: Uint8Array, sheet: number, rowsWanted = Infinity): Promise<OpenFile> {
  if (bytes.length > limits.fileBytesMax) throw new FileTrouble('file.too_large');
  if (bytes.length === 0) throw new FileTrouble('file.empty');
  const begins = (...signature: number[]) => signature.every((byte, index) => bytes[index] === byte);
  // The old Excel, and any Excel behind a password, come in the same wrapping.
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new FileTrouble('file.old_excel');
  if (begins(0x50, 0x4b)) return openXlsx(bytes, sheet, rowsWanted);
  if (
    begins(0x25, 0x50, 0x44, 0x46) ||
    begins(0x1f, 0x8b) ||
    begins(0x89, 0x50) ||
    begins(0xff, 0xd8) ||
    begins(0x52, 0x61, 0x72)
  )
    throw new FileTrouble('file.other_form');
  return { sheets: [''], rows: textRows(bytes) };
}
