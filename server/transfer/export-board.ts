import { momentCell, moneyCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import type { TransferState } from '#domain/transfer/state.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { listFile, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

const stateWords: { readonly [S in TransferState]: Words } = {
  suggested: { 'zh-CN': '建议', en: 'Suggested' },
  asked: { 'zh-CN': '待答复', en: 'Asked' },
  talks: { 'zh-CN': '商谈中', en: 'In talks' },
  agreed: { 'zh-CN': '已签', en: 'Agreed' },
  picking: { 'zh-CN': '拣货中', en: 'Picking' },
  in_transit: { 'zh-CN': '在途', en: 'In transit' },
  received: { 'zh-CN': '已收', en: 'Received' },
  closed: { 'zh-CN': '有差异', en: 'Closed, different' },
  cancelled: { 'zh-CN': '已取消', en: 'Cancelled' },
};

function columnsFor(viewer: Viewer, timeZone: string): readonly ListColumn<TransferCard>[] {
  const moment = (ms: number | null) => momentCell(ms, ms === null ? 0 : zoneOffsetMs(ms, timeZone));
  const value: ListColumn<TransferCard> = {
    heads: { 'zh-CN': '成本额', en: 'Value' },
    cell: (row) => moneyCell(row.value),
  };
  return [
    { heads: { 'zh-CN': '调拨单', en: 'Transfer' }, cell: ({ id }) => text(`T${id}`) },
    {
      heads: { 'zh-CN': '状态', en: 'State' },
      cell: ({ state }, language) => text(stateWords[state][language]),
    },
    { heads: { 'zh-CN': '调出', en: 'From' }, cell: ({ sourceCode }) => text(sourceCode) },
    {
      heads: { 'zh-CN': '调出名称', en: 'From name' },
      cell: (row, language) => text(language === 'en' ? row.sourceNameEn : row.sourceNameZh),
    },
    { heads: { 'zh-CN': '调入', en: 'To' }, cell: ({ targetCode }) => text(targetCode) },
    {
      heads: { 'zh-CN': '调入名称', en: 'To name' },
      cell: (row, language) => text(language === 'en' ? row.targetNameEn : row.targetNameZh),
    },
    { heads: { 'zh-CN': '行数', en: 'Lines' }, cell: ({ lineCount }) => wholeCell(lineCount) },
    { heads: { 'zh-CN': '件数', en: 'Units' }, cell: ({ units }) => wholeCell(units) },
    { heads: { 'zh-CN': '在途', en: 'In transit' }, cell: ({ unitsInTransit }) => wholeCell(unitsInTransit) },
    { heads: { 'zh-CN': '差异', en: 'Different' }, cell: ({ unitsDifferent }) => wholeCell(unitsDifferent) },
    ...(maySee(viewer, 'cost') ? [value] : []),
    { heads: { 'zh-CN': '制单时间', en: 'Made' }, cell: ({ madeAtMs }) => moment(madeAtMs) },
    { heads: { 'zh-CN': '应到', en: 'Due' }, cell: ({ dueAtMs }) => moment(dueAtMs) },
    { heads: { 'zh-CN': '制单人', en: 'Made by' }, cell: ({ madeByName }) => text(madeByName) },
    { heads: { 'zh-CN': '备注', en: 'Note' }, cell: ({ note }) => text(note) },
  ];
}

export function boardFile(viewer: Viewer, timeZone: string, cards: readonly TransferCard[]): FileList {
  return listFile({ 'zh-CN': '调拨单', en: 'transfers' }, columnsFor(viewer, timeZone), viewer.language, [
    cards,
  ]);
}
