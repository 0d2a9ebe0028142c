import type { Facts, NoteCode, RefusalCode } from '#domain/stock/outcome.ts';
import type { Language } from '#domain/identity/viewer.ts';

type Sentence = { readonly [L in Language]: string };

/** What happened and what to do next, for each code. `{fact}` is filled from the facts. */
const sentenceByCode: { readonly [Code in RefusalCode | NoteCode]: Sentence } = {
  'stock.insufficient': {
    'zh-CN': '库存不足：要 {asked}，可用 {available}。请减少数量，或先收货、调拨。',
    en: 'Not enough stock: {asked} asked, {available} available. Ask for less, or receive or move goods first.',
  },
  'stock.nothing_to_post': {
    'zh-CN': '没有可过账的内容。请填写至少一行。',
    en: 'There is nothing to post. Enter at least one line.',
  },
  'document.not_found': {
    'zh-CN': '找不到所引用的单据。请核对单号。',
    en: 'The document referred to was not found. Check its number.',
  },
  'document.wrong_kind': {
    'zh-CN': '所引用的单据不能这样处理。请选择本店对应类型的单据。',
    en: 'The document referred to can’t be used for this. Choose one of the right kind, of this store.',
  },
  'return.more_than_sold': {
    'zh-CN': '第 {line} 行售出 {sold}，已退 {returned}，不能再退 {asked}。请减少退货数量。',
    en: 'Line {line} sold {sold}, {returned} came back already: {asked} can’t be returned. Return fewer.',
  },
  'return.line_unknown': {
    'zh-CN': '销售单没有第 {line} 行。请核对行号。',
    en: 'The sale has no line {line}. Check the line number.',
  },
  'reversal.already': {
    'zh-CN': '该单据已冲销或已有退货，不能再次冲销。',
    en: 'The document was reversed already, or goods of it came back: it can’t be reversed.',
  },
  'release.already': {
    'zh-CN': '该预留已释放，无需再操作。',
    en: 'The reservation was released already; nothing is left to do.',
  },
  'move.same_location': {
    'zh-CN': '调出与调入相同。请选择另一家门店或仓库。',
    en: 'Source and target are the same. Choose another store or warehouse.',
  },
  'move.wrong_location': {
    'zh-CN': '不能在这两个库位间移动。请改选门店或仓库。',
    en: 'Goods can’t be moved between these two. Choose other stores or warehouses.',
  },
  'period.closed': {
    'zh-CN': '该营业日已结账。请改用未结账的日期。',
    en: 'That business day is closed. Use a day that is open.',
  },
  'key.other_input': {
    'zh-CN': '这个操作号已用于另一份内容。请刷新后重新提交。',
    en: 'This key was used for other content. Reload and submit again.',
  },
  'stock.negative': {
    'zh-CN': '已过账，但库存变为 {onHand}。请核查是否有未收货或错扫。',
    en: 'Posted, but stock is now {onHand}. Look for an unposted receipt or a wrong scan.',
  },
  'stock.cost_pending': {
    'zh-CN': '成本暂按最近均价计，下次收货时补差。',
    en: 'Cost is the last known average for now; the next receipt trues it up.',
  },
  'stock.below_reorder_point': {
    'zh-CN': '库存 {onHand}，低于补货点 {reorderPoint}。',
    en: '{onHand} on hand, below the reorder point of {reorderPoint}.',
  },
};

/** The sentence of a code in the reader's language, with its facts filled in. */
export function sentenceOf(code: RefusalCode | NoteCode, facts: Facts, language: Language): string {
  return sentenceByCode[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(facts[name] ?? whole),
  );
}
