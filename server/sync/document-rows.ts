import type { AccountId } from '#domain/identity/ids.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray } from '../stock/pg-array.ts';

/** A document's row as its server holds it. */
export interface DocumentRow {
  readonly id: number;
  readonly epoch: number;
  readonly state: 'open' | 'frozen';
  readonly frozenSequence: number | null;
}

export interface UpdateRow {
  readonly sequence: number;
  readonly accountId: AccountId | null;
  readonly crc: number;
  readonly data: Uint8Array;
}

export interface SnapshotRow {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly sha256: string;
  readonly owners: Readonly<Record<string, AccountId | null>>;
}

/** A node that has not renewed for so long has lost its documents. */
export const leaseMs = 5_000;
/** Snapshots that are kept; rows after the older one are never swept. */
export const snapshotsKept = 2;
/** The log is also the record of who wrote what when. */
export const logDaysKept = 30;

/**
 * Takes a document for this node, making it where it is new. Undefined while another node has it. Waits until an append of the
 * older epoch that is under way has ended, so that whoever loads the document afterwards has all that was ever stored of it. [LD-10]
 */
export async function lease(
  sql: Sql,
  kind: string,
  name: string,
  node: string,
): Promise<DocumentRow | undefined> {
  return sql.begin(async (queries) => {
    await queries`select id from live_documents where kind = ${kind} and name = ${name} for update`;
    const [row] = await queries<DocumentRow[]>`
      insert into live_documents as d (kind, name, epoch, node, leased_until)
      values (${kind}, ${name}, 1, ${node}, now() + ${leaseMs} * interval '1 ms')
      on conflict (kind, name) do update set epoch = d.epoch + 1, node = excluded.node, leased_until = excluded.leased_until
        where d.node is null or d.node = excluded.node or d.leased_until < now()
      returning id, epoch, state, frozen_sequence as "frozenSequence"`;
    return row;
  });
}

/** Those of this node's documents that are still its own, with their state. One that is being frozen is not waited for. */
export async function renewLeases(
  sql: Queries,
  node: string,
  documents: readonly { readonly documentId: number; readonly epoch: number }[],
): Promise<ReadonlyMap<number, 'open' | 'frozen'>> {
  const rows = await sql<{ id: number; state: 'open' | 'frozen' }[]>`
    with mine as (
      select d.id, d.state from live_documents d
      join unnest(${numberArray(documents.map(({ documentId }) => documentId))}::text::int[],
        ${numberArray(documents.map(({ epoch }) => epoch))}::text::int[]) as asked (id, epoch) on asked.id = d.id and asked.epoch = d.epoch
      where d.node = ${node}
    ),
    free as (select d.id from live_documents d where d.id in (select id from mine) for no key update skip locked),
    renewed as (
      update live_documents d set leased_until = now() + ${leaseMs} * interval '1 ms' from free where d.id = free.id and d.node = ${node}
    )
    select id, state from mine`;
  return new Map(rows.map(({ id, state }) => [id, state]));
}

export async function release(
  sql: Queries,
  node: string,
  document: { readonly documentId: number; readonly epoch: number },
): Promise<void> {
  await sql`update live_documents set node = null, leased_until = null
    where id = ${document.documentId} and epoch = ${document.epoch} and node = ${node}`;
}

export async function findDocument(
  sql: Queries,
  kind: string,
  name: string,
): Promise<DocumentRow | undefined> {
  const [row] = await sql<DocumentRow[]>`
    select id, epoch, state, frozen_sequence as "frozenSequence" from live_documents where kind = ${kind} and name = ${name}`;
  return row;
}

/** Newest first. */
export function readSnapshots(sql: Queries, documentId: number): Promise<readonly SnapshotRow[]> {
  return sql<SnapshotRow[]>`select sequence, data, sha256, owners from live_snapshots
    where document_id = ${documentId} order by sequence desc limit ${snapshotsKept}`;
}

export function readUpdates(
  sql: Queries,
  documentId: number,
  after: number,
  limit: number,
): Promise<readonly UpdateRow[]> {
  return sql<UpdateRow[]>`select sequence, account_id as "accountId", crc, data from live_updates
    where document_id = ${documentId} and sequence > ${after} order by sequence limit ${limit}`;
}

/** Keeps a snapshot beside the older one, in the name of its epoch. */
export async function keepSnapshot(
  sql: Queries,
  document: { readonly documentId: number; readonly epoch: number },
  snapshot: SnapshotRow,
): Promise<void> {
  await sql`insert into live_snapshots (document_id, sequence, data, sha256, owners)
    select id, ${snapshot.sequence}, ${Buffer.from(snapshot.data)}, ${snapshot.sha256}, ${JSON.stringify(snapshot.owners)}::text::jsonb
    from live_documents where id = ${document.documentId} and epoch = ${document.epoch}
    on conflict (document_id, sequence) do nothing`;
  await sql`delete from live_snapshots where document_id = ${document.documentId} and sequence not in (
    select sequence from live_snapshots where document_id = ${document.documentId} order by sequence desc limit ${snapshotsKept})`;
  await sql`delete from live_updates where document_id = ${document.documentId}
    and at < now() - ${logDaysKept} * interval '1 day'
    and sequence <= (select sequence from live_snapshots where document_id = ${document.documentId}
      order by sequence desc offset ${snapshotsKept - 1} limit 1)`;
}

/** Notes what a rebuilt document had to do without. */
export async function noteQuarantine(
  sql: Queries,
  documentId: number,
  sequences: readonly number[],
): Promise<void> {
  await sql`update live_documents set quarantine = ${JSON.stringify({ sequences })}::text::jsonb where id = ${documentId}`;
}
