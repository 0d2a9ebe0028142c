import { mayDo, mayReach, type Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { ForkState } from '#protocol/replenish/fork-views.ts';
import { forkShape, type MoveEntry } from '#protocol/replenish/fork.ts';
import { numberArray as numbers } from '../../stock/pg-array.ts';
import type { DocumentKind } from '../../sync/kind.ts';

interface ForkFacts {
  readonly state: ForkState;
  readonly locationIds: readonly LocationId[];
  readonly skuIds: readonly number[];
}

/** A fork's moves as a live document: who reaches every store in it reads, who may plan writes [FK-1][FK-2]. */
export const forkKind: DocumentKind<ForkFacts> = {
  shape: forkShape,
  readFacts: async (sql, names) => {
    const ids = names.filter((name) => /^[1-9][0-9]{0,8}$/.test(name)).map(Number);
    const rows = await sql<(ForkFacts & { id: number })[]>`
      select id, state, location_ids as "locationIds", sku_ids as "skuIds" from replenish_forks
      where id = any(${numbers(ids)}::text::int[])`;
    return new Map(rows.map(({ id, ...facts }) => [String(id), facts]));
  },
  accessOf: (viewer, { state, locationIds }) => {
    if (!maySeeFork(viewer, locationIds)) return undefined;
    const mayPlan = mayDo(viewer, 'plan.replenish');
    return { role: mayPlan ? 'planner' : 'reader', mayWrite: mayPlan && state === 'open' };
  },
  judge: ({ root, value }, _author, { locationIds, skuIds }) => {
    if (root !== 'moves') return undefined;
    const { sku, from, to } = value as MoveEntry;
    const isInside = (location: number) => locationIds.includes(location as LocationId);
    return from !== to && skuIds.includes(sku) && isInside(from) && isInside(to)
      ? undefined
      : 'fork.not_in_it';
  },
};

export function maySeeFork(viewer: Viewer, locationIds: readonly LocationId[]): boolean {
  return (
    viewer.kind === 'person' &&
    mayDo(viewer, 'view.replenish') &&
    locationIds.every((location) => mayReach(viewer, location))
  );
}
