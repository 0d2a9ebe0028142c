import type { DraftRequest } from '#protocol/purchase/command.ts';
import type { NeedRow } from '#protocol/purchase/views.ts';

/** Where a row is to come from: its supplier, or a store that has it. */
export type From = 'supplier' | number | 'none';

export interface Wish {
  readonly row: NeedRow;
  readonly quantity: number;
  readonly from: From;
}

/** What a row begins with: what is proposed, from its supplier, else from a warehouse or a store that has it. */
export function wishOf(row: NeedRow): Wish {
  const from = row.supplierId !== null ? 'supplier' : (row.sources[0]?.storeId ?? 'none');
  return { row, quantity: row.proposed, from };
}

export interface Papers {
  readonly orders: DraftRequest['lines'];
  /** How many orders they make: one a supplier. */
  readonly suppliers: number;
  readonly transfers: readonly {
    readonly sourceStoreId: number;
    /** Why, of each of its goods. */
    readonly reasons: readonly string[];
    readonly lines: readonly { readonly sku: number; readonly quantity: number }[];
  }[];
}

/** Rows become one order a supplier, and one transfer a source; without a quantity or a way they become nothing. */
export function papersOf(wishes: readonly Wish[], reasonOf: (row: NeedRow) => string): Papers {
  const wanted = wishes.filter(({ quantity, from }) => quantity > 0 && from !== 'none');
  const bought = wanted.filter(({ from }) => from === 'supplier');
  const bySource = Map.groupBy(
    wanted.filter(({ from }) => typeof from === 'number'),
    ({ from }) => from as number,
  );
  return {
    orders: bought.map(({ row, quantity }) => ({ sku: row.skuId, quantity, reason: reasonOf(row) })),
    suppliers: new Set(bought.map(({ row }) => row.supplierId)).size,
    transfers: [...bySource].map(([sourceStoreId, rows]) => ({
      sourceStoreId,
      reasons: rows.map(({ row }) => reasonOf(row)),
      lines: rows.map(({ row, quantity }) => ({ sku: row.skuId, quantity })),
    })),
  };
}
