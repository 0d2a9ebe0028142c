import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { fromCsvField } from '#domain/export/cell.ts';
import { FileTrouble, limits, type SheetRow } from './sheet.ts';

const pieceCharacters = 65_536;

/** Rows of a text file: what encoding it is in and what stands between its columns is found by looking. */
export async function* textRows(bytes: Uint8Array): AsyncGenerator<SheetRow> {
  const text = decode(bytes);
  const nullAt = text.indexOf('\0');
  if (nullAt >= 0) throw new FileTrouble('file.null_byte', lineOf(text, nullAt));
  if (text.trim() === '') throw new FileTrouble('file.empty');
  const parser = parse({
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: limits.rowCharactersMax,
  });
  // What is wrong comes out of the parser itself.
  pipeline(Readable.from(piecesOf(text)), parser, () => undefined);
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number += 1;
      if (number > limits.rowsMax) throw new FileTrouble('file.too_many_rows');
      // The apostrophe that an export puts before what looks like a formula is no part of the text. [IM-9]
      yield { number, cells: record.slice(0, limits.columnsMax).map(fromCsvField) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error ? Number(error['lines']) : undefined;
    throw new FileTrouble(error.code === 'CSV_MAX_RECORD_SIZE' ? 'file.long_row' : 'file.broken', line);
  }
}

/** Pieces that cut no character in two. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = at + pieceCharacters;
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1;
    yield text.slice(at, end);
  }
}

/** A mark at the front says it; without one UTF-8 where it fits, else what Chinese Windows writes, else Western. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const sample = bytes.subarray(0, 4096);
  const zeros = sample.filter((byte) => byte === 0).length;
  if (zeros > sample.length / 5)
    return new TextDecoder(sample[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes);
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** What stands between columns: the sign that stands as often in each of the first rows, outside of quotes. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r?\n/)
    .slice(0, 12)
    .filter((line) => line.trim() !== '');
  const scored = ['\t', ',', ';', '|'].map((sign) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(sign).length - 1);
    const least = Math.min(...counts);
    return { sign, score: least > 0 ? least * 100 + Math.max(...counts) : Math.max(0, ...counts) };
  });
  return scored.toSorted((a, b) => b.score - a.score)[0]?.sign ?? ',';
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1))
    line += 1;
  return line;
}
