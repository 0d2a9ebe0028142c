import { moneyCell, momentCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { maySee, type Language, type Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DocumentRow, DocumentsQuery } from '#protocol/stock/documents.ts';
import type { FileList } from '../export/send.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { kindWords } from './export-words.ts';
import { documentRowsMax, listDocuments } from './list-documents.ts';

const exportRowsMax = 50_000;

const heads = {
  'zh-CN': ['单号', '类型', '门店', '对方门店', '时间', '经手人', '行数', '数量', '金额', '关联单据', '状态'],
  en: [
    'Number',
    'Kind',
    'Store',
    'Other store',
    'Time',
    'Person',
    'Lines',
    'Quantity',
    'Amount',
    'Of',
    'State',
  ],
} as const;

/** The last row of a file that does not hold all that was asked for. */
const cutShort = {
  'zh-CN': `只导出了最新的 ${exportRowsMax} 行。请按日期或门店筛选后分次导出。`,
  en: `Only the newest ${exportRowsMax} rows are here. Filter by days or by store, and export in parts.`,
} as const;

/** Documents of some shelves as a file, the newest first. */
export function documentsFile(
  company: Company,
  viewer: Viewer,
  shelves: readonly LocationId[],
  query: DocumentsQuery,
): FileList {
  const hasCost = maySee(viewer, 'cost');
  const isEnglish = viewer.language === 'en';
  return {
    name: isEnglish ? 'documents' : '单据',
    heads: [...heads[viewer.language], ...(hasCost ? [isEnglish ? 'Cost value' : '成本额'] : [])],
    rows: (async function* () {
      let next = query;
      for (let sent = 0; sent < exportRowsMax;) {
        const rows = await withViewer(company.viewerSql, viewer, (sql) =>
          listDocuments(sql, viewer, shelves, next, documentRowsMax),
        );
        yield rows.map((row) => cellsOf(row, viewer.language, hasCost));
        const last = rows.at(-1);
        if (!last || rows.length < documentRowsMax) return;
        sent += rows.length;
        next = { ...next, beforeMs: last.recordedAtMs, beforeKey: last.commandKey };
      }
      yield [[text(isEnglish ? cutShort.en : cutShort['zh-CN'])]];
    })(),
  };
}

function cellsOf(row: DocumentRow, language: Language, hasCost: boolean): Cell[] {
  const isEnglish = language === 'en';
  return [
    text(row.document),
    text(kindWords[row.kind][language]),
    text(isEnglish ? row.storeNameEn : row.storeNameZh),
    text(row.targetCode ?? ''),
    momentCell(row.occurredAtMs, zoneOffsetMs(row.occurredAtMs, row.timeZone)),
    text(row.accountName),
    wholeCell(row.lines),
    wholeCell(row.quantity),
    moneyCell(row.amount),
    text(row.of ?? ''),
    text(row.isUndone ? (isEnglish ? 'reversed' : '已冲销') : ''),
    ...(hasCost ? [moneyCell(row.value)] : []),
  ];
}
