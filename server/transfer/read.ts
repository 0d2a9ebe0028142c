import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type {
  CommentView,
  SignatureView,
  TransferCard,
  TransferDifferenceView,
  TransferEvent,
  TransferLineView,
  TransferParcelView,
} from '#protocol/transfer/views.ts';
import { personName } from '../identity/person-name.ts';
import { project } from '../identity/project.ts';
import type { Queries } from '../platform/database.ts';

/** Most cards of a board, and of those that ended lately. */
const cardsMax = 600;
const endedMax = 80;
const eventsMax = 200;
const commentsMax = 500;

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::bigint`;
const cardColumns = (
  viewer: Viewer,
) => `t.id, t.kind, t.state, t.source_store_id as "sourceStoreId", s.code as "sourceCode", s.name_zh as "sourceNameZh",
  s.name_en as "sourceNameEn", t.target_store_id as "targetStoreId", g.code as "targetCode", g.name_zh as "targetNameZh",
  g.name_en as "targetNameEn", s.region_id as "sourceRegionId", g.region_id as "targetRegionId", t.note,
  ${personName(viewer)} as "madeByName", ${ms('t.made_at')} as "madeAtMs", ${ms('t.state_since')} as "stateSinceMs", ${ms('t.due_at')} as "dueAtMs",
  ${ms('t.chased_at')} as "chasedAtMs", t.chased, t.version, t.line_count as "lineCount", t.units, t.units_in_transit as "unitsInTransit",
  t.units_different as "unitsDifferent", t.value,
  coalesce((select string_agg(x.side, ' ' order by x.side) from transfer_signatures x where x.transfer_id = t.id), '') as signed,
  coalesce(f.name_zh, '') as "firstZh", coalesce(f.name_en, '') as "firstEn"`;
const cardTables = `transfers t join stores s on s.id = t.source_store_id join stores g on g.id = t.target_store_id join accounts a on a.id = t.made_by
  left join lateral (select k.name_zh, k.name_en from transfer_lines l join skus k on k.id = l.sku_id where l.transfer_id = t.id
    order by greatest(l.agreed, l.asked, l.offered) desc nulls last, l.sku_id limit 1) f on true`;

const openStates = `t.state not in ('received', 'closed', 'cancelled')`;
const endedStates = `t.state in ('received', 'closed', 'cancelled')`;

/** Equal texts, nothing to show anew: a hash over the rows that a board shows, however many there ever were. */
export async function boardRevision(
  sql: Queries,
  { withDeliveries }: { readonly withDeliveries: boolean },
): Promise<string> {
  const lorries = withDeliveries ? sql`` : sql`and t.kind <> 'delivery'`;
  const [row] = await sql<{ revision: string }[]>`
    select md5(coalesce(string_agg(b.id || ':' || b.version, ',' order by b.id), '')) as revision from (
      (select t.id, t.version from transfers t where ${sql.unsafe(openStates)} ${lorries} order by t.state_since desc limit ${cardsMax})
      union all (select t.id, t.version from transfers t where ${sql.unsafe(endedStates)} ${lorries} order by t.state_since desc limit ${endedMax})) b`;
  return `${row?.revision ?? ''}${withDeliveries ? '+' : ''}`;
}

/** The transfers that are under way, and the last that ended. Run as the viewer: row-level security cuts the rest. */
export async function readBoard(
  sql: Queries,
  viewer: Viewer,
  options: { readonly withDeliveries: boolean },
): Promise<readonly TransferCard[]> {
  const lorries = options.withDeliveries ? sql`` : sql`and t.kind <> 'delivery'`;
  const open = await sql<TransferCard[]>`
    select ${sql.unsafe(cardColumns(viewer))} from ${sql.unsafe(cardTables)}
    where ${sql.unsafe(openStates)} ${lorries} order by t.state_since desc limit ${cardsMax}`;
  const ended = await sql<TransferCard[]>`
    select ${sql.unsafe(cardColumns(viewer))} from ${sql.unsafe(cardTables)}
    where ${sql.unsafe(endedStates)} ${lorries} order by t.state_since desc limit ${endedMax}`;
  return [...open, ...ended].map((card) => project(viewer, 'transfer', card));
}

export interface TransferHead {
  readonly card: TransferCard;
  readonly sourceId: LocationId;
  readonly targetId: LocationId;
  readonly transitId: LocationId;
}

export async function readHead(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
): Promise<TransferHead | undefined> {
  const [row] = await sql<
    (TransferCard & { sourceId: LocationId; targetId: LocationId; transitId: LocationId })[]
  >`
    select ${sql.unsafe(cardColumns(viewer))}, t.source_id as "sourceId", t.target_id as "targetId", t.transit_id as "transitId"
    from ${sql.unsafe(cardTables)} where t.id = ${id}`;
  if (!row) return undefined;
  const { sourceId, targetId, transitId, ...card } = row;
  return { card: project(viewer, 'transfer', card), sourceId, targetId, transitId };
}

export async function readLines(sql: Queries, id: TransferId): Promise<readonly TransferLineView[]> {
  return sql<TransferLineView[]>`
    select l.sku_id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.unit_zh as "unitZh",
      k.unit_en as "unitEn", k.pack_quantity as "packQuantity",
      coalesce((select json_agg(json_build_object('barcode', b.barcode, 'quantity', b.quantity)) from (select barcode, quantity from barcodes
        where sku_id = k.id order by quantity, barcode limit 8) b), '[]') as barcodes,
      l.asked, l.offered, l.ruled, l.agreed, l.shipped, l.received, l.lost, l.returned, l.over
    from transfer_lines l join skus k on k.id = l.sku_id where l.transfer_id = ${id}
      and (l.asked is not null or l.offered is not null or l.ruled is not null or l.agreed > 0 or l.over > 0)
    order by k.category_id, k.code`;
}

export async function readSignatures(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
): Promise<readonly SignatureView[]> {
  return sql<SignatureView[]>`
    select x.side, ${sql.unsafe(personName(viewer))} as "accountName", ${sql.unsafe(ms('x.at'))} as "atMs", x.hash
    from transfer_signatures x join accounts a on a.id = x.account_id where x.transfer_id = ${id} order by x.at`;
}

export async function readDifferences(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
): Promise<readonly TransferDifferenceView[]> {
  return sql<TransferDifferenceView[]>`
    select d.sku_id as "skuId", d.kind, d.cause, d.quantity, d.note, d.photo_id as "photoId", ${sql.unsafe(personName(viewer))} as "accountName",
      ${sql.unsafe(ms('c.at'))} as "atMs"
    from transfer_differences d join transfer_commands c on c.key = d.command_key join accounts a on a.id = c.account_id
    where d.transfer_id = ${id} order by d.id limit 500`;
}

export async function readParcels(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
): Promise<readonly TransferParcelView[]> {
  return sql<TransferParcelView[]>`
    select ${sql.unsafe(ms('c.at'))} as "atMs", p.parcels, p.carrier, p.waybill, p.freight, ${sql.unsafe(personName(viewer))} as "accountName"
    from transfer_parcels p join transfer_commands c on c.key = p.command_key join accounts a on a.id = c.account_id
    where p.transfer_id = ${id} order by c.at`;
}

/** Who did what, newest first: commands with the documents they became, and numbers of the talk that changed. */
export async function readEvents(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
  codeOf: (location: LocationId) => string,
): Promise<readonly TransferEvent[]> {
  const rows = await sql<
    (Omit<TransferEvent, 'documents'> & { posted: { id: LocationId; position: number }[] | null })[]
  >`
    select * from (
      select ${sql.unsafe(ms('c.at'))} as "atMs", ${sql.unsafe(personName(viewer))} as "accountName", c.kind, null::int as "skuId", null::text as field,
        null::bigint as before, null::bigint as after, coalesce(c.answer->>'outcome' = 'refused', false) as "isRefused",
        (select json_agg(json_build_object('id', p.posted_id, 'position', p.posted_position) order by p.ordinal)
          from transfer_postings p where p.command_key = c.key and p.is_posted) as posted
      from transfer_commands c join accounts a on a.id = c.account_id where c.transfer_id = ${id}
      union all
      select ${sql.unsafe(ms('h.at'))}, coalesce(${sql.unsafe(personName(viewer))}, ''), 'changed', h.sku_id, h.field, h.before, h.after, false, null
      from transfer_changes h left join accounts a on a.id = h.account_id where h.transfer_id = ${id}
      union all
      select ${sql.unsafe(ms('t.made_at'))}, ${sql.unsafe(personName(viewer))}, 'begun', null, null, null, null, false, null
      from transfers t join accounts a on a.id = t.made_by where t.id = ${id}
    ) e order by "atMs" desc limit ${eventsMax}`;
  return rows.map(({ posted, ...event }) => ({
    ...event,
    documents: (posted ?? []).map(({ id: location, position }) => `${codeOf(location)}-${position}`),
  }));
}

/** What was said since the talk ended, oldest first. */
export async function readComments(
  sql: Queries,
  viewer: Viewer,
  id: TransferId,
): Promise<readonly CommentView[]> {
  return sql<CommentView[]>`
    select x.key, x.account_id as "accountId", ${sql.unsafe(personName(viewer))} as "accountName", ${sql.unsafe(ms('x.at'))} as "atMs", x.text, 0 as "skuId"
    from transfer_comments x join accounts a on a.id = x.account_id where x.transfer_id = ${id} order by x.at limit ${commentsMax}`;
}
