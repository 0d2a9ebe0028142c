import { measureCell, moneyCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { InvoiceKind } from '#domain/purchase/order.ts';
import type { SupplierPriceView, SupplierView } from '#protocol/purchase/views.ts';
import { column, listFile, nameColumn, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

const invoiceWords: { readonly [K in InvoiceKind]: Words } = {
  special: { 'zh-CN': '增值税专用发票', en: 'Special VAT invoice' },
  plain: { 'zh-CN': '普通发票', en: 'Plain invoice' },
};

const isWords = (is: boolean, language: Viewer['language']) =>
  text(language === 'en' ? (is ? 'Yes' : 'No') : is ? '是' : '否');
const rounded = (value: number | null, digits: number) =>
  measureCell(value === null ? null : Number(value.toFixed(digits)));

function supplierColumns(viewer: Viewer): readonly ListColumn<SupplierView>[] {
  const money: readonly ListColumn<SupplierView>[] = [
    column('起订金额', 'Minimum', ({ minimum }) => moneyCell(minimum)),
    column('已订未到金额', 'Value on order', ({ openValue }) => moneyCell(openValue)),
  ];
  const personal: readonly ListColumn<SupplierView>[] = [
    column('联系人', 'Contact', ({ contact }) => text(contact ?? '')),
    column('下单邮箱', 'Mail for orders', ({ email }) => text(email ?? '')),
  ];
  return [
    column('编码', 'Code', ({ code }) => text(code)),
    nameColumn(
      '名称',
      'Name',
      (row) => row.nameZh,
      (row) => row.nameEn,
    ),
    ...(maySee(viewer, 'personal') ? personal : []),
    column('商品数', 'Goods', ({ skus }) => wholeCell(skus)),
    column('交期（天）', 'Lead time, days', ({ leadDays }) => wholeCell(leadDays)),
    column('实际交期（天）', 'Real lead time, days', ({ realLeadDays }) => rounded(realLeadDays, 1)),
    column('到货率', 'Fill', ({ fill }) => rounded(fill, 4)),
    column('账期（天）', 'Payment, days', ({ payDays }) => wholeCell(payDays)),
    column('发票', 'Invoice', ({ invoice }, language) => text(invoiceWords[invoice][language])),
    column('未完成订单', 'Open orders', ({ openOrders }) => wholeCell(openOrders)),
    ...(maySee(viewer, 'cost') ? money : []),
    column('合作中', 'Active', ({ isActive }, language) => isWords(isActive, language)),
    column('备注', 'Note', ({ note }) => text(note)),
  ];
}

export function suppliersFile(viewer: Viewer, suppliers: readonly SupplierView[]): FileList {
  return listFile({ 'zh-CN': '供应商', en: 'suppliers' }, supplierColumns(viewer), viewer.language, [
    suppliers,
  ]);
}

function priceColumns(viewer: Viewer): readonly ListColumn<SupplierPriceView>[] {
  return [
    column('编码', 'Code', ({ skuCode }) => text(skuCode)),
    nameColumn(
      '商品',
      'Goods',
      (row) => row.skuNameZh,
      (row) => row.skuNameEn,
    ),
    column('供应商货号', 'Supplier’s code', ({ code }) => text(code)),
    nameColumn(
      '单位',
      'Unit',
      (row) => row.unitZh,
      (row) => row.unitEn,
    ),
    column('箱规', 'Units a pack', ({ pack }) => wholeCell(pack)),
    column('起订件数', 'Least packs', ({ packsMin }) => wholeCell(packsMin)),
    ...(maySee(viewer, 'cost')
      ? [column<SupplierPriceView>('每件进价', 'Price a pack', ({ price }) => moneyCell(price))]
      : []),
    column('单独价目', 'Price of its own', ({ isOwn }, language) => isWords(isOwn, language)),
  ];
}

/** What a supplier takes for its goods. */
export function pricesFile(
  viewer: Viewer,
  supplier: SupplierView,
  prices: readonly SupplierPriceView[],
): FileList {
  const name = { 'zh-CN': `价目-${supplier.nameZh}`, en: `prices-${supplier.code}` };
  return listFile(name, priceColumns(viewer), viewer.language, [prices]);
}
