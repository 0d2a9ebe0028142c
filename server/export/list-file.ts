import { text, type Cell } from '#domain/export/cell.ts';
import type { Language } from '#domain/identity/viewer.ts';
import type { FileForm, FileList } from './send.ts';

/** Words in both languages. */
export type Words = { readonly [L in Language]: string };

/** A column of a list as a file: what it is called, and what of a row stands in it. */
export interface ListColumn<Row> {
  readonly heads: Words;
  readonly cell: (row: Row, language: Language) => Cell;
}

/** A column by its two names. */
export function column<Row>(zh: string, en: string, cell: ListColumn<Row>['cell']): ListColumn<Row> {
  return { heads: { 'zh-CN': zh, en }, cell };
}

/** A column of what has a name in each language. */
export function nameColumn<Row>(
  zh: string,
  en: string,
  nameZh: (row: Row) => string | null,
  nameEn: (row: Row) => string | null,
): ListColumn<Row> {
  return column(zh, en, (row, language) => text((language === 'en' ? nameEn : nameZh)(row) ?? ''));
}

/** A list as a file in the reader's language, a page of its rows at a time. */
export function listFile<Row>(
  name: Words,
  columns: readonly ListColumn<Row>[],
  language: Language,
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): FileList {
  return {
    name: name[language],
    heads: columns.map(({ heads }) => heads[language]),
    rows: (async function* () {
      for await (const rows of pages) yield rows.map((row) => columns.map(({ cell }) => cell(row, language)));
    })(),
  };
}

export function formOf(text: string | undefined): FileForm {
  return text === 'csv' ? 'csv' : 'xlsx';
}
