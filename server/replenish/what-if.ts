import { duePolicy, policyOf, type PolicyName } from '#domain/replenish/policies.ts';
import { replay } from '#domain/replenish/world.ts';
import type { PolicyPoint, WhatIf } from '#protocol/replenish/views.ts';
import type { Sql } from '../platform/database.ts';
import { readChain, type Chain } from './read-chain.ts';
import { reviewDays } from './read-rhythm.ts';
import { leadDays, networkOf } from './suggest.ts';

/**
 * Two fifths of what is known are counted, four weeks at most. As long as an order and its lead before them are for running
 * in: a rule that may order once a week has to have had its turn, or what it opened with is judged and not the rule.
 */
const countedShare = 0.4;
const countedDaysMax = 28;
const burnShare = 1 / 3;
const daysMin = 21;
/** The goods that sell most, so many that a replay takes seconds. */
const cellsMax = 12_000;
const levels: Readonly<Record<PolicyName, readonly number[]>> = {
  smart: [0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99],
  safety: [0.5, 1, 1.5, 2.5],
  cover: [8, 10, 14, 20],
  minmax: [3, 5, 8, 12],
};

/**
 * Replays the last weeks under each policy at several settings: what stock, fill and transfers would have been. Smart orders
 * as the nights do, any evening that something is due [RP-18]; the rules on each store's weekday, as a chain keeps them.
 */
export async function whatIf(
  sql: Sql,
  nowMs: number,
  level: number,
  locations: readonly number[] | 'all',
): Promise<WhatIf> {
  const started = performance.now();
  const chain = topOf(await readChain(sql, nowMs, locations));
  const days = chain.soldByDay.length;
  const countedDays = Math.min(countedDaysMax, Math.floor(days * countedShare));
  const burnDays = Math.min(reviewDays + leadDays, Math.floor(days * burnShare));
  const warm = days - burnDays - countedDays;
  if (days < daysMin || chain.onHand.length === 0)
    return { days: 0, stores: 0, skus: 0, points: [], seconds: 0 };
  const cells = chain.onHand.length;
  const demand = new Float32Array(days * cells);
  chain.soldByDay.forEach((list, day) => {
    for (let i = 0; i < list.length; i += 2) demand[day * cells + list[i]!] = list[i + 1]!;
  });
  const trade = { days, cells, demand, startWeekday: (((chain.firstDay + 3) % 7) + 7) % 7 };
  const [costs] = await sql<{ docCost: number; unitCost: number; hurdle: number }[]>`
    select doc_cost as "docCost", unit_cost as "unitCost", hurdle_percent / 100.0::float8 as hurdle from replenish_settings`;
  const network = networkOf(chain, costs ?? { docCost: 1200, unitCost: 60 });
  const points: PolicyPoint[] = [];
  for (const policy of ['smart', 'safety', 'cover', 'minmax'] as const) {
    const asked =
      policy === 'smart' ? [...new Set([...levels.smart, level])].toSorted((a, b) => a - b) : levels[policy];
    for (const one of asked) {
      const knobs = { level: one, hurdle: costs?.hurdle ?? 2 };
      const outcome = replay(
        trade,
        network,
        { warm, burn: burnDays, days: countedDays },
        policy === 'smart' ? duePolicy(network, knobs) : policyOf(policy, network, knobs),
      );
      points.push({
        policy,
        level: one,
        fill: outcome.fill,
        stock: outcome.storeStock,
        turnover: outcome.turnover,
        transferDocs: outcome.transferDocs,
        transferUnits: outcome.transferUnits,
      });
    }
  }
  const seconds = Math.round((performance.now() - started) / 10) / 100;
  return { days: countedDays, stores: chain.stores.length, skus: chain.skus.length, points, seconds };
}

function topOf(chain: Chain): Chain {
  const { length } = chain.skus;
  const units = new Float64Array(length);
  for (const list of chain.soldByDay)
    for (let i = 0; i < list.length; i += 2) units[list[i]! % length]! += list[i + 1]!;
  const most = Math.max(1, Math.floor(cellsMax / Math.max(1, chain.stores.length)));
  const kept = Array.from(units.keys())
    .filter((k) => units[k]! > 0)
    .toSorted((a, b) => units[b]! - units[a]!)
    .slice(0, most);
  const at = new Map(kept.map((k, i) => [k, i]));
  const cells = chain.stores.length * kept.length;
  return {
    ...chain,
    skus: kept.map((k) => chain.skus[k]!),
    onHand: new Int32Array(cells),
    reserved: new Int32Array(cells),
    inTransit: new Int32Array(cells),
    emptyByDay: [],
    soldByDay: chain.soldByDay.map((list) => {
      const rest: number[] = [];
      for (let i = 0; i < list.length; i += 2) {
        const k = at.get(list[i]! % length);
        if (k !== undefined) rest.push(Math.floor(list[i]! / length) * kept.length + k, list[i + 1]!);
      }
      return Float64Array.from(rest);
    }),
  };
}
