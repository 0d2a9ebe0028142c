import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Level } from '#domain/stock/level.ts';
import { hoursOfDay, type SoldHour } from '#domain/stock/sales-rollup.ts';
import type { Batch } from '#server/stock/batch.ts';
import { salesRows, storeHourRows } from '#server/stock/batch-rows.ts';

export interface Sums {
  readonly quantity: number;
  readonly amount: number;
  readonly cost: number;
}

/** The rollups of sales, in memory. */
export class SalesTables {
  readonly #hours = new Map<string, Sums>();
  readonly storeHours = new Map<string, Sums & { readonly receipts: number }>();

  apply(batch: Batch): void {
    for (const { location, day, hour, sku, ...sums } of salesRows(batch.leftHours))
      add(this.#hours, `${location} ${day} ${hour} ${sku}`, sums);
    for (const { location, day, hour, receipts, quantity: units, amount, cost } of storeHourRows(
      batch.posted,
    )) {
      const key = `${location} ${day} ${hour}`;
      const known = this.storeHours.get(key);
      this.storeHours.set(key, {
        receipts: (known?.receipts ?? 0) + receipts,
        quantity: (known?.quantity ?? 0) + units,
        amount: (known?.amount ?? 0) + amount,
        cost: (known?.cost ?? 0) + cost,
      });
    }
  }

  /** By hour as they stand: the rollup's rows, and what the last hour of each level sold. */
  hourly(levels: ReadonlyMap<string, Level>): Map<string, Sums> {
    const sums = new Map(this.#hours);
    for (const [key, { sold }] of levels) {
      if (!sold) continue;
      const [location, sku] = key.split(' ');
      const day = Math.floor(sold.hour / hoursOfDay);
      add(sums, `${location} ${day} ${sold.hour - day * hoursOfDay} ${sku}`, sold);
    }
    return sums;
  }
}

/** What only the last batch sold: what a rollup has that forgets what it had. */
export function lessOf(now: SoldHour, before: SoldHour): SoldHour {
  return {
    hour: now.hour,
    quantity: quantity(now.quantity - before.quantity),
    amount: fen(now.amount - before.amount),
    cost: fen(now.cost - before.cost),
  };
}

function add(sumsByKey: Map<string, Sums>, key: string, { quantity: units, amount, cost }: Sums): void {
  const known = sumsByKey.get(key);
  sumsByKey.set(key, {
    quantity: (known?.quantity ?? 0) + units,
    amount: (known?.amount ?? 0) + amount,
    cost: (known?.cost ?? 0) + cost,
  });
}
