/** Planner and rules as policies of the replayed world. */
import type { Knobs, Network } from './network.ts';
import { Planner } from './planner.ts';
import { RulePlanner, SalesMemory, type RuleName } from './rules.ts';
import type { Policy } from './world.ts';

export const policyNames = ['smart', 'minmax', 'cover', 'safety'] as const;
export type PolicyName = (typeof policyNames)[number];

export function policyOf(name: PolicyName, network: Network, knobs: Knobs): Policy {
  const memory = new SalesMemory(network.stores * network.skus.length, network.step);
  return name === 'smart' ? smart(network, knobs, memory) : ruled(name, network, knobs, memory);
}

function smart(network: Network, knobs: Knobs, memory: SalesMemory): Policy {
  const planner = new Planner(network, { ...knobs, isPriced: false });
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

function ruled(name: RuleName, network: Network, { level }: Knobs, memory: SalesMemory): Policy {
  const planner = new RulePlanner(name, level, network, memory);
  return {
    observe: (_weekday, sold) => memory.observe(sold),
    opening: (cell) => memory.opening(cell),
    decide: (evening) => planner.decide(evening),
  };
}
