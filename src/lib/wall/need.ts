import type { WallStore } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import { changeOf, shareOf } from './figures.ts';

/** How much a store needs somebody: red means wrong, amber means soon. */
export type NeedLevel = 'calm' | 'soon' | 'wrong';
export type NeedReason = 'negative' | 'out_of_stock' | 'below_reorder_point' | 'sales' | 'none';
export interface Need {
  readonly level: NeedLevel;
  readonly reason: NeedReason;
  /** Higher comes first on the wall. */
  readonly score: number;
}

/**
 * What is usual in the chain, so that a tile stands out only where it differs from its neighbours. Shops and warehouses
 * apart: through a warehouse fresh goods only pass, and by day it has none of them.
 */
export type Usual = { readonly [Kind in WallStore['kind']]: UsualShares };
export interface UsualShares {
  readonly outOfStockShare: number;
  readonly belowShare: number;
}

/** What is usual among the tiles of a board, of each kind of place. */
export function usualOf(
  stores: readonly Pick<WallStore, 'storeId' | 'kind'>[],
  tileByStore: ReadonlyMap<number, Tile>,
): Usual {
  const none = () => ({ skus: 0, out: 0, below: 0 });
  const sums = { store: none(), warehouse: none() };
  for (const { storeId, kind } of stores) {
    const tile = tileByStore.get(storeId);
    if (!tile) continue;
    sums[kind].skus += tile.skus;
    sums[kind].out += tile.outOfStock;
    sums[kind].below += tile.belowReorderPoint;
  }
  const shares = ({ skus, out, below }: ReturnType<typeof none>): UsualShares => ({
    outOfStockShare: shareOf(out, skus) ?? 0,
    belowShare: shareOf(below, skus) ?? 0,
  });
  return { store: shares(sums.store), warehouse: shares(sums.warehouse) };
}

/** Where every shop is short of a quarter, a quarter is not news: a shop must be this much worse than the chain. */
const outWrong = { shareMin: 0.12, timesUsual: 2.2 };
const outSoon = { shareMin: 0.05, timesUsual: 1.5 };
const belowSoon = { shareMin: 0.1, timesUsual: 1.5 };
/** Sales this far under last week's, once last week's are worth comparing with (fen). */
const salesSoon = { change: -0.3, amountBeforeMin: 100_000 };

export function needOf(tile: Tile, { kind }: Pick<WallStore, 'kind'>, usualByKind: Usual): Need {
  const usual = usualByKind[kind];
  const out = shareOf(tile.outOfStock, tile.skus) ?? 0;
  const below = shareOf(tile.belowReorderPoint, tile.skus) ?? 0;
  const change =
    tile.amountBefore >= salesSoon.amountBeforeMin ? (changeOf(tile.amount, tile.amountBefore) ?? 0) : 0;
  const weight = out * 4 + below + Math.max(0, -change) * 2;
  if (tile.negative > 0)
    return { level: 'wrong', reason: 'negative', score: 2000 + tile.negative * 10 + weight };
  if (isOver(out, usual.outOfStockShare, outWrong))
    return { level: 'wrong', reason: 'out_of_stock', score: 1000 + weight };
  if (isOver(out, usual.outOfStockShare, outSoon))
    return { level: 'soon', reason: 'out_of_stock', score: 100 + weight };
  if (change <= salesSoon.change) return { level: 'soon', reason: 'sales', score: 100 + weight };
  if (isOver(below, usual.belowShare, belowSoon))
    return { level: 'soon', reason: 'below_reorder_point', score: 100 + weight };
  return { level: 'calm', reason: 'none', score: weight };
}

function isOver(
  share: number,
  usual: number,
  bound: { readonly shareMin: number; readonly timesUsual: number },
): boolean {
  return share >= Math.max(bound.shareMin, usual * bound.timesUsual);
}
