import type { AlertKind, AlertView } from '#protocol/alert/alerts.ts';
import { momentCell, text, wholeCell } from '#domain/export/cell.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import { listFile, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { readAlerts, type AlertFilter } from './list.ts';

/** Alerts in one file. */
const alertsMax = 20_000;

const kindWords: { readonly [K in AlertKind]: Words } = {
  negative: { 'zh-CN': '负库存', en: 'Negative' },
  short: { 'zh-CN': '库存偏低', en: 'Low stock' },
  over: { 'zh-CN': '库存偏高', en: 'Too much' },
  none: { 'zh-CN': '持续断货', en: 'None for days' },
  stalled: { 'zh-CN': '滞销', en: 'Not selling' },
  running_out: { 'zh-CN': '即将断货', en: 'About to run out' },
};

const either =
  (
    zh: (row: AlertView) => string | null,
    en: (row: AlertView) => string | null,
  ): ListColumn<AlertView>['cell'] =>
  (row, language) =>
    text((language === 'en' ? en(row) : zh(row)) ?? '');

const columns: readonly ListColumn<AlertView>[] = [
  { heads: { 'zh-CN': '事项', en: 'What' }, cell: ({ kind }, language) => text(kindWords[kind][language]) },
  { heads: { 'zh-CN': '规则', en: 'Rule' }, cell: ({ ruleName }) => text(ruleName ?? '') },
  {
    heads: { 'zh-CN': '门店', en: 'Store' },
    cell: either(
      (row) => row.storeZh,
      (row) => row.storeEn,
    ),
  },
  {
    heads: { 'zh-CN': '商品', en: 'Goods' },
    cell: either(
      (row) => row.skuZh,
      (row) => row.skuEn,
    ),
  },
  { heads: { 'zh-CN': '商品数', en: 'Goods in all' }, cell: ({ goods }) => wholeCell(goods) },
  { heads: { 'zh-CN': '现有库存', en: 'On hand' }, cell: ({ onHand }) => wholeCell(onHand) },
  { heads: { 'zh-CN': '天数', en: 'Days' }, cell: ({ days }) => wholeCell(days) },
  {
    heads: { 'zh-CN': '始于', en: 'Since' },
    cell: ({ openedAtMs, timeZone }) => momentCell(openedAtMs, zoneOffsetMs(openedAtMs, timeZone)),
  },
  {
    heads: { 'zh-CN': '负责人', en: 'Owner' },
    cell: either(
      (row) => row.takenByZh,
      (row) => row.takenByEn,
    ),
  },
  {
    heads: { 'zh-CN': '知悉人', en: 'Settled by' },
    cell: either(
      (row) => row.settledByZh,
      (row) => row.settledByEn,
    ),
  },
  { heads: { 'zh-CN': '说明', en: 'Note' }, cell: ({ note }) => text(note ?? '') },
];

export async function alertsFile(company: Company, viewer: Viewer, filter: AlertFilter): Promise<FileList> {
  const { alerts } = await withViewer(company.viewerSql, viewer, (sql) =>
    readAlerts(sql, viewer, filter, company.clock.now(), alertsMax),
  );
  return listFile({ 'zh-CN': '提醒', en: 'alerts' }, columns, viewer.language, [alerts]);
}
