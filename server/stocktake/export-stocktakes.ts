import { momentCell, moneyCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { StocktakeRow, StocktakeScope, StocktakeState } from '#protocol/stocktake/views.ts';
import { column, listFile, nameColumn, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

const scopeWords: { readonly [S in StocktakeScope]: Words } = {
  full: { 'zh-CN': '全盘', en: 'Everything' },
  category: { 'zh-CN': '按分类', en: 'By category' },
  zone: { 'zh-CN': '按区域', en: 'By zone' },
  list: { 'zh-CN': '按清单', en: 'A list' },
  cycle: { 'zh-CN': '循环盘点', en: 'Cycle count' },
  spot: { 'zh-CN': '抽盘', en: 'Spot check' },
};

const stateWords: { readonly [S in StocktakeState]: Words } = {
  counting: { 'zh-CN': '点数中', en: 'Counting' },
  posting: { 'zh-CN': '过账中', en: 'Posting' },
  committed: { 'zh-CN': '已提交', en: 'Committed' },
  cancelled: { 'zh-CN': '已取消', en: 'Cancelled' },
};

const moment = (ms: number | null, { timeZone }: StocktakeRow) =>
  momentCell(ms, ms === null ? 0 : zoneOffsetMs(ms, timeZone));

function columnsFor(viewer: Viewer): readonly ListColumn<StocktakeRow>[] {
  const money: readonly ListColumn<StocktakeRow>[] = [
    column('盘盈金额', 'Gain', ({ gain }) => moneyCell(gain)),
    column('盘亏金额', 'Loss', ({ loss }) => moneyCell(loss)),
  ];
  return [
    column('编号', 'Number', ({ id }) => wholeCell(id)),
    column('盘点', 'Stocktake', ({ name }) => text(name)),
    column('门店', 'Store', ({ storeCode }) => text(storeCode)),
    nameColumn(
      '门店名称',
      'Store name',
      (row) => row.storeNameZh,
      (row) => row.storeNameEn,
    ),
    column('类型', 'Kind', ({ scope }, language) => text(scopeWords[scope][language])),
    column('盲盘', 'Blind', ({ isBlind }, language) =>
      text(language === 'en' ? (isBlind ? 'Yes' : 'No') : isBlind ? '是' : '否'),
    ),
    column('状态', 'State', ({ state }, language) => text(stateWords[state][language])),
    column('应点商品', 'SKUs to count', ({ expectedSkus }) => wholeCell(expectedSkus)),
    column('已点商品', 'SKUs counted', ({ countedSkus }) => wholeCell(countedSkus)),
    column('点数记录', 'Entries', ({ entries }) => wholeCell(entries)),
    column('件数', 'Units', ({ units }) => wholeCell(units)),
    column('人数', 'People', ({ people }) => wholeCell(people)),
    column('迟到记录', 'Late entries', ({ late }) => wholeCell(late)),
    ...(maySee(viewer, 'cost') ? money : []),
    column('开始时间', 'Begun', (row) => moment(row.createdAtMs, row)),
    column('提交时间', 'Committed', (row) => moment(row.committedAtMs, row)),
    column('单据', 'Document', ({ document }) => text(document ?? '')),
  ];
}

export function stocktakesFile(viewer: Viewer, rows: readonly StocktakeRow[]): FileList {
  return listFile({ 'zh-CN': '盘点', en: 'stocktakes' }, columnsFor(viewer), viewer.language, [rows]);
}
