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

/** The planner's stock at the fill of another policy's point over that point's, less one; null where its own fills lie elsewhere. */
export function stockAgainst(points: readonly PolicyPoint[], point: PolicyPoint): number | null {
  const smart = smartOf(points).toSorted((a, b) => a.fill - b.fill);
  for (let i = 0; i + 1 < smart.length; i++) {
    const [a, b] = [smart[i], smart[i + 1]];
    if (!a || !b || point.fill < a.fill || point.fill > b.fill) continue;
    const part = b.fill > a.fill ? (point.fill - a.fill) / (b.fill - a.fill) : 0;
    return (a.stock + part * (b.stock - a.stock)) / point.stock - 1;
  }
  return null;
}

function smartOf(points: readonly PolicyPoint[]): PolicyPoint[] {
  return points.filter(({ policy }) => policy === 'smart');
}

function missing(level: number): number {
  return Math.log(Math.max(1e-4, 1 - level));
}
