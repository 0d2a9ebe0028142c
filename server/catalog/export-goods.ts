import { moneyCell, momentCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { mayReach, maySee, type Language, type Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { GoodsQuery } from '#protocol/catalog/requests.ts';
import type { GoodsRow } from '#protocol/catalog/views.ts';
import type { Company } from '../platform/company.ts';
import type { FileList } from '../export/send.ts';
import { allGoods } from './list.ts';

/** What a row alone does not tell. */
interface Told {
  readonly category: (id: number | null) => string;
  /** The clock of the reader's stores. */
  readonly timeZone: string;
}

interface Column {
  readonly heads: { readonly [L in Language]: string };
  readonly cell: (row: GoodsRow, more: Told) => Cell;
  readonly needs?: 'cost';
}

/** The heads are those that the import knows: what goes out comes in again. */
const columns: readonly Column[] = [
  { heads: { 'zh-CN': '编码', en: 'Code' }, cell: (row) => text(row.code) },
  { heads: { 'zh-CN': '名称', en: 'Name' }, cell: (row) => text(row.nameZh) },
  { heads: { 'zh-CN': '英文名称', en: 'English name' }, cell: (row) => text(row.nameEn) },
  { heads: { 'zh-CN': '规格', en: 'Spec' }, cell: (row) => text(row.spec) },
  { heads: { 'zh-CN': '颜色', en: 'Colour' }, cell: (row) => text(row.color) },
  { heads: { 'zh-CN': '尺码', en: 'Size' }, cell: (row) => text(row.size) },
  { heads: { 'zh-CN': '品牌', en: 'Brand' }, cell: (row) => text(row.brand) },
  { heads: { 'zh-CN': '分类', en: 'Category' }, cell: (row, { category }) => text(category(row.categoryId)) },
  { heads: { 'zh-CN': '条码', en: 'Barcode' }, cell: (row) => text(row.barcodes.join(' ')) },
  { heads: { 'zh-CN': '单位', en: 'Unit' }, cell: (row) => text(row.unitZh) },
  { heads: { 'zh-CN': '箱规', en: 'Units a case' }, cell: (row) => wholeCell(row.packQuantity) },
  { heads: { 'zh-CN': '售价', en: 'Price' }, cell: (row) => moneyCell(row.price) },
  { heads: { 'zh-CN': '进价', en: 'Cost' }, cell: (row) => moneyCell(row.cost), needs: 'cost' },
  { heads: { 'zh-CN': '在售', en: 'Active' }, cell: (row) => text(row.isActive ? '是' : '否') },
  {
    heads: { 'zh-CN': '更新时间', en: 'Updated' },
    cell: ({ updatedAtMs }, { timeZone }) => momentCell(updatedAtMs, zoneOffsetMs(updatedAtMs, timeZone)),
  },
];

/** The goods of a query as a file; columns that the viewer may not see are not in it. */
export async function goodsFile(
  { ledgerSql: sql, locations }: Pick<Company, 'ledgerSql' | 'locations'>,
  viewer: Viewer,
  query: GoodsQuery,
): Promise<FileList> {
  const seen = columns.filter(({ needs }) => needs === undefined || maySee(viewer, needs));
  const categories = await sql<{ id: number; name: string }[]>`select id, name_zh as name from categories`;
  const nameById = new Map(categories.map(({ id, name }) => [id, name]));
  const category = (id: number | null) => (id === null ? '' : (nameById.get(id) ?? ''));
  const timeZone = locations.all().find(({ id }) => mayReach(viewer, id))?.timeZone ?? 'UTC';
  return {
    name: viewer.language === 'en' ? 'goods' : '商品',
    heads: seen.map(({ heads }) => heads[viewer.language]),
    rows: (async function* () {
      for await (const rows of allGoods(sql, viewer, query))
        yield rows.map((row) => seen.map(({ cell }) => cell(row, { category, timeZone })));
    })(),
  };
}
