import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { joinUpdates } from './join-updates.ts';
import { readUpdate } from './strict-update.ts';

const writeOf = fc.record({
  writer: fc.nat({ max: 3 }),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.option(fc.oneof(fc.integer(), fc.string(), fc.constant({ q: 1, t: [2] })), { nil: undefined }),
});

test('[LD-7] updates of several writers that are joined say what they said one by one', () => {
  fc.assert(
    fc.property(fc.array(writeOf, { minLength: 1, maxLength: 60 }), fc.nat({ max: 50 }), (writes, before) => {
      const { updates, server } = write(writes);
      const state = new Y.Doc();
      for (const update of updates.slice(0, before)) Y.applyUpdate(state, update);
      const joined = joinUpdates(updates.slice(before).map((update) => readUpdate(update)));
      if (!joined) throw new Error('these follow one another');
      readUpdate(joined);
      Y.applyUpdate(state, joined);
      expect(state.store.pendingStructs).toBeNull();
      expect(state.store.pendingDs).toBeNull();
      expect(state.getMap('root').toJSON()).toEqual(server.getMap('root').toJSON());
      expect(Y.encodeStateVector(state)).toEqual(Y.encodeStateVector(server));
    }),
    { numRuns: 300 },
  );
});

test('what says again what was said is left to Yjs', () => {
  const { updates, server } = write([
    { writer: 0, key: 'a', value: 1 },
    { writer: 0, key: 'b', value: 2 },
  ]);
  const all = Y.encodeStateAsUpdate(server);
  expect(joinUpdates([...updates, all].map((update) => readUpdate(update)))).toBeUndefined();
});

/** Writers that see each other's writes, and the updates in the order in which they came to the server. */
function write(
  writes: readonly {
    readonly writer: number;
    readonly key: string;
    readonly value: unknown;
  }[],
): { readonly updates: readonly Uint8Array[]; readonly server: Y.Doc } {
  const server = new Y.Doc();
  const writers = Array.from({ length: 4 }, () => new Y.Doc());
  const updates: Uint8Array[] = [];
  for (const { writer, key, value } of writes) {
    const doc = writers[writer] as Y.Doc;
    const map = doc.getMap('root');
    const seen = Y.encodeStateVector(doc);
    if (value !== undefined) map.set(key, value);
    else if (map.has(key)) map.delete(key);
    else continue;
    const update = Y.encodeStateAsUpdate(doc, seen);
    updates.push(update);
    for (const other of [server, ...writers]) Y.applyUpdate(other, update);
  }
  return { updates, server };
}
