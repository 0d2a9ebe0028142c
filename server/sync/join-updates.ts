import * as encoding from 'lib0/encoding';
import type { StrictGroup, StrictUpdate } from './strict-update.ts';

/** The items of one client over several updates. */
interface Run {
  readonly clock: number;
  next: number;
  items: number;
  readonly parts: Uint8Array[];
}

/**
 * Makes one update of several that followed one another, by setting their bytes side by side; Yjs' own merge reads and
 * writes every item anew. Undefined where one of them says again what another said: that is for Yjs.
 */
export function joinUpdates(updates: readonly StrictUpdate[]): Uint8Array | undefined {
  const runs = new Map<number, Run>();
  for (const { groups } of updates)
    for (const [client, group] of groups) if (!follow(runs, client, group)) return undefined;
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, runs.size);
    for (const [client, { clock, items, parts }] of runs) {
      for (const number of [items, client, clock]) encoding.writeVarUint(encoder, number);
      for (const part of parts) encoding.writeUint8Array(encoder, part);
    }
    writeDeletions(encoder, updates);
  });
}

function follow(runs: Map<number, Run>, client: number, { items, bytes }: StrictGroup): boolean {
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) return true;
  const next = last.clock + last.length;
  const run = runs.get(client);
  if (!run) runs.set(client, { clock: first.clock, next, items: items.length, parts: [bytes] });
  else if (run.next !== first.clock) return false;
  else {
    run.next = next;
    run.items += items.length;
    run.parts.push(bytes);
  }
  return true;
}

function writeDeletions(encoder: encoding.Encoder, updates: readonly StrictUpdate[]): void {
  const byClient = new Map<number, { readonly clock: number; readonly length: number }[]>();
  for (const { deletions } of updates)
    for (const deletion of deletions) {
      const mine = byClient.get(deletion.client);
      if (mine) mine.push(deletion);
      else byClient.set(deletion.client, [deletion]);
    }
  encoding.writeVarUint(encoder, byClient.size);
  for (const [client, ranges] of byClient) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
}
