/** What one unit more or less means in a cell tonight: chances that it sells, and what it costs to stand idle. */
import type { Demand } from './demand.ts';
import type { Evening, Network } from './network.ts';
import { Outlooks, type Carry, type Outlook } from './outlooks.ts';

export const unitsMax = 400;
const scratch = new Float64Array(unitsMax + 8);
const soon = new Float64Array(unitsMax + 8);
const none: readonly number[] = [];

/** What one unit more or less means in a cell tonight, whoever gives or takes it: what a person's own moves are priced with. */
export interface UnitChances {
  /** Chance that the n-th unit received sells before ordinary supply helps. */
  readonly take: ArrayLike<number>;
  /** Chance that the n-th unit leaving would have sold there. */
  readonly give: ArrayLike<number>;
  /** Units expected to sell a day. */
  readonly perDay: number;
}

/** The chances of some cells, up to so many units each way: the same that suggestions are made of [RP-7]. */
export function unitChancesOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  cells: readonly { readonly store: number; readonly sku: number }[],
  unitsAtMost: number,
): readonly UnitChances[] {
  const view = new Outlooks(demand, network, evening);
  const periods = network.step === 7 ? 4 : 14;
  /** A unit that sells less often than this is told as one that does not. */
  const least = 0.005;
  return cells.map(({ store, sku }) => {
    const outlook = view.of(store, sku);
    const carry = view.carry(store, sku);
    const stock = Math.min(unitsMax, unitsAtMost, evening.stock[store * network.skus.length + sku]!);
    const isCarried = outlook.mean >= 1e-4 && view.hasSold(store, sku);
    return {
      take: isCarried ? Array.from(takesOf(view, outlook, least, carry)).slice(0, unitsAtMost) : none,
      give: stock > 0 ? givesOf(view, outlook, stock, carry) : none,
      perDay: demand.meanOf(store, sku, 1, periods) / (periods * network.step),
    };
  });
}

/** Extra unit n sells if demand reaches have + n. Carry: the chance-worth of a unit standing idle there. */
export function takesOf(
  view: Outlooks,
  { store, sku, have, mean, variance, soonMean, soonVariance, window, bare, bareMean, bareVariance }: Outlook,
  lowest: number,
  carry: Carry,
): ArrayLike<number> {
  const count = Math.min(unitsMax, Math.ceil(mean + 4 * Math.sqrt(variance)) + 2);
  view.fill(store, sku, mean, variance, have + 1, count, scratch);
  if (soonMean < mean) {
    const later = laterCounts(window, view.isSeason);
    view.fill(store, sku, soonMean, soonVariance, have + 1, count, soon);
    for (let i = 0; i < count; i++) scratch[i] = later * scratch[i]! + (1 - later) * soon[i]!;
  }
  if (bareMean > 0) {
    view.fill(store, sku, bareMean, bareVariance, bare + 1, count, soon);
    for (let i = 0; i < count; i++) scratch[i] = Math.max(scratch[i]!, soon[i]!);
  }
  let used = 0;
  while (used < count) {
    scratch[used]! -= idle(carry, used + 1);
    if (scratch[used]! <= lowest) break;
    used++;
  }
  return copied(scratch, used);
}

/** The n-th unit leaving would have sold if demand reached have − n + 1. */
export function givesOf(
  view: Outlooks,
  { store, sku, have, mean, variance, bare, bareMean, bareVariance }: Outlook,
  spare: number,
  carry: Carry,
): ArrayLike<number> {
  const from = have - spare + 1;
  view.fill(store, sku, mean, variance, from, spare, scratch);
  if (bareMean > 0) {
    view.fill(store, sku, bareMean, bareVariance, bare - spare + 1, spare, soon);
    for (let i = 0; i < spare; i++) scratch[i] = Math.max(scratch[i]!, soon[i]!);
  }
  const gives: number[] = [];
  let used = 0;
  for (; used < spare; used++) {
    const chance = scratch[spare - 1 - used]!;
    if (chance > 0.97) break;
    gives.push(chance - idle(carry, -used));
  }
  return gives;
}

/** A plain list: a hundred thousand small typed arrays a region would cost more than their numbers. */
function copied(from: Float64Array, count: number): readonly number[] {
  const list: number[] = [];
  for (let i = 0; i < count; i++) list.push(from[i]!);
  return list;
}

function idle({ over, perUnit }: Carry, extra: number): number {
  return over + extra > 0 ? Math.min(0.5, (over + extra) * perUnit) : 0;
}

/**
 * What a unit would sell only after the next evening of transfers counts for less: waiting until then knows more. The
 * longer ordinary supply takes, the less waiting helps. Measured: at two days of lead the same fill with a fifth fewer
 * documents, at nine days a fifth less stock than if waiting were always as good. In a season nothing else will help, but
 * what no store sells until the next evening can still go to any of them: counted by half, two thirds of the units are
 * carried that are carried when later sales count whole, and more are sold.
 */
function laterCounts(window: number, isSeason: boolean): number {
  return isSeason ? 0.5 : Math.min(1, 0.5 + 0.1 * Math.max(0, window - 6));
}
