import type { RuleKind } from '#domain/alert/rule.ts';
import type { Language } from '#domain/identity/viewer.ts';

/** What is wrong with one good, in a few words for a small screen: `{count}` is units or days. */
const wordsByKind: { readonly [Kind in RuleKind]: { readonly [L in Language]: string } } = {
  short: { 'zh-CN': '剩 {count}', en: '{count} left' },
  over: { 'zh-CN': '库存 {count}', en: '{count} on hand' },
  none: { 'zh-CN': '断货 {count} 天', en: 'none for {count} d' },
  negative: { 'zh-CN': '负库存 {count}', en: '{count} on hand' },
  stalled: { 'zh-CN': '{count} 天无销售', en: 'unsold for {count} d' },
  running_out: { 'zh-CN': '还够卖 {count} 天', en: 'lasts {count} d' },
};

export function measureWords(kind: RuleKind, measure: number, language: Language): string {
  const figure = new Intl.NumberFormat(language).format(measure).replace('-', '−');
  return wordsByKind[kind][language].replace('{count}', figure);
}

export interface Found {
  readonly storeName: string;
  readonly skuName: string;
  readonly measure: number;
}

/** What a message says: how much in how many stores, then the most pressing ones. */
export function messageWords(
  kind: RuleKind,
  {
    goods,
    stores,
    first,
  }: { readonly goods: number; readonly stores: number; readonly first: readonly Found[] },
  language: Language,
): readonly string[] {
  const isEnglish = language === 'en';
  const head = isEnglish
    ? `${goods} ${goods === 1 ? 'item' : 'items'} in ${stores} ${stores === 1 ? 'store' : 'stores'}`
    : `${stores} 家门店，${goods} 项`;
  const lines = first.map(
    ({ storeName, skuName, measure }) =>
      `${storeName} · ${skuName} · ${measureWords(kind, measure, language)}`,
  );
  const more = goods - first.length;
  if (more > 0) lines.push(isEnglish ? `and ${more} more` : `另有 ${more} 项`);
  return [head, ...lines];
}
