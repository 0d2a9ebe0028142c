import type {
  DocumentKind,
  Movement,
  PostedDocument,
  ReorderPointLine,
  ReservedLine,
} from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { Queries } from '../platform/database.ts';

/** The most documents read at once. */
export const feedReadMax = 2000;

interface Row {
  location: LocationId;
  position: number;
  kind: DocumentKind;
  counterLocation: LocationId | null;
  counterPosition: number | null;
  ofLocation: LocationId | null;
  ofPosition: number | null;
  occurredAtMs: number;
  effectiveAtMs: number;
  businessDay: BusinessDay;
  hour: number;
  accountId: number;
  session: string;
  cause: string | null;
  movements: Movement[] | null;
  reserved: ReservedLine[] | null;
  reorderPoints: ReorderPointLine[] | null;
}

/**
 * The documents of a location after a position, in order, as the ledger published them: those posted at it and those
 * of which it is the other end. At most `feedReadMax`; a hole can't be in them, positions are given under a lock.
 */
export async function readFeed(sql: Queries, location: LocationId, after: number): Promise<PostedDocument[]> {
  const rows = await sql<Row[]>`
    with found as (
      select d.*, d.position as at from documents d where d.location_id = ${location} and d.position > ${after}
      union all
      select d.*, d.counter_position as at from documents d
      where d.counter_location_id = ${location} and d.counter_position > ${after}
      order by at limit ${feedReadMax}
    )
    select d.location_id as location, d.position, d.kind, d.counter_location_id as "counterLocation",
      d.counter_position as "counterPosition", d.of_location_id as "ofLocation", d.of_position as "ofPosition",
      round(extract(epoch from d.occurred_at) * 1000)::bigint as "occurredAtMs",
      round(extract(epoch from d.effective_at) * 1000)::bigint as "effectiveAtMs",
      d.business_day as "businessDay", d.hour, d.account_id as "accountId", d.session, d.cause,
      (select json_agg(json_build_object('line', m.line, 'sku', m.sku_id, 'source', m.source_id, 'target', m.target_id,
        'quantity', m.quantity, 'value', m.value, 'amount', m.amount, 'ofLine', m.of_line, 'onHandAfter', m.on_hand_after,
        'valueAfter', m.value_after, 'counterOnHandAfter', m.counter_on_hand_after, 'counterValueAfter', m.counter_value_after) order by m.line)
        from movements m where m.location_id = d.location_id and m.position = d.position) as movements,
      (select json_agg(json_build_object('line', r.line, 'sku', r.sku_id, 'quantity', r.quantity) order by r.line)
        from reservations r where r.location_id = d.location_id and r.position = d.position) as reserved,
      (select json_agg(json_build_object('sku', p.sku_id, 'reorderPoint', p.reorder_point))
        from reorder_points p where p.location_id = d.location_id and p.position = d.position) as "reorderPoints"
    from found d order by d.at`;
  return rows.map(({ ofLocation, ofPosition, movements, reserved, reorderPoints, ...row }) => ({
    ...row,
    of: ofLocation === null || ofPosition === null ? null : { location: ofLocation, position: ofPosition },
    movements: movements ?? [],
    reserved: reserved ?? [],
    reorderPoints: reorderPoints ?? [],
  }));
}
