import { hash } from 'node:crypto';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries, Sql } from '../platform/database.ts';

/** Positions of one block; the last block of a location waits until it is full or `sealCompany` is asked to close it. */
const blockPositions = 1000;
/** Blocks of one location sealed in one go: bounds the work between two looks at the clock. */
const blocksOfRunMax = 10_000;
/** The chain over audit entries, by their ids, stands among those of locations: no location has this id. */
export const auditChain = 0 as LocationId;
/** Entries that are younger wait: a transaction that is still open may bring one with a lower id. */
const auditSettledMinutes = 2;

interface SealRow {
  readonly location: LocationId;
  readonly from: number;
  readonly through: number;
  readonly hash: string;
}

/** Any number, the same in every process. */
const sealLock = 7_240_521;

/** The last block of each location, to be kept outside the database: with it a cut-off tail is found. */
export type Anchor = readonly SealRow[];

/** A block that is not what was sealed. */
export interface BrokenSeal {
  readonly location: LocationId;
  readonly from: number;
  readonly through: number;
  readonly reason: 'content' | 'chain' | 'missing';
}

/**
 * Seals what was posted since the last seal: per location one chain of blocks over its positions, each hash over the
 * hash before it and every byte of its documents and movements. Off the write path; several nodes may call it at once.
 */
export async function sealCompany(
  sql: Sql,
  options: { readonly closesLast: boolean } = { closesLast: true },
): Promise<Anchor> {
  const heads = await sql<{ location: LocationId; position: number }[]>`
    select location_id as location, position from location_heads where position > 0
    union all
    select ${auditChain}::int, coalesce(max(id), 0)::bigint from audit_entries
    where id < coalesce((select min(id) from audit_entries where at > now() - make_interval(mins => ${auditSettledMinutes})), 2147483647)
    order by 1`;
  const anchor: SealRow[] = [];
  for (const { location, position } of heads) {
    const last = await sealLocation(sql, location, position, options.closesLast);
    if (last) anchor.push(last);
  }
  return anchor;
}

