import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { csvField, type Cell } from '#domain/export/cell.ts';
import { writeXlsx } from './xlsx.ts';

export type FileForm = 'xlsx' | 'csv';

/** A list as a file: what its columns are called, and its rows a chunk at a time. */
export interface FileList {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** Streams a list as a workbook or as CSV (UTF-8 with a mark, so that spreadsheets read Chinese). */
export function sendFile(c: Context, form: FileForm, list: FileList): Response {
  const pieces = form === 'xlsx' ? writeXlsx(list.heads, list.rows) : writeCsv(list);
  const fileName = `${list.name}.${form}`;
  c.header(
    'content-type',
    form === 'xlsx'
      ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
      : 'text/csv; charset=utf-8',
  );
  c.header(
    'content-disposition',
    `attachment; filename="export.${form}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
  );
  return c.body(Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream<Uint8Array>);
}

async function* writeCsv({ heads, rows }: FileList): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const line = (cells: readonly Cell[]) => `${cells.map(csvField).join(',')}\r\n`;
  yield encoder.encode(`\uFEFF${line(heads.map((text) => ({ kind: 'text', text })))}`);
  for await (const chunk of rows) yield encoder.encode(chunk.map(line).join(''));
}
