import { judge, type Rule } from '#domain/alert/rule.ts';
import { boundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Sql } from '#server/platform/database.ts';
import { readFeed } from '#server/stream/read-feed.ts';

interface Story {
  onHand: number;
  reorderPoint: number | null;
  firstDay: number | undefined;
  /** When it last went from some to none, and from none to some. */
  outDay: number | undefined;
  soldDay: number | undefined;
  backDay: number | undefined;
  readonly soldByDay: Map<number, number>;
}

const paceDays = 28;
const paceDaysMin = 7;

/** What rules must have found on a shelf: everything that ever happened there, walked through document by document. */
export async function foundByHand(
  sql: Sql,
  rules: readonly (Rule & { readonly categories?: ReadonlySet<number> })[],
  shelf: LocationId,
  today: number,
): Promise<Map<number, number[]>> {
  const stories = new Map<number, Story>();
  const storyOf = (sku: number): Story => {
    let story = stories.get(sku);
    if (!story) {
      story = {
        onHand: 0,
        reorderPoint: null,
        firstDay: undefined,
        outDay: undefined,
        soldDay: undefined,
        backDay: undefined,
        soldByDay: new Map(),
      };
      stories.set(sku, story);
    }
    return story;
  };
  for (let after = 0; ;) {
    const documents = await readFeed(sql, shelf, after);
    for (const document of documents) {
      const { businessDay: day, movements, reorderPoints } = document;
      after = document.location === shelf ? document.position : (document.counterPosition ?? 0);
      for (const { sku, source, target, quantity } of movements) {
        if (source !== shelf && target !== shelf) continue;
        const story = storyOf(sku);
        const before = story.onHand;
        story.firstDay ??= day;
        story.onHand += target === shelf ? quantity : -quantity;
        if (before > 0 && story.onHand <= 0) story.outDay = day;
        if (story.onHand <= 0) story.backDay = day;
        if (target === boundary.customer) story.soldDay = day;
        if (target === boundary.customer || source === boundary.customer) {
          const sold = target === boundary.customer ? quantity : -quantity;
          story.soldByDay.set(day, (story.soldByDay.get(day) ?? 0) + sold);
        }
      }
      if (document.location === shelf)
        for (const { sku, reorderPoint } of reorderPoints) storyOf(sku).reorderPoint = reorderPoint;
    }
    if (documents.length === 0) break;
  }
  const found = new Map<number, number[]>();
  for (const rule of rules) {
    const skus = [...stories].filter(([sku, story]) => {
      if (rule.categories && !rule.categories.has(sku % 3)) return false;
      const { onHand, reorderPoint: least } = story;
      const days = [...story.soldByDay].filter(([day]) => day >= today - paceDays && day < today);
      const sold = days.reduce((sum, [, units]) => sum + units, 0);
      const first = Math.min(...days.map(([day]) => day));
      const pace = sold > 0 ? sold / Math.max(paceDaysMin, today - first) : 0;
      const since = Math.max(
        story.soldDay ?? -Infinity,
        story.backDay ?? -Infinity,
        story.firstDay ?? -Infinity,
      );
      const outDays = story.outDay === undefined ? -1 : today - story.outDay;
      const facts = { onHand, isOffered: true, least, most: null, pace, outDays, stillDays: today - since };
      return judge(rule, facts)?.isFound;
    });
    found.set(
      rule.id,
      skus.map(([sku]) => sku).sort((one, other) => one - other),
    );
  }
  return found;
}
