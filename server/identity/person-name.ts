import type { Viewer } from '#domain/identity/viewer.ts';

/** The column of `accounts` that holds what a person is called in the reader's language; `table` is its alias. */
export function personName({ language }: Pick<Viewer, 'language'>, table = 'a'): string {
  return `${table}.${language === 'en' ? 'name_en' : 'name_zh'}`;
}
