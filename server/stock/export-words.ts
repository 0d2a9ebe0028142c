import type { DocumentKind } from '#domain/stock/document.ts';
import type { Language } from '#domain/identity/viewer.ts';
import type { Words } from '../export/list-file.ts';

/** What kinds of documents are called in files: as the pages call them. */
export const kindWords: { readonly [K in DocumentKind]: Words } = {
  opening: { 'zh-CN': '期初', en: 'Opening stock' },
  receipt: { 'zh-CN': '收货', en: 'Receipt' },
  sale: { 'zh-CN': '销售', en: 'Sale' },
  return: { 'zh-CN': '退货', en: 'Return' },
  adjustment: { 'zh-CN': '调整', en: 'Adjustment' },
  write_off: { 'zh-CN': '报损', en: 'Write-off' },
  move: { 'zh-CN': '移库', en: 'Move' },
  dispatch: { 'zh-CN': '调出', en: 'Dispatch' },
  receive: { 'zh-CN': '调入', en: 'Receive' },
  reserve: { 'zh-CN': '预留', en: 'Reservation' },
  release: { 'zh-CN': '释放', en: 'Release' },
  reorder_point: { 'zh-CN': '补货点', en: 'Reorder point' },
  reversal: { 'zh-CN': '冲销', en: 'Reversal' },
};

const edgeWords: Readonly<Record<string, Words>> = {
  supplier: { 'zh-CN': '供应商', en: 'Supplier' },
  customer: { 'zh-CN': '顾客', en: 'Customer' },
  loss: { 'zh-CN': '损耗', en: 'Loss' },
  count: { 'zh-CN': '盘点差异', en: 'Count difference' },
  opening: { 'zh-CN': '期初', en: 'Opening' },
  variance: { 'zh-CN': '成本差异', en: 'Cost variance' },
};

/** The other end of a movement: the edge of the company by its name, a store by its code, `>S001` as on its way there. */
export function counterpartWord(counterpart: string, language: Language): string {
  if (!counterpart.startsWith('>')) return edgeWords[counterpart]?.[language] ?? counterpart;
  return `${language === 'en' ? 'In transit' : '在途'} → ${counterpart.slice(1)}`;
}
