import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import {
  isMapTrouble,
  locateFields,
  type Field,
  type FieldMap,
  type MapTrouble,
} from '#domain/ingest/field.ts';
import type { RowText } from '#domain/ingest/row.ts';
import { ToUtf8 } from './to-utf8.ts';

/** The most characters of one row: a file with an unclosed quote or no line ends stops here. */
const rowCharactersMax = 1_000_000;
const columnsMax = 1000;

/** One row of a CSV file. `row` counts as a spreadsheet does: the header is row 1. */
export interface FileRow {
  readonly row: number;
  readonly text: RowText;
}

/** The file can't be read on from here, or not at all. */
export class BrokenFile extends Error {
  readonly file: string;
  readonly row: number;
  readonly code: 'file.broken' | 'file.missing';

  constructor(file: string, row: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.file = file;
    this.row = row;
    const reason = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    this.code = /^(ENOENT|EISDIR|EACCES)$/.test(String(reason)) ? 'file.missing' : 'file.broken';
  }
}

/** The mapping does not fit the file. */
export class WrongMap extends Error {
  readonly file: string;
  readonly trouble: MapTrouble;

  constructor(file: string, trouble: MapTrouble) {
    super(trouble.code);
    this.file = file;
    this.trouble = trouble;
  }
}

/** Streams the rows of a `.csv` or `.tsv` file, gzipped or not, in UTF-8, UTF-16 or GB18030. Empty rows are passed over. */
export async function* readFileRows(
  file: string,
  map: FieldMap,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FileRow, void, undefined> {
  let indexes: Partial<Record<Field, number>> | undefined;
  let row = 0;
  let record: readonly string[] = [];
  const text: RowText = (field) => {
    const index = indexes?.[field];
    return index === undefined ? '' : (record[index] ?? '');
  };
  try {
    for await (const found of openRecords(file, onBytes)) {
      row += 1;
      record = found;
      if (!indexes) {
        const located = locateFields(map, record);
        if (isMapTrouble(located)) throw new WrongMap(file, located);
        indexes = located;
      } else if (record.some((cell) => cell.trim() !== '')) yield { row, text };
    }
  } catch (error) {
    if (error instanceof WrongMap || !isFileTrouble(error)) throw error;
    throw new BrokenFile(file, row + 1, error);
  }
  if (!indexes) throw new BrokenFile(file, 1, new Error('the file is empty'));
}

function openRecords(file: string, onBytes: (bytes: number) => void): AsyncIterable<string[]> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  const counted = bytes.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        onBytes(chunk.length);
        done(null, chunk);
      },
    }),
  );
  const parser = parse({
    bom: true,
    delimiter: /\.tsv(\.gz)?$/i.test(file) ? '\t' : ',',
    relax_column_count: true,
    max_record_size: rowCharactersMax,
    on_record: (record: string[]) => (record.length > columnsMax ? record.slice(0, columnsMax) : record),
  });
  const toUtf8 = new ToUtf8();
  bytes.on('error', (error) => parser.destroy(error));
  toUtf8.on('error', (error) => parser.destroy(error));
  if (!file.endsWith('.gz')) return counted.pipe(toUtf8).pipe(parser);
  const gunzip = createGunzip();
  gunzip.on('error', (error) => parser.destroy(error));
  return counted.pipe(gunzip).pipe(toUtf8).pipe(parser);
}

function isFileTrouble(error: unknown): boolean {
  if (error instanceof CsvError) return true;
  return (
    error instanceof Error && 'code' in error && /^(Z_|ENOENT|EISDIR|EACCES|ERR_)/.test(String(error.code))
  );
}

export async function sizeOfFiles(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += (await stat(file).catch(() => undefined))?.size ?? 0;
  return bytes;
}
