import { moneyCell, momentCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { DocumentKind } from '#domain/stock/document.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { MovementView } from '#protocol/stock/views.ts';
import { column, listFile, nameColumn, type ListColumn } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { counterpartWord, kindWords } from './export-words.ts';
import { movementRowsMax, readMovements } from './read-history.ts';

/** Movements in one file. */
const movementsOfFileMax = 50_000;

function columnsFor(viewer: Viewer, timeZone: string): readonly ListColumn<MovementView>[] {
  return [
    column('时间', 'Time', ({ occurredAtMs: ms }) => momentCell(ms, zoneOffsetMs(ms, timeZone))),
    column('类型', 'Kind', ({ kind }, language) => text(kindWords[kind as DocumentKind]?.[language] ?? kind)),
    column('单据', 'Document', ({ document }) => text(document)),
    column('编码', 'Code', ({ skuCode }) => text(skuCode)),
    nameColumn(
      '商品',
      'Goods',
      (row) => row.skuNameZh,
      (row) => row.skuNameEn,
    ),
    column('对方', 'Counterpart', ({ counterpart }, language) =>
      text(counterpartWord(counterpart, language)),
    ),
    column('经手人', 'Person', ({ accountName }) => text(accountName)),
    column('数量', 'Quantity', ({ quantity }) => wholeCell(quantity)),
    column('结存', 'On hand after', ({ onHandAfter }) => wholeCell(onHandAfter)),
    column('金额', 'Amount', ({ amount }) => moneyCell(amount === 0 ? null : amount)),
    ...(maySee(viewer, 'cost')
      ? [column<MovementView>('成本额', 'Value at cost', ({ value }) => moneyCell(value))]
      : []),
  ];
}

/** How one SKU came and went at one place, the newest first. */
export function movementsFile(
  company: Company,
  viewer: Viewer,
  at: { readonly location: number; readonly skuId: number; readonly timeZone: string },
): FileList {
  const pages = async function* () {
    let before: number = Number.MAX_SAFE_INTEGER;
    for (let count = 0; count < movementsOfFileMax;) {
      const asked = { ...at, before, limit: movementRowsMax };
      const rows = await withViewer(company.viewerSql, viewer, (sql) => readMovements(sql, viewer, asked));
      if (rows.length > 0) yield rows;
      if (rows.length < movementRowsMax) return;
      count += rows.length;
      before = rows.at(-1)?.position ?? 0;
    }
  };
  const name = { 'zh-CN': '收发明细', en: 'movements' };
  return listFile(name, columnsFor(viewer, at.timeZone), viewer.language, pages());
}
