import { moneyCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { maySee, type Language, type Viewer } from '#domain/identity/viewer.ts';
import type { LevelView } from '#protocol/stock/views.ts';
import type { FileList } from '../export/send.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import type { Place } from './places.ts';
import { readLevelsOfStore } from './level-columns.ts';
import type { LevelFilter } from './read.ts';

/** SKUs that are in memory at once. */
const chunkRows = 500;

export interface LevelsAsked {
  readonly filter: LevelFilter;
  readonly search: string;
}

interface Column {
  readonly heads: { readonly [L in Language]: string };
  readonly cell: (level: LevelView, language: Language) => Cell;
  readonly needs?: 'cost';
}

/** Store, code and what is on hand are called as the import of opening stock calls them. */
const columns: readonly Column[] = [
  { heads: { 'zh-CN': '门店', en: 'Store' }, cell: ({ storeCode }) => text(storeCode) },
  {
    heads: { 'zh-CN': '名称', en: 'Name' },
    cell: (level, language) => text(language === 'en' ? level.storeNameEn : level.storeNameZh),
  },
  {
    heads: { 'zh-CN': '状态', en: 'State' },
    cell: ({ locationKind }, language) => text(placeWords[locationKind][language]),
  },
  { heads: { 'zh-CN': '编码', en: 'Code' }, cell: ({ skuCode }) => text(skuCode) },
  {
    heads: { 'zh-CN': '商品', en: 'Goods' },
    cell: (level, language) => text(language === 'en' ? level.skuNameEn : level.skuNameZh),
  },
  { heads: { 'zh-CN': '库存数量', en: 'On hand' }, cell: ({ onHand }) => wholeCell(onHand) },
  { heads: { 'zh-CN': '预留', en: 'Reserved' }, cell: ({ reserved }) => wholeCell(reserved) },
  {
    heads: { 'zh-CN': '可用', en: 'Available' },
    cell: ({ locationKind, onHand, reserved }) =>
      wholeCell(locationKind === 'shelf' ? onHand - reserved : null),
  },
  { heads: { 'zh-CN': '补货点', en: 'Reorder point' }, cell: ({ reorderPoint }) => wholeCell(reorderPoint) },
  {
    heads: { 'zh-CN': '成本额', en: 'Cost value' },
    cell: ({ value }) => moneyCell(value ?? null),
    needs: 'cost',
  },
];

const placeWords = {
  shelf: { 'zh-CN': '在库', en: 'On hand' },
  transit: { 'zh-CN': '在途', en: 'In transit' },
} as const;

/**
 * The levels of stores as a file, store after store, a page at a time. What is counted blind is as hidden here as on the
 * page; columns that the viewer may not see are not in it.
 */
export function levelsFile(
  company: Company,
  viewer: Viewer,
  stores: readonly (readonly Place[])[],
  asked: LevelsAsked,
): FileList {
  const { language } = viewer;
  const seen = columns.filter(({ needs }) => needs === undefined || maySee(viewer, needs));
  return {
    name: language === 'en' ? 'stock' : '库存',
    heads: seen.map(({ heads }) => heads[language]),
    rows: (async function* () {
      for (const ends of stores) {
        let afterSku = 0;
        for (;;) {
          const page = { ...asked, afterSku, rows: chunkRows };
          const levels = await withViewer(company.viewerSql, viewer, (sql) =>
            readLevelsOfStore(sql, viewer, page, ends),
          );
          yield levels.rows().map((level) => seen.map(({ cell }) => cell(level, language)));
          if (levels.count < page.rows) break;
          afterSku = levels.lastSku;
        }
      }
    })(),
  };
}
