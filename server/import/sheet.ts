/** What a file may come to; a worker that needs more memory than it may have is ended anyway. */
export const limits = {
  fileBytesMax: 32 * 1024 * 1024,
  /** Of the sheet that is read; it is never in memory whole. */
  unpackedBytesMax: 256 * 1024 * 1024,
  /** Of the texts that cells share; they are. */
  sharedBytesMax: 96 * 1024 * 1024,
  rowsMax: 200_000,
  columnsMax: 200,
  charactersMax: 60_000_000,
  rowCharactersMax: 1_000_000,
} as const;

/** A row as texts. `number`: what the sheet calls it; rows may be missing in between. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A file that was opened: its rows are read as they are asked for, once. */
export interface OpenFile {
  readonly sheets: readonly string[];
  readonly rows: AsyncIterable<SheetRow>;
}

export const fileTroubleCodes = [
  'file.too_large',
  'file.too_many_rows',
  'file.broken',
  'file.old_excel',
  'file.other_form',
  'file.no_workbook',
  'file.no_sheet',
  'file.no_text',
  'file.long_row',
  'file.null_byte',
  'file.empty',
  'file.too_slow',
  'file.busy',
] as const;
export type FileTroubleCode = (typeof fileTroubleCodes)[number];

/** The file can't be read: why, and in which row where that is known. */
export class FileTrouble extends Error {
  readonly code: FileTroubleCode;
  readonly row: number | undefined;

  constructor(code: FileTroubleCode, row?: number) {
    super(code);
    this.code = code;
    this.row = row;
  }
}
