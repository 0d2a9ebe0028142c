import { crc32, inflateRawSync } from 'node:zlib';
import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Queries } from '../platform/database.ts';
import { readSnapshots, readUpdates, type SnapshotRow, type UpdateRow } from './document-rows.ts';
import { hashOf, isWhole } from './state-bytes.ts';
import { readUpdate } from './strict-update.ts';

export interface Loaded {
  readonly doc: Y.Doc;
  readonly owners: Map<number, AccountId | null>;
  readonly sequence: number;
  /** Since the snapshot it came from. */
  readonly rows: number;
  readonly bytes: number;
  readonly snapshotBytes: number;
  /** Rows that could not be used, and snapshots (negative): the document was rebuilt without them. */
  readonly quarantined: readonly number[];
}

const stateBytesMax = 256 * 1024 * 1024;
const rowsOfRead = 5_000;

/**
 * A document from its newest snapshot that can be trusted and the rows after it. What is damaged is left out and named;
 * the device that wrote it still has it and sends it again. [LD-8, F29]
 */
export async function load(sql: Queries, documentId: number, upTo = Infinity): Promise<Loaded> {
  const quarantined: number[] = [];
  for (const snapshot of [...(await readSnapshots(sql, documentId)), undefined]) {
    if (snapshot && snapshot.sequence > upTo) continue;
    const state = snapshot && stateOf(snapshot);
    if (snapshot && !state) {
      quarantined.push(-snapshot.sequence);
      continue;
    }
    return replay(sql, documentId, snapshot, state, upTo, quarantined);
  }
  throw new Error('unreachable');
}

function stateOf(snapshot: SnapshotRow): Uint8Array | undefined {
  try {
    const state = inflateRawSync(snapshot.data, { maxOutputLength: stateBytesMax });
    return hashOf(state) === snapshot.sha256 ? state : undefined;
  } catch {
    return undefined;
  }
}

async function replay(
  sql: Queries,
  documentId: number,
  snapshot: SnapshotRow | undefined,
  state: Uint8Array | undefined,
  upTo: number,
  quarantined: number[],
): Promise<Loaded> {
  const owners = new Map<number, AccountId | null>();
  for (const [client, account] of Object.entries(snapshot?.owners ?? {})) owners.set(Number(client), account);
  const rows: UpdateRow[] = [];
  let sequence = snapshot?.sequence ?? 0;
  for (;;) {
    const read = await readUpdates(sql, documentId, sequence, rowsOfRead);
    rows.push(...read.filter((row) => row.sequence <= upTo));
    sequence = rows.at(-1)?.sequence ?? sequence;
    if (read.length < rowsOfRead || sequence >= upTo) break;
  }
  let bytes = 0;
  for (const row of rows) bytes += row.data.length;
  const good = rows.filter((row) => crc32(row.data) === row.crc && own(owners, row));
  const known = new Set(good);
  for (const row of rows) if (!known.has(row)) quarantined.push(row.sequence);
  const doc = apply(state, good) ?? applyOneByOne(state, good, quarantined);
  return {
    doc,
    owners,
    sequence,
    rows: rows.length,
    bytes,
    snapshotBytes: state?.length ?? 0,
    quarantined,
  };
}

function own(owners: Map<number, AccountId | null>, row: UpdateRow): boolean {
  try {
    for (const client of readUpdate(row.data).groups.keys())
      if (!owners.has(client)) owners.set(client, row.accountId);
    return true;
  } catch {
    return false;
  }
}

/** All of it at once; undefined where something in it does not fit. */
function apply(state: Uint8Array | undefined, rows: readonly UpdateRow[]): Y.Doc | undefined {
  const doc = new Y.Doc();
  try {
    doc.transact(() => {
      if (state) Y.applyUpdate(doc, state);
      for (const { data } of rows) Y.applyUpdate(doc, data);
    });
  } catch {
    return undefined;
  }
  return isWhole(doc) ? doc : undefined;
}

/** Slowly, row by row, leaving out each that does not go on what came before. */
function applyOneByOne(
  state: Uint8Array | undefined,
  rows: readonly UpdateRow[],
  quarantined: number[],
): Y.Doc {
  let good: UpdateRow[] = [];
  let doc = apply(state, []) ?? new Y.Doc();
  for (const row of rows) {
    try {
      Y.applyUpdate(doc, row.data);
      if (isWhole(doc)) {
        good = [...good, row];
        continue;
      }
    } catch {
      // Falls through: it is left out.
    }
    quarantined.push(row.sequence);
    doc = apply(state, good) ?? doc;
  }
  return doc;
}