/** One at a time for each chain, whoever seals: blocks that are cut differently would overlap. */
async function sealLocation(
  sql: Sql,
  location: LocationId,
  head: number,
  closesLast: boolean,
): Promise<SealRow | undefined> {
  const sealed = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${sealLock}, ${location})`;
    return { last: await extendChain(tx as Queries, location, head, closesLast) };
  });
  return sealed.last;
}

async function extendChain(
  sql: Queries,
  location: LocationId,
  head: number,
  closesLast: boolean,
): Promise<SealRow | undefined> {
  let [last] = await sql<SealRow[]>`
    select location_id as location, from_position as "from", through_position as through, hash from seals
    where location_id = ${location} order by through_position desc limit 1`;
  for (let block = 0; block < blocksOfRunMax; block++) {
    const from = (last?.through ?? 0) + 1;
    const through = Math.min(from + blockPositions - 1, head);
    if (from > through || (!closesLast && through - from + 1 < blockPositions)) break;
    const content = await hashContent(sql, location, from, through);
    const row: SealRow = { location, from, through, hash: chainHash(last, location, from, through, content) };
    await sql`
      insert into seals (location_id, from_position, through_position, hash)
      values (${location}, ${from}, ${through}, ${row.hash}) on conflict do nothing`;
    last = row;
  }
  return last;
}

/** Walks every chain from its beginning and names the first bad block of each location, the lowest location first. */
export async function verifySeals(sql: Queries, anchor: Anchor = []): Promise<readonly BrokenSeal[]> {
  const seals = await sql<SealRow[]>`
    select location_id as location, from_position as "from", through_position as through, hash from seals order by 1, 3`;
  const sealsByLocation = Map.groupBy(seals, (seal) => seal.location);
  const anchored = new Map(anchor.map((seal) => [seal.location, seal]));
  const broken: BrokenSeal[] = [];
  for (const location of [...new Set([...sealsByLocation.keys(), ...anchored.keys()])].toSorted(
    (a, b) => a - b,
  )) {
    const found = await findBroken(
      sql,
      location,
      sealsByLocation.get(location) ?? [],
      anchored.get(location),
    );
    if (found) broken.push(found);
  }
  return broken;
}

/** Reads the audit's chain through. Answers through which entry it is sealed (0: none yet) and the first bad block, if any. */
export async function verifyAudit(
  sql: Queries,
): Promise<{ readonly sealedThrough: number; readonly broken: BrokenSeal | undefined }> {
  const seals = await sql<SealRow[]>`
    select location_id as location, from_position as "from", through_position as through, hash
    from seals where location_id = ${auditChain} order by through_position`;
  const broken = await findBroken(sql, auditChain, seals, undefined);
  return { sealedThrough: Number(seals.at(-1)?.through ?? 0), broken };
}

async function findBroken(
  sql: Queries,
  location: LocationId,
  seals: readonly SealRow[],
  anchor: SealRow | undefined,
): Promise<BrokenSeal | undefined> {
  let before: SealRow | undefined;
  for (const seal of seals) {
    const { from, through } = seal;
    if (from !== (before?.through ?? 0) + 1 || through < from)
      return { location, from, through, reason: 'missing' };
    const content = await hashContent(sql, location, from, through);
    if (seal.hash !== chainHash(before, location, from, through, content))
      return { location, from, through, reason: 'content' };
    if (anchor?.through === through && anchor.hash !== seal.hash)
      return { location, from, through, reason: 'chain' };
    before = seal;
  }
  if (!anchor || seals.some((seal) => seal.through === anchor.through)) return undefined;
  return { location, from: anchor.from, through: anchor.through, reason: 'missing' };
}

function chainHash(
  before: SealRow | undefined,
  location: LocationId,
  from: number,
  through: number,
  content: string,
): string {
  return hash('sha256', [before?.hash ?? 'genesis', location, from, through, content].join('\n'), 'hex');
}

/**
 * One hash over the documents of a location's positions and all their lines. Columns are named one by one and
 * instants counted in microseconds, so that a new column or another session setting changes no old hash.
 */
async function hashContent(
  sql: Queries,
  location: LocationId,
  from: number,
  through: number,
): Promise<string> {
  if (location === auditChain) return hashAudit(sql, from, through);
  const [row] = await sql<{ content: string }[]>`
    with placed as (
      select position as at, * from documents where location_id = ${location} and position between ${from} and ${through}
      union all
      select counter_position, * from documents where counter_location_id = ${location} and counter_position between ${from} and ${through}
    ), lines as (
      select p.at, 1 as part, m.line, concat_ws('|', m.line, m.sku_id, m.source_id, m.target_id, m.quantity, m.value, m.amount,
        coalesce(m.of_line::text, '-'), m.on_hand_after, m.value_after, coalesce(m.counter_location_id::text, '-'),
        coalesce(m.counter_position::text, '-'), coalesce(m.counter_on_hand_after::text, '-'), coalesce(m.counter_value_after::text, '-')) as text
      from placed p join movements m on m.location_id = p.location_id and m.position = p.position
      union all
      select p.at, 2, r.line, concat_ws('|', r.line, r.sku_id, r.quantity)
      from placed p join reservations r on r.location_id = p.location_id and r.position = p.position
      union all
      select p.at, 3, r.sku_id, concat_ws('|', r.sku_id, coalesce(r.reorder_point::text, '-'))
      from placed p join reorder_points r on r.location_id = p.location_id and r.position = p.position
      union all
      select at, 0, 0, jsonb_build_array(command_key, input_hash, kind, location_id, position, counter_location_id, counter_position,
        of_location_id, of_position, cause, account_id, session, (extract(epoch from device_at) * 1000000)::bigint,
        (extract(epoch from recorded_at) * 1000000)::bigint, (extract(epoch from occurred_at) * 1000000)::bigint,
        (extract(epoch from effective_at) * 1000000)::bigint, business_day, hour, answer)::text
      from placed
    )
    select coalesce(encode(sha256(convert_to(string_agg(at || '#' || part || '#' || text, E'\n' order by at, part, line), 'UTF8')), 'hex'), '') as content
    from lines`;
  return row?.content ?? '';
}

/** As `hashContent`, over audit entries by id. Ids have gaps where a transaction was undone; a filled gap breaks the block. */
async function hashAudit(sql: Queries, from: number, through: number): Promise<string> {
  const [row] = await sql<{ content: string }[]>`
    select coalesce(encode(sha256(convert_to(string_agg(
      jsonb_build_array(id, (extract(epoch from at) * 1000000)::bigint, account_id, session, action, subject, detail)::text,
      E'\\n' order by id), 'UTF8')), 'hex'), '') as content
    from audit_entries where id between ${from} and ${through}`;
  return row?.content ?? '';
}
