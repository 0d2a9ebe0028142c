import { getLocale } from '#messages/runtime.js';

/** What a store without a name of its own will be called, as the server calls it. */
export function storeName({ city, number }: { readonly city: string; readonly number: number }): string {
  return getLocale() === 'en' ? `${city} No. ${number}` : `${city}${number}店`;
}
