import type * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import type { LiveValue } from '#protocol/live/shape.ts';
import type { Content, Entry, Write } from './kind.ts';

/** Reads a document out, with whose each entry is. */
export function contentOf(
  doc: Y.Doc,
  roots: readonly string[],
  owners: ReadonlyMap<number, AccountId | null>,
  sequence: number,
): Content {
  const read = new Map<string, ReadonlyMap<string, Entry>>();
  for (const root of roots) {
    const entries = new Map<string, Entry>();
    for (const [key, item] of doc.getMap(root)._map) {
      if (item.deleted) continue;
      const value = item.content.getContent()[item.length - 1] as LiveValue;
      entries.set(key, { value, author: owners.get(item.id.client) ?? null });
    }
    read.set(root, entries);
  }
  return { sequence, roots: read };
}

/** Writes into a document; the update that came of it, where anything did. */
export function writeInto(doc: Y.Doc, writes: readonly Write[], origin: unknown): Uint8Array | undefined {
  let update: Uint8Array | undefined;
  const keep = (made: Uint8Array): void => void (update = made);
  doc.once('update', keep);
  doc.transact(() => {
    for (const { root, key, value } of writes) {
      if (value === undefined) doc.getMap(root).delete(key);
      else doc.getMap<LiveValue>(root).set(key, value);
    }
  }, origin);
  doc.off('update', keep);
  return update;
}
