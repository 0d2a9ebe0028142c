import { m } from '#messages';
import type { EntryKind } from './entry.svelte.ts';

const titles: { readonly [K in EntryKind]: () => string } = {
  receipt: m.entry_receipt,
  sale: m.entry_sale_title,
  return: m.entry_return,
  adjustment: m.entry_adjustment,
  write_off: m.entry_write_off,
  move: m.entry_move,
  opening: m.entry_opening,
};

export function entryTitle(kind: EntryKind): string {
  return titles[kind]();
}

const causes: Readonly<Record<string, () => string>> = {
  expired: m.cause_expired,
  damaged: m.cause_damaged,
  stolen: m.cause_stolen,
  sample: m.cause_sample,
  other: m.cause_other,
  found: m.cause_found,
  missing: m.cause_missing,
  miscounted: m.cause_miscounted,
  wrong_item: m.cause_wrong_item,
  counted: m.cause_counted,
};

/** Why goods were lost or found; one that this page does not know stays as it came. */
export function causeName(cause: string): string {
  return causes[cause]?.() ?? cause;
}
