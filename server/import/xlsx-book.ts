// What a workbook says of its sheets and of how cells are shown.

import { attribute, unescaped } from './xlsx-values.ts';

/** Sheets of a workbook that are offered. */
const sheetsMax = 40;

export interface SheetName {
  readonly name: string;
  readonly path: string;
}

/** The sheets that people see, or all where none is seen. */
export function sheetNames(workbook: string, relations: string): readonly SheetName[] {
  const targetById = new Map<string, string>();
  for (const [tag] of relations.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
    const id = attribute(tag, 'Id');
    const target = attribute(tag, 'Target');
    if (id && target) targetById.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const all = [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)].slice(0, sheetsMax).flatMap(([tag]) => {
    const path = targetById.get(attribute(tag, 'r:id') ?? attribute(tag, 'id') ?? '');
    if (!path || !/worksheets/.test(path)) return [];
    const isHidden = /state="(hidden|veryHidden)"/.test(tag);
    return [{ name: unescaped(attribute(tag, 'name') ?? ''), path, isHidden }];
  });
  const shown = all.filter(({ isHidden }) => !isHidden);
  return shown.length > 0 ? shown : all;
}

/** Which styles show a number as a day or a time. */
export function dateStyles(xml: string): ReadonlySet<number> {
  const custom = new Set<number>();
  for (const [tag] of xml.matchAll(/<(?:\w+:)?numFmt\b[^>]*>/g)) {
    const code = unescaped(attribute(tag, 'formatCode') ?? '').replaceAll(/\[[^\]]*\]|"[^"]*"|\\./g, '');
    if (/[ymdh]/i.test(code) && !/[#0?]/.test(code.replaceAll(/s\.0+/gi, '')))
      custom.add(Number(attribute(tag, 'numFmtId')));
  }
  const formats = /<(?:\w+:)?cellXfs\b[\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(xml)?.[0] ?? '';
  const dates = new Set<number>();
  for (const [index, [tag]] of [...formats.matchAll(/<(?:\w+:)?xf\b[^>]*>/g)].entries()) {
    const id = Number(attribute(tag, 'numFmtId'));
    if (isDateFormat(id) || custom.has(id)) dates.add(index);
  }
  return dates;
}

/** The numbers of formats that spreadsheets share without writing them down. */
function isDateFormat(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}
