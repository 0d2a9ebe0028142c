import { businessMoment } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';
import { foldOn, type Standing } from './standing.ts';

/**
 * A location gets a checkpoint after so many positions, or where it moved in so long a company time. Where less has moved
 * so far it gets them sooner, a twentieth of what there is: what moves seldom (a warehouse, what is on its way to a
 * store) moves hundreds of lines at once.
 */
const positionsPerCheckpoint = { max: 100, min: 5, shareOfHead: 20 } as const;
const minutesPerCheckpoint = 30;
/** Checkpoints of a location: beyond it every second one of the older half goes, so that the past gets coarser. */
const checkpointsMax = 512;
const everyMs = 5000;
/** Where a location is further behind than one step (a chain that was just brought along), the next step comes sooner. */
const everyMsBehind = 500;
/** Locations written at once, and in how many turns all of them are thinned out. */
const placesMax = 200;
const thinningTurns = 25;

interface Due {
  readonly location: LocationId;
  readonly since: number;
  readonly upto: number;
  readonly head: number;
  readonly effectiveAtMs: number;
  readonly from: Standing | null;
}

/** Writes now and then how each location stands, so that the slider folds on from near by. Off the posting path. */
export class Checkpoints {
  readonly #company: Pick<Company, 'ledgerSql' | 'locations'>;
  readonly #real: Clock;
  #writtenAtMs = 0;
  #isBehind = false;
  #turn = 0;

  constructor(company: Pick<Company, 'ledgerSql' | 'locations'>, real: Clock) {
    this.#company = company;
    this.#real = real;
  }

  /** Writes what is due, at most every few seconds and so many locations at once. */
  async write(): Promise<void> {
    const nowMs = this.#real.now();
    if (nowMs - this.#writtenAtMs < (this.#isBehind ? everyMsBehind : everyMs)) return;
    this.#writtenAtMs = nowMs;
    await this.writeDue();
  }

  /** Answers how many were written; 0 where none is due. */
  async writeDue(): Promise<number> {
    const due = await this.#readDue();
    this.#isBehind = due.some(({ upto, head }) => upto < head);
    if (due.length === 0) return 0;
    const stretches = due.map((one) => ({ ...one, day: this.#dayOf(one) }));
    const standings = await foldOn(this.#company.ledgerSql, stretches);
    await this.#company.ledgerSql`
      insert into tile_checkpoints (location_id, position, effective_at, tile)
      select location, position, to_timestamp(at), tile::jsonb from unnest(
        ${numbers(due.map((one) => one.location))}::text::int[], ${numbers(due.map((one) => one.upto))}::text::bigint[],
        ${numbers(due.map((one) => one.effectiveAtMs / 1000))}::text::float8[],
        ${texts(due.map((one) => JSON.stringify(standings.get(one.location) ?? null)))}::text::text[]
      ) as t(location, position, at, tile) on conflict do nothing`;
    this.#turn += 1;
    await this.#thin(due.filter((one) => one.location % thinningTurns === this.#turn % thinningTurns));
    return due.length;
  }

  async #readDue(): Promise<Due[]> {
    const { max, min, shareOfHead } = positionsPerCheckpoint;
    return this.#company.ledgerSql<Due[]>`
      select w.location_id as location, w.since, w.upto, w.head, w.tile as from,
        (extract(epoch from coalesce(home.effective_at, away.effective_at)) * 1000)::bigint as "effectiveAtMs"
      from (
        select h.location_id, h.position as head, coalesce(c.position, 0) as since, c.tile,
          least(h.position, coalesce(c.position, 0) + step.positions) as upto
        from location_heads h left join lateral (
          select position, effective_at, tile from tile_checkpoints where location_id = h.location_id order by position desc limit 1
        ) c on true
        cross join lateral (select least(${max}, greatest(${min}, c.position / ${shareOfHead}))::bigint as positions) step
        where h.position >= coalesce(c.position, 0) + step.positions or (h.position > coalesce(c.position, 0)
          and h.effective_at >= coalesce(c.effective_at, '-infinity') + ${minutesPerCheckpoint} * interval '1 minute')
        limit ${placesMax}
      ) w
      left join documents home on home.location_id = w.location_id and home.position = w.upto
      left join documents away on away.counter_location_id = w.location_id and away.counter_position = w.upto
      where coalesce(home.effective_at, away.effective_at) is not null`;
  }

  async #thin(places: readonly Due[]): Promise<void> {
    if (places.length === 0) return;
    await this.#company.ledgerSql`
      delete from tile_checkpoints c using (
        select location_id, position, row_number() over (partition by location_id order by position) as nth,
          count(*) over (partition by location_id) as total
        from tile_checkpoints where location_id = any(${numbers(places.map((one) => one.location))}::text::int[])
      ) t
      where c.location_id = t.location_id and c.position = t.position
        and t.total > ${checkpointsMax} and t.nth <= ${checkpointsMax / 2} and t.nth % 2 = 1`;
  }

  #dayOf({ location, effectiveAtMs }: Due): number {
    const place = this.#company.locations.of(location);
    if (!place) throw new RangeError(`no holding location ${location}`);
    return businessMoment(effectiveAtMs, place.timeZone, place.dayCutMinutes).day;
  }
}
