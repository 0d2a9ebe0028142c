import { getLocale } from '#messages/runtime.js';

/** The name of a thing in the reader's language. */
export function nameOf(thing: { readonly nameZh: string; readonly nameEn: string }): string {
  return getLocale() === 'en' ? thing.nameEn : thing.nameZh;
}

export function skuNameOf(row: { readonly skuNameZh: string; readonly skuNameEn: string }): string {
  return getLocale() === 'en' ? row.skuNameEn : row.skuNameZh;
}

export function storeNameOf(row: { readonly storeNameZh: string; readonly storeNameEn: string }): string {
  return getLocale() === 'en' ? row.storeNameEn : row.storeNameZh;
}
