import type { Language } from '#domain/identity/viewer.ts';

export const catalogProblemCodes = [
  'sku.code_taken',
  'sku.changed_since',
  'sku.nothing_changed',
  'sku.merged_already',
  'sku.units_differ',
  'sku.on_its_way',
  'category.in_use',
  'category.circle',
  'name.taken',
  'alias.taken',
  'photo.unreadable',
  'batch.unknown',
  'batch.undone',
  'batch.too_large',
] as const;
export type CatalogProblemCode = (typeof catalogProblemCodes)[number];

const sentences: { readonly [Code in CatalogProblemCode]: { readonly [L in Language]: string } } = {
  'sku.code_taken': {
    'zh-CN': '编码 {code} 已被其他商品使用。请换一个编码，或打开那件商品。',
    en: 'Another SKU has the code {code}. Choose another one, or open that SKU.',
  },
  'sku.changed_since': {
    'zh-CN': '这件商品刚被别人改过。请看一眼最新内容后再保存。',
    en: 'Somebody has changed this SKU since. Look at how it stands now and save again.',
  },
  'sku.nothing_changed': { 'zh-CN': '没有任何改动。', en: 'Nothing would change.' },
  'sku.merged_already': {
    'zh-CN': '其中一件商品已被合并。请选择合并后的那件。',
    en: 'One of the two was merged before. Choose the one it was merged into.',
  },
  'sku.units_differ': {
    'zh-CN': '两件商品的基本单位不同（{one} 与 {other}）。请先统一单位再合并。',
    en: 'The two are counted in different units ({one} and {other}). Make the units one first.',
  },
  'sku.on_its_way': {
    'zh-CN': '要合并掉的商品还有在途、预留或负库存。请先收货、释放或补齐，再合并。',
    en: 'The SKU that would go is still on its way, reserved or below zero somewhere. Receive, release or mend that first.',
  },
  'category.in_use': {
    'zh-CN': '分类下还有商品或子分类。请先移走它们。',
    en: 'The category still has goods or categories in it. Move them first.',
  },
  'category.circle': {
    'zh-CN': '分类不能放到它自己的下级里。',
    en: 'A category can’t stand below itself.',
  },
  'name.taken': {
    'zh-CN': '编码或名称 {code} 已被使用。请换一个。',
    en: '{code} is taken. Choose another one.',
  },
  'alias.taken': {
    'zh-CN': '别名 {code} 已指向另一件商品。请先在那里删除。',
    en: 'The alias {code} names another SKU. Take it away there first.',
  },
  'photo.unreadable': {
    'zh-CN': '这不是可用的图片。请上传不超过 4000 万像素的 JPEG、PNG 或 WebP。',
    en: 'This is no picture that can be used. Send a JPEG, PNG or WebP of at most 40 megapixels.',
  },
  'batch.unknown': { 'zh-CN': '找不到这次改动。', en: 'There is no such change.' },
  'batch.undone': { 'zh-CN': '这次改动已经撤销过。', en: 'That change was taken back already.' },
  'batch.too_large': {
    'zh-CN': '一次最多改 {max} 件商品。请缩小筛选范围。',
    en: 'One act changes at most {max} SKUs. Narrow the list first.',
  },
};

export function catalogSentence(
  code: CatalogProblemCode,
  language: Language,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  return sentences[code][language].replace(/\{(\w+)\}/g, (whole, fact: string) =>
    String(facts[fact] ?? whole),
  );
}
