/** What a file may come to in memory; a worker that goes beyond is ended anyway. */
export const limits = {
  fileBytesMax: 32 * 1024 * 1024,
  unpackedBytesMax: 256 * 1024 * 1024,
  rowsMax: 200_000,
  columnsMax: 200,
  charactersMax: 60_000_000,
  rowCharactersMax: 1_000_000,
} as const;

/** Rows as texts. `numbers`: what the sheet calls each row, where rows are missing in between. */
export interface SheetRows {
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[] | undefined;
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
