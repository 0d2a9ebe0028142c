import { extraSales } from '#domain/replenish/price-line.ts';
import { measureCell, moneyCell, text, wholeCell } from '#domain/export/cell.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { SuggestionView } from '#protocol/replenish/views.ts';
import { column, listFile, nameColumn, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';

const kindWords: { readonly [K in SuggestionView['kind']]: Words } = {
  transfer: { 'zh-CN': '店间调拨', en: 'Between stores' },
  order: { 'zh-CN': '向仓库要货', en: 'From the warehouse' },
  purchase: { 'zh-CN': '向供应商订货', en: 'From suppliers' },
};

const stateWords: { readonly [S in SuggestionView['state']]: Words } = {
  open: { 'zh-CN': '待定', en: 'Open' },
  accepted: { 'zh-CN': '已采纳', en: 'Accepted' },
  rejected: { 'zh-CN': '已拒绝', en: 'Rejected' },
};

const reasonWords: Readonly<Record<string, Words>> = {
  not_needed: { 'zh-CN': '不需要', en: 'Not needed' },
  keep: { 'zh-CN': '要留着', en: 'We keep it' },
  wrong_figure: { 'zh-CN': '数不对', en: 'Figure is wrong' },
  display: { 'zh-CN': '陈列用', en: 'On display' },
  other: { 'zh-CN': '其他', en: 'Other' },
};

const sentUnits = ({ chosen, quantity }: SuggestionView) => chosen ?? quantity;

function columnsFor(viewer: Viewer): readonly ListColumn<SuggestionView>[] {
  const price: ListColumn<SuggestionView> = column('每件进价', 'Price a pack', ({ packPrice }) =>
    moneyCell(packPrice),
  );
  const margin: ListColumn<SuggestionView> = column('每件毛利', 'Margin a unit', ({ margin: fen }) =>
    moneyCell(fen === null ? null : Math.round(fen)),
  );
  return [
    column('种类', 'Kind', ({ kind }, language) => text(kindWords[kind][language])),
    nameColumn(
      '从',
      'From',
      (row) => row.sourceZh,
      (row) => row.sourceEn,
    ),
    nameColumn(
      '到',
      'To',
      (row) => row.targetZh,
      (row) => row.targetEn,
    ),
    column('编码', 'Code', ({ skuCode }) => text(skuCode)),
    nameColumn(
      '商品',
      'Goods',
      (row) => row.skuNameZh,
      (row) => row.skuNameEn,
    ),
    column('建议数量', 'Suggested', ({ quantity }) => wholeCell(quantity)),
    column('采纳数量', 'Accepted', ({ state, chosen, quantity }) =>
      wholeCell(state === 'accepted' ? (chosen ?? quantity) : null),
    ),
    column('箱规', 'Units a pack', ({ pack }) => wholeCell(pack)),
    column('从：库存', 'From: stock', ({ sourceStock }) => wholeCell(sourceStock)),
    column('从：可卖天数', 'From: days of cover', ({ sourceCover }) => measureCell(sourceCover)),
    column('到：库存', 'To: stock', ({ targetStock }) => wholeCell(targetStock)),
    column('到：可卖天数', 'To: days of cover', ({ targetCover }) => measureCell(targetCover)),
    column('预计多卖', 'Extra sales expected', (row) =>
      measureCell(Number(extraSales(row, sentUnits(row)).toFixed(1))),
    ),
    ...(maySee(viewer, 'cost') ? [price] : []),
    ...(maySee(viewer, 'margin') ? [margin] : []),
    column('已知事件', 'What was known', ({ eventNote }) => text(eventNote ?? '')),
    column('状态', 'State', ({ state }, language) => text(stateWords[state][language])),
    column('拒绝理由', 'Why not', ({ reason }, language) =>
      text(reason === null ? '' : (reasonWords[reason]?.[language] ?? reason)),
    ),
    column('单据', 'Document', ({ transferId, purchaseId }) =>
      text(transferId !== null ? `T${transferId}` : purchaseId !== null ? `P${purchaseId}` : ''),
    ),
  ];
}

/** The lines of a run, document after document, as they were ranked. */
export function suggestionsFile(viewer: Viewer, lines: readonly SuggestionView[]): FileList {
  const name = { 'zh-CN': '补货建议', en: 'suggestions' };
  return listFile(name, columnsFor(viewer), viewer.language, [lines]);
}
