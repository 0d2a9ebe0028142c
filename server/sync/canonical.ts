import { createHash, type Hash } from 'node:crypto';
import type * as Y from 'yjs';
import type { LiveValue } from '#protocol/live/shape.ts';

const entriesOfSlice = 2_000;

/** What a document says, as one hash: roots, keys and members sorted, so that it does not depend on who came first. [I25] */
export function canonicalHash(doc: Y.Doc, roots: readonly string[]): string {
  const hash = createHash('sha256');
  for (const _ of hashing(hash, doc, roots));
  return hash.digest('hex');
}

/** The same in slices that leave others time; undefined where the document went on meanwhile. */
export async function canonicalHashSliced(
  doc: Y.Doc,
  roots: readonly string[],
  isStill: () => boolean,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (const _ of hashing(hash, doc, roots)) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isStill()) return undefined;
  }
  return isStill() ? hash.digest('hex') : undefined;
}

function* hashing(hash: Hash, doc: Y.Doc, roots: readonly string[]): Generator<void> {
  for (const root of [...roots].sort()) {
    hash.update(`${JSON.stringify(root)}\n`);
    const map = doc.getMap<LiveValue>(root);
    const keys = [...map.keys()].sort();
    for (let at = 0; at < keys.length; at += entriesOfSlice) {
      const slice = keys.slice(at, at + entriesOfSlice);
      hash.update(
        slice.map((key) => `${JSON.stringify(key)}:${canonicalJson(map.get(key) as LiveValue)}\n`).join(''),
      );
      yield;
    }
  }
}

export function canonicalJson(value: LiveValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value as Record<string, LiveValue>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(',')}}`;
}
