/** Planner and rules as policies of the replayed world. */
import { dueOrdersOf } from './due.ts';
import type { Knobs, Network } from './network.ts';
import { carriedOut, Planner, positionOf } from './planner.ts';
import { RulePlanner, SalesMemory, type RuleName } from './rules.ts';
import type { Policy } from './world.ts';

export const policyNames = ['smart', 'minmax', 'cover', 'safety'] as const;
export type PolicyName = (typeof policyNames)[number];

export function policyOf(name: PolicyName, network: Network, knobs: Knobs): Policy {
  const memory = new SalesMemory(network.stores * network.skus.length, network.step);
  return name === 'smart' ? smart(network, knobs, memory) : ruled(name, network, knobs, memory);
}

function smart(
  network: Network,
  knobs: Knobs,
  memory: SalesMemory,
  planner = new Planner(network, { ...knobs, isPriced: false }),
): Policy {
  return {
    observe: (weekday, sold, out) => {
      memory.observe(sold);
      planner.observe({ weekday, sold, out });
    },
    opening: (cell) => memory.opening(cell),
    decide: (evening) => planner.decide(evening),
    allocate: (days, supply, isCentral) => planner.allocate(days, supply, isCentral),
  };
}

/** As the product plans for people: orders any evening that something is due, transfers over the hurdle. */
export function duePolicy(network: Network, knobs: Knobs): Policy {
  const memory = new SalesMemory(network.stores * network.skus.length, network.step);
  const planner = new Planner(network, { ...knobs, isPriced: false });
  // On an average evening half a review lies before the next order.
  const nextOrder = new Int32Array(network.stores).fill(Math.ceil(network.review / 2));
  return {
    ...smart(network, knobs, memory, planner),
    asksDaily: true,
    decide: (evening) => {
      const tonight = { ...evening, mayOrder: [], nextOrder };
      const { transfers } = planner.decide(tonight);
      const position = positionOf(carriedOut(tonight, transfers, network), network);
      return { transfers, orders: dueOrdersOf(planner.demand, network, position, knobs), buy: [] };
    },
  };
}

function ruled(name: RuleName, network: Network, { level }: Knobs, memory: SalesMemory): Policy {
  const planner = new RulePlanner(name, level, network, memory);
  return {
    observe: (_weekday, sold) => memory.observe(sold),
    opening: (cell) => memory.opening(cell),
    decide: (evening) => planner.decide(evening),
  };
}
