/** A chain's planner: learns every evening, and says what to order, to carry between stores and to buy. */
import { allocationOf } from './allocation.ts';
import { buyingOf } from './buying.ts';
import { Demand, type Observation } from './demand.ts';
import type { Evening, Knobs, Network, Plan } from './network.ts';
import { ordersOf, type Order } from './orders.ts';
import { transfersOf } from './transfers.ts';

export class Planner {
  readonly demand: Demand;
  network: Network;
  private readonly knobs: Knobs;

  constructor(network: Network, knobs: Knobs) {
    this.network = network;
    this.knobs = knobs;
    this.demand = new Demand({
      stores: network.stores,
      skus: network.skus.length,
      step: network.step,
      horizon: Math.max(1, network.review + network.lead - 1),
    });
  }

  observe(observation: Observation): void {
    this.demand.observe(observation);
  }

  decide(evening: Evening): Plan {
    const { demand, network, knobs } = this;
    const transfers = transfersOf(demand, network, evening, knobs);
    const after = carriedOut(evening, transfers, network);
    const position = positionOf(after, network);
    const level = Math.min(Math.max(knobs.level, 0), 1 - 1e-9);
    const orders = ordersOf(demand, network, after, position, level);
    return { orders, transfers, buy: buyingOf(demand, network, evening, position, level) };
  }

  /** From here on what was bought once is all there is. */
  beginSeason(isCentral: boolean): void {
    this.network = { ...this.network, season: true, central: isCentral };
  }

  allocate(days: number, supply: ArrayLike<number>, isCentral: boolean): readonly Order[] {
    return allocationOf(this.demand, this.network, days, supply, isCentral);
  }
}

/** Units at each store and on their way there. */
export function positionOf({ stock, inbound }: Evening, { skus }: Network): Int32Array {
  const position = Int32Array.from(stock);
  for (let i = 0; i + 3 < inbound.length; i += 4)
    position[inbound[i]! * skus.length + inbound[i + 1]!]! += inbound[i + 2]!;
  return position;
}

/** The evening once tonight's transfers are on their way. */
export function carriedOut(evening: Evening, transfers: Plan['transfers'], network: Network): Evening {
  if (transfers.length === 0) return evening;
  const skus = network.skus.length;
  const stock = Int32Array.from(evening.stock);
  const { length } = evening.inbound;
  const inbound = new Int32Array(length + 4 * transfers.length);
  for (let i = 0; i < length; i++) inbound[i] = evening.inbound[i]!;
  let at = length;
  for (const { from, to, sku, quantity } of transfers) {
    stock[from * skus + sku]! -= quantity;
    inbound[at++] = to;
    inbound[at++] = sku;
    inbound[at++] = quantity;
    inbound[at++] = network.transfer.lead;
  }
  return { ...evening, stock, inbound };
}
