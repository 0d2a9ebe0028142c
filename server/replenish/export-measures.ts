import { measureCell, moneyCell, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { MeasureRow, Measures } from '#protocol/replenish/views.ts';
import { column, listFile, nameColumn, type ListColumn } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

function columnsFor(viewer: Viewer): readonly ListColumn<MeasureRow>[] {
  const turnover: ListColumn<MeasureRow> = column('周转（次/年）', 'Turnover a year', (row) =>
    measureCell(row.turnover),
  );
  const money: readonly ListColumn<MeasureRow>[] = [
    column('28 天未动金额', 'No sale in 28 d, value', ({ deadValue28 }) => moneyCell(deadValue28)),
    column('91 天未动金额', 'No sale in 91 d, value', ({ deadValue91 }) => moneyCell(deadValue91)),
    column('库存金额', 'Stock value', ({ stockValue }) => moneyCell(stockValue)),
  ];
  return [
    nameColumn(
      '门店',
      'Store',
      (row) => row.nameZh,
      (row) => row.nameEn,
    ),
    column('期间销量', 'Units sold', ({ units }) => wholeCell(units)),
    column('现有库存', 'On hand', ({ onHand }) => wholeCell(onHand)),
    ...(maySee(viewer, 'cost') ? [turnover] : []),
    column('可卖天数', 'Days of cover', ({ coverDays }) => measureCell(coverDays)),
    column('断货商品', 'Goods out of stock', ({ outCells }) => wholeCell(outCells)),
    column('在售商品', 'Goods selling', ({ soldCells }) => wholeCell(soldCells)),
    column('断货小时', 'Hours out', ({ outHours }) => wholeCell(outHours)),
    column('期间估计损失（件）', 'Lost in period (est.)', ({ lostUnits }) => measureCell(lostUnits)),
    column('现在每天损失（件）', 'Losing a day now', ({ lostPerDay }) => measureCell(lostPerDay)),
    column('28 天未动（件）', 'No sale in 28 d', ({ deadUnits28 }) => wholeCell(deadUnits28)),
    column('91 天未动（件）', 'No sale in 91 d', ({ deadUnits91 }) => wholeCell(deadUnits91)),
    ...(maySee(viewer, 'cost') ? money : []),
  ];
}

/** Turnover, cover and empty shelves by store. */
export function measuresFile(viewer: Viewer, { days, rows }: Measures): FileList {
  const name = { 'zh-CN': `库存指标-${days}天`, en: `measures-${days}-days` };
  return listFile(name, columnsFor(viewer), viewer.language, [rows]);
}
