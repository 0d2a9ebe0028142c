import {
  guessColumns,
  guessHeadRow,
  guessKind,
  type Columns,
  type ImportKind,
} from '#domain/import/field.ts';
import { openFile } from './read-file.ts';

const previewRows = 40;
const sampleRows = 2000;
/** A head stands above this row. */
const headRowsMax = 1001;

export interface Looking {
  readonly sheet?: number;
  readonly headRow?: number | undefined;
  readonly kind?: ImportKind | undefined;
}

export interface Look {
  readonly sheets: readonly string[];
  readonly headRow: number;
  readonly kind: ImportKind;
  readonly heads: readonly string[];
  readonly columns: Columns;
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

/** What a file is: its sheets, its heads, what its columns seem to be, and its first rows. Throws `FileTrouble`. */
export async function look(bytes: Uint8Array, looking: Looking): Promise<Look> {
  const rowsWanted = headRowsMax + sampleRows;
  const file = await openFile(bytes, looking.sheet ?? 0, rowsWanted);
  const rows: (readonly string[])[] = [];
  let count = 0;
  for await (const { cells } of file.rows) if (++count <= rowsWanted) rows.push(cells);
  const headRow = looking.headRow ?? guessHeadRow(rows);
  const heads = rows[headRow] ?? [];
  const body = rows.slice(headRow + 1);
  const kind = looking.kind ?? guessKind(heads);
  const width = Math.max(heads.length, ...body.slice(0, previewRows).map((row) => row.length), 0);
  return {
    sheets: file.sheets,
    headRow,
    kind,
    heads: Array.from({ length: width }, (_, index) => heads[index] ?? ''),
    columns: guessColumns(kind, heads, body.slice(0, sampleRows)),
    rows: body.slice(0, previewRows),
    rowCount: Math.max(0, count - headRow - 1),
  };
}
