import type { PolicyPoint } from '#protocol/replenish/views.ts';

export interface FrontierPoint {
  readonly level: number;
  readonly stock: number;
  readonly fill: number;
}

/** Where a service level lies on the planner's frontier, between the levels that were replayed; null where none were. */
export function onFrontier(points: readonly PolicyPoint[], level: number): FrontierPoint | null {
  const smart = smartOf(points).toSorted((a, b) => a.level - b.level);
  const after = smart.findIndex((point) => point.level >= level);
  const above = smart[after === -1 ? smart.length - 1 : after];
  const below = smart[after <= 0 ? (after === 0 ? 0 : smart.length - 1) : after - 1];
  if (!above || !below) return null;
  // What a level leaves uncovered is what stock is spent on: evenly over its logarithm.
  const span = missing(above.level) - missing(below.level);
  const part = span === 0 ? 0 : (missing(level) - missing(below.level)) / span;
  return {
    level,
    stock: below.stock + part * (above.stock - below.stock),
    fill: below.fill + part * (above.fill - below.fill),
  };
}

/** The planner's stock over a rule's, less one: for the same fill, or for a better one where it never does so badly. */
export interface Saving {
  readonly share: number;
  readonly isAtBetterFill: boolean;
}

/** Null where the planner was not replayed that well, or needs more for a better fill than the rule for its own. */
export function savingOver(points: readonly PolicyPoint[], rule: PolicyPoint): Saving | null {
  const smart = smartOf(points).toSorted((a, b) => a.fill - b.fill);
  for (let i = 0; i + 1 < smart.length; i++) {
    const [a, b] = [smart[i], smart[i + 1]];
    if (!a || !b || rule.fill < a.fill || rule.fill > b.fill) continue;
    const part = b.fill > a.fill ? (rule.fill - a.fill) / (b.fill - a.fill) : 0;
    const stock = a.stock + part * (b.stock - a.stock);
    return { share: stock / rule.stock - 1, isAtBetterFill: false };
  }
  if (smart.length === 0 || smart.some(({ fill }) => fill <= rule.fill)) return null;
  const least = Math.min(...smart.map(({ stock }) => stock));
  return least < rule.stock ? { share: least / rule.stock - 1, isAtBetterFill: true } : null;
}

function smartOf(points: readonly PolicyPoint[]): PolicyPoint[] {
  return points.filter(({ policy }) => policy === 'smart');
}

function missing(level: number): number {
  return Math.log(Math.max(1e-4, 1 - level));
}
