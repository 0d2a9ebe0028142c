import type { Language } from '#domain/identity/viewer.ts';

export const stocktakeProblemCodes = [
  'stocktake.not_counting',
  'stocktake.changed',
  'stocktake.needs_approval',
  'stocktake.own_approval',
  'stocktake.no_approval_needed',
  'stocktake.too_many_skus',
  'stocktake.nothing_to_count',
  'stocktake.already_open',
  'stocktake.not_posted',
  'stocktake.link_over',
  'stocktake.late_closed',
  'stocktake.late_unknown',
  'stocktake.photo_unreadable',
  'stocktake.photo_many',
  'stocktake.zones_many',
  'stocktake.busy',
] as const;
export type StocktakeProblemCode = (typeof stocktakeProblemCodes)[number];

/** What happened and what to do next. `{fact}` is filled from the facts. */
const sentenceByCode: { readonly [Code in StocktakeProblemCode]: { readonly [L in Language]: string } } = {
  'stocktake.not_counting': {
    'zh-CN': '该盘点已不在进行中。请刷新查看结果。',
    en: 'This stocktake is no longer being counted. Reload to see what became of it.',
  },
  'stocktake.changed': {
    'zh-CN': '您查看之后差异有变化。请核对新的差异后再提交。',
    en: 'The differences have changed since you looked. Check them and commit again.',
  },
  'stocktake.needs_approval': {
    'zh-CN': '差异金额超过限额，需另一人批准后才能提交。',
    en: 'The differences are above the limit: a second person must approve them before commit.',
  },
  'stocktake.own_approval': {
    'zh-CN': '批准人不能是提交人，请另一位有权限的同事提交。',
    en: 'Who approves can’t be who commits. Ask another person with the right.',
  },
  'stocktake.no_approval_needed': {
    'zh-CN': '差异未超过限额，无需批准，可直接提交。',
    en: 'The differences are within the limit: commit without approval.',
  },
  'stocktake.too_many_skus': {
    'zh-CN': '一次盘点最多 {most} 个商品。请按分类或区域分开盘点。',
    en: 'One stocktake holds at most {most} SKUs. Plan it by category or zone.',
  },
  'stocktake.nothing_to_count': {
    'zh-CN': '所选范围内没有商品。请换一个范围。',
    en: 'There is nothing to count in what you chose. Choose something else.',
  },
  'stocktake.already_open': {
    'zh-CN': '本店进行中的盘点已达 {most} 个。请先完成或取消一个。',
    en: 'The store has {most} stocktakes running already. Commit or cancel one first.',
  },
  'stocktake.not_posted': {
    'zh-CN': '盘点已冻结，但过账被拒绝：{reason}。再次点击提交即可重试，不会重复过账。',
    en: 'The count is frozen but the posting was refused: {reason}. Press commit again; nothing is posted twice.',
  },
  'stocktake.link_over': {
    'zh-CN': '该二维码已过期。请让店长重新显示二维码。',
    en: 'This code is over. Ask for a new one to be shown.',
  },
  'stocktake.late_closed': {
    'zh-CN': '这条迟到记录已处理，请刷新查看。',
    en: 'This late entry has been dealt with already. Reload to see how.',
  },
  'stocktake.late_unknown': {
    'zh-CN': '这个条码还不知道是什么商品。请先在商品资料中补充条码，再补记。',
    en: 'Nobody knows what this code is yet. Add the barcode to its SKU first.',
  },
  'stocktake.photo_unreadable': {
    'zh-CN': '无法识别该图片，请重新拍摄。',
    en: 'The picture can’t be read. Take it again.',
  },
  'stocktake.photo_many': {
    'zh-CN': '本次盘点的照片已达 {most} 张。',
    en: 'This stocktake holds {most} photos already.',
  },
  'stocktake.zones_many': {
    'zh-CN': '一次盘点最多 {most} 个区域。请使用已有的区域。',
    en: 'One stocktake holds at most {most} zones. Use one that is there.',
  },
  'stocktake.busy': {
    'zh-CN': '系统繁忙，请几秒后再点一次，不会重复过账。',
    en: 'It can’t be taken now. Press again in a few seconds; nothing is posted twice.',
  },
};

export function stocktakeSentence(
  code: StocktakeProblemCode,
  language: Language,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  return sentenceByCode[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(facts[name] ?? whole),
  );
}
