/** Tonight's transfers inside each region: what a unit more or less means at each store, then the solver. */
import type { Demand } from './demand.ts';
import type { Evening, Knobs, Network, PlannedTransfer } from './network.ts';
import { Outlooks } from './outlooks.ts';
import { Shares } from './shares.ts';
import type { Move, TransferItem } from './transfer-instance.ts';
import { solveTransfers } from './transfer-solve.ts';
import { givesOf, takesOf, unitsMax } from './unit-chances.ts';

const none: readonly number[] = [];

export function transfersOf(
  demand: Demand,
  network: Network,
  evening: Evening,
  knobs: Knobs,
): readonly PlannedTransfer[] {
  if (!evening.mayMove || network.stores < 2) return [];
  const byRegion = new Map<number, number[]>();
  for (let s = 0; s < network.stores; s++) {
    const region = network.regions[s]!;
    const stores = byRegion.get(region);
    if (stores) stores.push(s);
    else byRegion.set(region, [s]);
  }
  const view = new Outlooks(demand, network, evening);
  const transfers: PlannedTransfer[] = [];
  for (const stores of byRegion.values())
    if (stores.length > 1) transfers.push(...transfersIn(stores, view, network, evening, knobs));
  return transfers;
}

function transfersIn(
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  { hurdle, hasChances, isPriced }: Knobs,
): readonly PlannedTransfer[] {
  const { docCost, unitCost } = network.transfer;
  const items: TransferItem[] = [];
  for (let k = 0; k < network.skus.length; k++) {
    const item = itemOf(k, stores, view, network, evening, hurdle * unitCost);
    if (item) items.push(item);
  }
  if (items.length === 0) return [];
  const moves = solveTransfers({
    stores: stores.length,
    unitCost: unitCost * hurdle,
    docCost: docCost * hurdle,
    items,
  });
  if (isPriced === false)
    return moves.map(({ from, to, item, quantity }) => ({
      from: stores[from]!,
      to: stores[to]!,
      sku: items[item]!.sku,
      quantity,
      coverFrom: 0,
      coverTo: 0,
      onWayFrom: 0,
      onWayTo: 0,
      waitFrom: 0,
      waitTo: 0,
      extra: 0,
      gain: 0,
    }));
  return priced(moves, items, stores, view, network, evening, hasChances === true);
}

function itemOf(
  k: number,
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  unitCost: number,
): TransferItem | undefined {
  const { display } = network.skus[k]!;
  const margin = view.worthOf(k);
  if (!(margin > unitCost)) return undefined;
  const skus = network.skus.length;
  const outlooks = stores.map((s) => view.of(s, k));
  let givers = 0;
  let takers = 0;
  const isTaker = stores.map((s, i) => {
    const { have, mean, variance } = outlooks[i]!;
    // A store that never sold it does not carry it: ask for none.
    if (mean < 1e-4 || !(network.season || view.hasSold(s, k)) || have > mean + 3.5 * Math.sqrt(variance) + 1)
      return false;
    takers++;
    return true;
  });
  const spare = stores.map((s, i) => {
    const { have, mean } = outlooks[i]!;
    const stock = evening.stock[s * skus + k]!;
    if (stock <= display || have < mean) return 0;
    givers++;
    return Math.min(stock - display, evening.spare?.[s * skus + k] ?? unitsMax, unitsMax);
  });
  if (givers === 0 || takers === 0) return undefined;
  const lowest = (unitCost / margin) * 0.999;
  const take = stores.map((s, i) =>
    isTaker[i] ? takesOf(view, outlooks[i]!, lowest, view.carry(s, k)) : none,
  );
  if (take.every((list) => list.length === 0)) return undefined;
  const give = stores.map((s, i) =>
    spare[i]! > 0 ? givesOf(view, outlooks[i]!, spare[i]!, view.carry(s, k)) : none,
  );
  return { sku: k, margin, x: spare, give, take };
}

function priced(
  moves: ReturnType<typeof solveTransfers>,
  items: readonly TransferItem[],
  stores: readonly number[],
  view: Outlooks,
  network: Network,
  evening: Evening,
  hasChances: boolean,
): readonly PlannedTransfer[] {
  const { docCost, unitCost } = network.transfer;
  const shares = new Shares(moves, items, stores.length);
  const net = moves.map((move) => shares.extraOf(move) * items[move.item]!.margin - move.quantity * unitCost);
  const documents = new Map<number, { net: number; good: number }>();
  const keyOf = ({ from, to }: Move) => from * stores.length + to;
  moves.forEach((move, i) => {
    const document = documents.get(keyOf(move)) ?? { net: -docCost, good: 0 };
    documents.set(keyOf(move), {
      net: document.net + net[i]!,
      good: document.good + Math.max(0, net[i]!),
    });
  });
  return moves.map((move, i) => {
    const { from, to, item, quantity } = move;
    const { sku } = items[item]!;
    const source = stores[from]!;
    const target = stores[to]!;
    const { net: whole, good } = documents.get(keyOf(move))!;
    const before = shares.before(move);
    return {
      from: source,
      to: target,
      sku,
      quantity,
      coverFrom: view.coverOf(source, sku, evening),
      coverTo: view.coverOf(target, sku, evening),
      onWayFrom: view.onWayOf(source, sku),
      onWayTo: view.onWayOf(target, sku),
      waitFrom: view.waitOf(source, sku),
      waitTo: view.waitOf(target, sku),
      extra: shares.extraOf(move),
      // Who brings more bears more of the document: no line of one that pays for itself is told as a loss.
      gain: good > 0 ? (whole * Math.max(0, net[i]!)) / good : net[i]!,
      ...(hasChances && {
        chances: {
          take: Array.from(items[item]!.take[to]!).slice(before.got),
          give: Array.from(items[item]!.give[from]!).slice(before.given),
        },
      }),
    };
  });
}
