import { momentCell, moneyCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseState } from '#domain/purchase/order.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { PurchaseCard } from '#protocol/purchase/views.ts';
import { listFile, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

const stateWords: { readonly [S in PurchaseState]: Words } = {
  draft: { 'zh-CN': '草稿', en: 'Draft' },
  waiting: { 'zh-CN': '待审批', en: 'To approve' },
  approved: { 'zh-CN': '已审批', en: 'Approved' },
  sent: { 'zh-CN': '已下单', en: 'Ordered' },
  partial: { 'zh-CN': '部分到货', en: 'Partly received' },
  received: { 'zh-CN': '已收齐', en: 'Received' },
  closed: { 'zh-CN': '短交结案', en: 'Closed short' },
  cancelled: { 'zh-CN': '已作废', en: 'Cancelled' },
};

function columnsFor(viewer: Viewer, timeZone: string): readonly ListColumn<PurchaseCard>[] {
  const money: readonly ListColumn<PurchaseCard>[] = [
    { heads: { 'zh-CN': '订货金额', en: 'Value' }, cell: ({ value }) => moneyCell(value) },
    {
      heads: { 'zh-CN': '到货金额', en: 'Received value' },
      cell: ({ receivedValue }) => moneyCell(receivedValue),
    },
  ];
  return [
    { heads: { 'zh-CN': '订单', en: 'Order' }, cell: ({ id }) => text(`P${id}`) },
    {
      heads: { 'zh-CN': '状态', en: 'State' },
      cell: ({ state }, language) => text(stateWords[state][language]),
    },
    { heads: { 'zh-CN': '供应商编码', en: 'Supplier code' }, cell: ({ supplierCode }) => text(supplierCode) },
    {
      heads: { 'zh-CN': '供应商', en: 'Supplier' },
      cell: (row, language) => text(language === 'en' ? row.supplierEn : row.supplierZh),
    },
    { heads: { 'zh-CN': '门店', en: 'Store' }, cell: ({ storeCode }) => text(storeCode) },
    {
      heads: { 'zh-CN': '门店名称', en: 'Store name' },
      cell: (row, language) => text(language === 'en' ? row.storeEn : row.storeZh),
    },
    { heads: { 'zh-CN': '行数', en: 'Lines' }, cell: ({ lineCount }) => wholeCell(lineCount) },
    {
      heads: { 'zh-CN': '订货件数', en: 'Units ordered' },
      cell: ({ unitsOrdered }) => wholeCell(unitsOrdered),
    },
    {
      heads: { 'zh-CN': '到货件数', en: 'Units received' },
      cell: ({ unitsReceived }) => wholeCell(unitsReceived),
    },
    ...(maySee(viewer, 'cost') ? money : []),
    {
      heads: { 'zh-CN': '制单时间', en: 'Made' },
      cell: ({ madeAtMs }) => momentCell(madeAtMs, zoneOffsetMs(madeAtMs, timeZone)),
    },
    { heads: { 'zh-CN': '制单人', en: 'Made by' }, cell: ({ madeByName }) => text(madeByName) },
    { heads: { 'zh-CN': '备注', en: 'Note' }, cell: ({ note }) => text(note) },
  ];
}

export function ordersFile(
  viewer: Viewer,
  timeZone: string,
  pages: AsyncIterable<readonly PurchaseCard[]>,
): FileList {
  const name = { 'zh-CN': '采购单', en: 'purchase-orders' };
  return listFile(name, columnsFor(viewer, timeZone), viewer.language, pages);
}
