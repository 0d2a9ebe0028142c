import type { AccountId } from '#domain/identity/ids.ts';

/**
 * Who counts where: `ACCOUNT-DEVICE-SLOT`. The device makes the middle part by chance and keeps it beside the document,
 * so that losing one loses the other; the slot tells its tabs apart. No two writers ever share one, on or off the network.
 */
export type Counter = string & { readonly __counter: true };

/** For key patterns: `new RegExp(`^(?<sku>[0-9]+)\\|(?<counter>${counterSource})$`)`. */
export const counterSource = '[1-9][0-9]{0,9}-[a-z0-9]{10}-[0-9]{1,2}';
const counterPattern = new RegExp(`^${counterSource}$`);

export function counterOf(account: AccountId, device: string, slot: number): Counter {
  const counter = `${account}-${device}-${slot}`;
  if (!counterPattern.test(counter)) throw new TypeError(`not a counter: ${counter}`);
  return counter as Counter;
}

/** The account that a counter belongs to; undefined where it is none. */
export function accountOfCounter(counter: string): AccountId | undefined {
  return counterPattern.test(counter)
    ? (Number(counter.slice(0, counter.indexOf('-'))) as AccountId)
    : undefined;
}
