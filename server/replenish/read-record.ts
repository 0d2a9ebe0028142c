import { mayReach, maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { RecordRow, SuggestionView } from '#protocol/replenish/views.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from '../stock/pg-array.ts';
import { readPlaces } from './places.ts';

const runsMax = 60;
const judgedDays = 7;
const purchaseDaysMax = 91;

/**
 * What came of each run, kind by kind. A line was a hit if in the days since more was sold than there had been, and its
 * source was not left dry by it; one not taken up was missed if all that there had been was sold. What a shelf sells stands
 * for itself, a warehouse for the stores that live on it. A purchase is judged over the days until the goods of the next
 * one would come, against all that these places held and awaited; where the viewer does not reach all of them it is not.
 */
export async function readRecord(
  sql: Queries,
  viewer: Viewer,
  today: number,
  kind: SuggestionView['kind'],
): Promise<RecordRow[]> {
  if (kind === 'purchase' && !maySee(viewer, 'internal')) return [];
  const areas = (await readAreas(sql)).filter(({ shelves }) =>
    shelves.every((shelf) => mayReach(viewer, shelf as LocationId)),
  );
  const cells = areas.flatMap(({ place, shelves }) => shelves.map((shelf) => ({ place, shelf })));
  const isPurchase = kind === 'purchase';
  return sql<RecordRow[]>`
    with runs as (
      select id, at, business_day from replenish_runs order by id desc limit ${runsMax}),
    areas as (
      select * from unnest(${numbers(cells, ({ place }) => place)}::text::int[], ${numbers(cells, ({ shelf }) => shelf)}::text::int[])
        as a (place_id, shelf_id)),
    lines as (
      select g.*, r.business_day, case when ${isPurchase} then g.source_stock else g.target_stock end as had,
        case when exists (select 1 from areas a where a.place_id = g.target_id) then
          least(case when ${isPurchase} then least(ceil(g.median_cover / 10.0)::int, ${purchaseDaysMax}) else ${judgedDays} end,
            ${today} - r.business_day) else 0 end as days
      from suggestions g join runs r on r.id = g.run_id where g.kind = ${kind}),
    judged as (
      select g.run_id, g.state, g.quantity, g.chosen, g.days,
        coalesce(t.units, 0) > g.had as was_needed,
        coalesce(t.units, 0) >= g.had and coalesce(t.units, 0) > 0 as ran_dry,
        ${isPurchase} or coalesce(s.units, 0) <= g.source_stock - coalesce(g.chosen, g.quantity) as could_spare,
        coalesce(p.received, l.received, 0) > 0 as has_come
      from lines g
      left join transfer_lines l on l.transfer_id = g.transfer_id and l.sku_id = g.sku_id
      left join purchase_lines p on p.purchase_id = g.purchase_id and p.sku_id = g.sku_id
      left join lateral (select sum(h.quantity) as units from areas a join hourly_sales h on h.location_id = a.shelf_id
        and h.sku_id = g.sku_id and h.business_day >= g.business_day and h.business_day < g.business_day + g.days
        where a.place_id = g.target_id) t on true
      left join lateral (select sum(quantity) as units from hourly_sales h where h.location_id = g.source_id
        and h.sku_id = g.sku_id and h.business_day >= g.business_day and h.business_day < g.business_day + g.days) s on true)
    select r.id as "runId", (extract(epoch from r.at) * 1000)::bigint as "atMs", greatest(coalesce(max(j.days), 0), 0) as days,
      count(j.*)::int as lines,
      count(*) filter (where j.state = 'accepted')::int as accepted,
      count(*) filter (where j.state = 'accepted' and j.chosen <> j.quantity)::int as edited,
      count(*) filter (where j.state = 'rejected')::int as rejected,
      count(*) filter (where j.state = 'accepted' and j.has_come)::int as arrived,
      count(*) filter (where j.state = 'accepted' and j.was_needed and j.could_spare)::int as hits,
      count(*) filter (where j.state = 'accepted' and j.was_needed and j.could_spare and j.chosen <> j.quantity)::int as "hitsEdited",
      count(*) filter (where j.state <> 'accepted' and j.ran_dry)::int as missed
    from runs r left join judged j on j.run_id = r.id
    group by r.id, r.at, r.business_day order by r.id desc`;
}

/** Which shelves sell what a place has: its own, and of a warehouse those of all who live on it. */
async function readAreas(
  sql: Queries,
): Promise<readonly { readonly place: number; readonly shelves: readonly number[] }[]> {
  const places = await readPlaces(sql);
  return places.map(({ locationId, kind }, at) => ({
    place: locationId,
    shelves:
      kind === 'store'
        ? [locationId]
        : places.filter((_, below) => isAbove(places, at, below)).map((store) => store.locationId),
  }));
}

function isAbove(places: Awaited<ReturnType<typeof readPlaces>>, above: number, below: number): boolean {
  if (places[below]?.kind !== 'store') return false;
  let at = places[below].upstream;
  for (let tiers = 0; at >= 0 && tiers < places.length; tiers++) {
    if (at === above) return true;
    at = places[at]?.upstream ?? -1;
  }
  return false;
}
