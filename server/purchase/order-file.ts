import { moneyCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { purchaseName, type PurchaseId } from '#domain/purchase/ids.ts';
import { orderedOf } from '#domain/purchase/order.ts';
import { valueAt } from '#domain/purchase/price.ts';
import { maySee, type Language, type Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseLineView } from '#protocol/purchase/views.ts';
import type { FileList } from '../export/send.ts';
import type { PurchaseHead } from './read.ts';

interface Column {
  readonly heads: { readonly [L in Language]: string };
  readonly cell: (line: PurchaseLineView, language: Language) => Cell;
  readonly isCost?: true;
}

/** As a supplier's clerk reads it: his own code first, packs and units, price and amount. */
const columns: readonly Column[] = [
  { heads: { 'zh-CN': '供应商货号', en: 'Supplier’s code' }, cell: (line) => text(line.supplierCode) },
  { heads: { 'zh-CN': '编码', en: 'Code' }, cell: (line) => text(line.skuCode) },
  { heads: { 'zh-CN': '条码', en: 'Barcode' }, cell: (line) => text(line.barcodes[0]?.barcode ?? '') },
  {
    heads: { 'zh-CN': '品名', en: 'Goods' },
    cell: (line, language) => text(language === 'en' ? line.skuNameEn : line.skuNameZh),
  },
  { heads: { 'zh-CN': '规格', en: 'Spec' }, cell: (line) => text(line.spec) },
  { heads: { 'zh-CN': '箱规', en: 'Units a pack' }, cell: (line) => wholeCell(line.pack) },
  { heads: { 'zh-CN': '件数', en: 'Packs' }, cell: (line) => wholeCell(line.packs) },
  { heads: { 'zh-CN': '数量', en: 'Units' }, cell: (line) => wholeCell(orderedOf(line)) },
  {
    heads: { 'zh-CN': '单位', en: 'Unit' },
    cell: (line, language) => text(language === 'en' ? line.unitEn : line.unitZh),
  },
  { heads: { 'zh-CN': '每件进价', en: 'Price a pack' }, cell: (line) => moneyCell(line.price), isCost: true },
  {
    heads: { 'zh-CN': '税率 %', en: 'VAT %' },
    cell: (line) => text(String(line.taxPoints / 100)),
    isCost: true,
  },
  {
    heads: { 'zh-CN': '金额', en: 'Amount' },
    cell: (line) => moneyCell(line.price === null ? null : valueAt(line.price, line.pack, orderedOf(line))),
    isCost: true,
  },
];

/** An order as a workbook; what it costs is in it only for who may see that. */
export function purchaseFile(
  viewer: Viewer,
  { card }: PurchaseHead,
  lines: readonly PurchaseLineView[],
): FileList {
  const { language } = viewer;
  const seen = columns.filter((column) => !column.isCost || maySee(viewer, 'cost'));
  const name = purchaseName(card.id as PurchaseId);
  return {
    name: language === 'en' ? `purchase-order-${name}` : `采购订单-${name}-${card.supplierZh}`,
    heads: seen.map(({ heads }) => heads[language]),
    rows: (async function* () {
      yield lines
        .filter((line) => line.packs > 0)
        .map((line) => seen.map(({ cell }) => cell(line, language)));
    })(),
  };
}
