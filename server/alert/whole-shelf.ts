import type { ShelfFacts } from '#domain/alert/rule.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { Pace } from './pace.ts';
import type { WatchedRule } from './rules.ts';
import { readOutSince, readPaces, readShelf, readStillSince, type ShelfSku } from './shelf-facts.ts';

/** A SKU on a shelf, and everything that rules ask of it. */
export interface SkuFacts {
  readonly row: ShelfSku;
  readonly facts: ShelfFacts;
}

export interface ShelfAsked {
  readonly location: LocationId;
  readonly rules: readonly Pick<WatchedRule, 'kind' | 'amount'>[];
  /** The store's business day of now, and of any moment (ms). */
  readonly businessDay: number;
  readonly dayOf: (ms: number) => number;
  /** How fast it sells, where that is known from before. */
  readonly pace: Pace | undefined;
}

/** Everything on one shelf as these rules look at it; what none of them asks is not read. */
export async function readWholeShelf(
  sql: Queries,
  { location, rules, businessDay, dayOf, pace: known }: ShelfAsked,
): Promise<{ readonly rows: readonly SkuFacts[]; readonly pace: Pace | undefined }> {
  const rows = await readShelf(sql, location);
  const amounts = (kind: WatchedRule['kind']): number[] =>
    rules.filter((rule) => rule.kind === kind).map((rule) => rule.amount ?? 1);
  const outs = amounts('none').length > 0 ? rows.filter((row) => row.onHand <= 0).map(({ sku }) => sku) : [];
  const outSince = await readOutSince(sql, location, outs);
  const still = amounts('stalled');
  const lying = still.length > 0 ? rows.filter((row) => row.onHand > 0).map(({ sku }) => sku) : [];
  const stillSince = await readStillSince(sql, location, lying, businessDay - Math.min(...still, Infinity));
  const pace =
    amounts('running_out').length > 0 ? new Pace(await readPaces(sql, location, businessDay)) : known;
  /** Whole business days of the store between a moment and now. */
  const since = (ms: number | undefined): number =>
    ms === undefined ? -1 : Math.max(0, businessDay - dayOf(ms));
  return {
    pace,
    rows: rows.map((row) => ({
      row,
      facts: {
        ...row,
        pace: pace?.of(row.sku) ?? 0,
        outDays: since(outSince.get(row.sku)),
        stillDays: since(stillSince.get(row.sku)),
      },
    })),
  };
}
