import { mayDo } from '#domain/identity/viewer.ts';
import { accountOf } from '#domain/stocktake/entry.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { sheetShape } from '#protocol/stocktake/sheet-shape.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { DocumentKind, LiveDocuments } from '../sync/kind.ts';
import { keepLateWrites } from './keep-late.ts';
import { mayOpen } from './progress.ts';

export interface SheetFacts {
  readonly locationId: LocationId;
  readonly accountIds: readonly number[] | null;
}

/** The live document of a stocktake: who may open it, who may write what in it, and what becomes of late writes. */
export function stocktakeKind(live: () => Pick<LiveDocuments, 'read'>): DocumentKind<SheetFacts> {
  return {
    shape: sheetShape,
    async readFacts(sql, ids) {
      const numbers = ids.filter((id) => /^[1-9]\d{0,8}$/.test(id)).map(Number);
      const rows = await sql<(SheetFacts & { id: number })[]>`
        select id, location_id as "locationId", account_ids as "accountIds" from stocktakes
        where id = any(${numberArray(numbers)}::text::int[])`;
      return new Map(rows.map(({ id, ...facts }) => [String(id), facts]));
    },
    accessOf(viewer, { locationId, accountIds }) {
      if (viewer.kind !== 'person') return undefined;
      // Whom the plan does not name has no such stocktake, here as over HTTP.
      if (!mayOpen(viewer, { locationId, accountIds })) return undefined;
      const mayReview = mayDo(viewer, 'review.stocktake');
      const mayCount = mayDo(viewer, 'count.stocktake');
      // A commit freezes the document itself. Who could write before must hear "frozen", not "you only read": what he still holds is late
      // then, not refused. [SK-14]
      return {
        role: mayReview ? 'reviewer' : mayCount ? 'counter' : 'reader',
        mayWrite: mayCount || mayReview,
      };
    },
    judge({ root, key }, author) {
      const isReviewer = author.access.role === 'reviewer';
      if (root === 'r' || root === 'x') return isReviewer ? undefined : 'stocktake.for_reviewers';
      // A void's key is the key of an entry: one's own, or anybody's for who reviews.
      if (root === 'v' && accountOf(key) !== author.accountId && !isReviewer)
        return 'stocktake.not_your_entry';
      return undefined;
    },
    keepLate: (sql, id, late, facts) => keepLateWrites(sql, live(), id, late, facts),
  };
}
