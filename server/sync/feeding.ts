import * as Y from 'yjs';
import type { Connection } from './connection.ts';
import { updateFrame } from './frames.ts';

/** An update under way to the log, or just come from there. */
export interface Travelling {
  readonly update: Uint8Array;
  readonly from: Connection | undefined;
}

/** Sends what was committed together as one frame to everybody who reads; who does not is fed no more for now. [LD-11] */
export function fanOut(
  connections: Iterable<Connection>,
  committed: readonly Travelling[],
  stopFeeding: (connection: Connection) => void,
): void {
  const [first] = committed;
  if (!first) return;
  const onlyFrom = committed.every(({ from }) => from === first.from) ? first.from : undefined;
  let frame: Uint8Array | undefined;
  for (const connection of connections) {
    if (!connection.isFed || connection === onlyFrom) continue;
    if (!connection.hasRoom) {
      stopFeeding(connection);
      continue;
    }
    frame ??= updateFrame(
      committed.length === 1 ? first.update : Y.mergeUpdates(committed.map(({ update }) => update)),
    );
    connection.send(frame);
  }
}

/** The state vector of who was sent everything but these. */
export function vectorWithout(doc: Y.Doc, unsent: readonly Travelling[]): Uint8Array {
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc));
  for (const { update } of unsent)
    for (const [client, clock] of Y.parseUpdateMeta(update).from)
      vector.set(client, Math.min(vector.get(client) ?? 0, clock));
  return Y.encodeStateVector(vector);
}
