import { expect, test } from 'vitest';
import { CallProblem } from '../call/call.ts';
import { Outbox, type OutboxEntry, type OutboxStore } from './outbox.svelte.ts';

function memory(): OutboxStore & { readonly kept: Map<string, OutboxEntry> } {
  const kept = new Map<string, OutboxEntry>();
  return {
    kept,
    all: async () => [...kept.values()],
    put: async (entry) => void kept.set(entry.key, entry),
    remove: async (key) => void kept.delete(key),
  };
}

/** A server that answers each key once, and a wire that can be cut before or behind it. */
function setUp(store = memory(), owner = 'li') {
  const done: string[] = [];
  const wire: { state: 'up' | 'down' | 'cut' } = { state: 'up' };
  let nowMs = 1000;
  let made = 0;
  const outbox = new Outbox({
    store,
    owner,
    now: () => (nowMs += 1),
    newKey: () => `${owner}-${++made}`,
    sentenceOf: (problem) => `no: ${problem.code}`,
    send: async ({ key, body }) => {
      if (wire.state === 'down') throw new CallProblem('network', 0);
      if (body === 'bad') throw new CallProblem('transfer.wrong_state', 409);
      if (!done.includes(key)) done.push(key);
      if (wire.state === 'cut') throw new CallProblem('network', 0);
      return { outcome: 'done' };
    },
  });
  const send = (body: unknown) =>
    outbox.send({ path: '/acts', body, label: 'receive', subject: 'transfer 1' });
  return { outbox, send, wire, done, store };
}

test('[I22][F22] made offline: kept, sent once in order when the network is back, also by the page that opens later', async () => {
  const first = setUp();
  first.wire.state = 'down';
  for (const body of [1, 2, 3]) expect(await first.send(body)).toEqual({ state: 'kept' });
  expect(first.outbox.waiting.map(({ state }) => state)).toEqual(['unknown', 'pending', 'pending']);
  const later = setUp(first.store);
  await later.outbox.drain();
  expect(later.done).toEqual(['li-1', 'li-2', 'li-3']);
  expect(later.outbox.waiting).toEqual([]);
});

test('[I16][F3] an answer that was cut off: the same key goes again and is done once', async () => {
  const { outbox, send, wire, done } = setUp();
  wire.state = 'cut';
  expect(await send(1)).toEqual({ state: 'kept' });
  expect(outbox.entries.map(({ state }) => state)).toEqual(['unknown']);
  wire.state = 'up';
  await outbox.drain();
  expect(done).toEqual(['li-1']);
  expect(outbox.entries.map(({ state }) => state)).toEqual(['accepted']);
});

test('[I22] a refusal is shown until it is read, and does not hold up what comes behind it', async () => {
  const { outbox, send, done } = setUp();
  expect(await send('bad')).toMatchObject({ state: 'refused', sentence: 'no: transfer.wrong_state' });
  expect(await send(2)).toMatchObject({ state: 'accepted' });
  expect(done).toEqual(['li-2']);
  // What was taken at once is told to whoever sent it, and not once more.
  expect(outbox.entries.map(({ state }) => state)).toEqual(['refused']);
  await outbox.dismiss('li-1');
  expect(outbox.entries).toEqual([]);
});

test('[F27] another person on the device neither sends nor sees it', async () => {
  const li = setUp();
  li.wire.state = 'down';
  await li.send(1);
  const wang = setUp(li.store, 'wang');
  await wang.outbox.drain();
  expect(wang.outbox.entries).toEqual([]);
  expect(wang.done).toEqual([]);
  expect(li.store.kept.size).toBe(1);
});

test('what waits can’t be dismissed', async () => {
  const { outbox, send, wire } = setUp();
  wire.state = 'down';
  await send(1);
  await outbox.dismiss('li-1');
  expect(outbox.waiting).toHaveLength(1);
});
