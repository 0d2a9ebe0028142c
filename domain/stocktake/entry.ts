import type { Brand } from '../brand.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { Quantity } from '../quantity.ts';

/** A person on a device, in one window of it: nobody else writes its entries. Begins with the account's id and a dash. */
export type Counter = Brand<string, 'Counter'>;
/** `counter:number`. */
export type EntryKey = Brand<string, 'EntryKey'>;

/** The most units one entry may carry: a pallet of small things, far below what a line may. */
export const entryQuantityMax = 1_000_000;
/** Rounds of counting one SKU: the first and the recounts. */
export const roundsMax = 9;
/** Zones of one stocktake; an entry names its zone by its place in the plan, 0 where there are none. */
export const zonesMax = 200;

/** What was in front of the person: a SKU, or a code that nothing is known of yet. */
export type Counted =
  { readonly kind: 'sku'; readonly sku: SkuId } | { readonly kind: 'barcode'; readonly barcode: string };

/**
 * One act of counting: so many units here. It is never changed; a wrong one is voided and another one added.
 *
 *   ledger  ──100──101──102──103──104──     position: the last one the device knew of when the person counted (101)
 *   device       ╎▲ read   ╎▲ read          seal: the next reading it asked for afterwards (103)
 *   entry           ● counted here          so it was counted somewhere from 101 through 103
 */
export interface Entry {
  readonly counter: Counter;
  /** 1, 2, 3 … of its counter. */
  readonly number: number;
  readonly counted: Counted;
  readonly zone: number;
  readonly round: number;
  /** Whole base units of the SKU; scans of the code where it is not known. 0: looked, and there are none. */
  readonly quantity: Quantity;
  readonly position: number;
  /** Closes the windows of the counter's entries before this one. */
  readonly seal: Seal | null;
  /** Device time corrected by what the server's clock said, seconds since 1970: a note, orders nothing. */
  readonly atSeconds: number;
}

/** All entries of the counter through this number were made before the ledger passed this position. */
export interface Seal {
  readonly through: number;
  readonly position: number;
}

export interface Resolution {
  readonly sku: SkuId;
  /** Base units that one scan of the code stands for. */
  readonly quantity: Quantity;
}

export function entryKey(counter: Counter, number: number): EntryKey {
  return `${counter}:${number.toString(36)}` as EntryKey;
}

export function accountOf(counter: string): number {
  return Number(counter.slice(0, counter.indexOf('-')));
}
