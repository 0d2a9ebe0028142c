import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalAgreement } from '#domain/transfer/agreement.ts';
import type { FactsView, TransferView } from '#protocol/transfer/views.ts';
import { CallProblem } from '../call/call.ts';
import { coverDays, draftOf, hashOf } from './agreement.ts';
import { TransferDesk } from './transfer-desk.svelte.ts';

const numbers = (asked: Record<number, number>, offered: Record<number, number>) => ({
  asked: (sku: number) => asked[sku],
  offered: (sku: number) => offered[sku],
  ruled: () => undefined,
});

test('[TR-4] what the page signs has the hash that the server makes of the same text', () => {
  const draft = draftOf([2, 1, 9], numbers({ 1: 5, 2: 9 }, { 1: 7, 2: 9 }));
  const text = canonicalAgreement(3 as never, 4 as never, [
    { sku: 1 as never, quantity: 5 },
    { sku: 2 as never, quantity: 9 },
  ]);
  expect(hashOf(draft, 3, 4)).toBe(createHash('sha256').update(text).digest('hex'));
  expect(hashOf(draftOf([1], numbers({ 1: 5 }, {})), 3, 4)).toBe('');
});

test('[TR-2] a sale at the source is told at once: what is available falls, and by how much', async () => {
  const end = (available: number) => ({ onHand: 20, available, perDay: 2 });
  const answers = [18, 15, 15].map((available, index): FactsView => ({
    revision: String(Math.min(index, 1)),
    version: 1,
    rows: index === 2 ? null : [{ skuId: 1, source: end(available), target: end(0), onTheWay: 0 }],
    present: [],
    nowMs: index,
  }));
  let reads = 0;
  const desk = new TransferDesk({
    read: async () => {
      reads += 1;
      return { card: { version: 1 } } as TransferView;
    },
    readFacts: async () => answers.shift() as FactsView,
  });
  await desk.read();
  expect(desk.fallen.size).toBe(0);
  await desk.read();
  expect(desk.facts.get(1)?.source.available).toBe(15);
  expect(desk.fallen.get(1)).toBe(3);
  await desk.read();
  expect(reads).toBe(1);
});

test('cover is days, and unknown where nothing is sold', () => {
  expect(coverDays(10, 4)).toBe(2.5);
  expect(coverDays(-3, 4)).toBe(0);
  expect(coverDays(10, 0)).toBeUndefined();
});

test('[TR-18] without a network the page opens as this device saw it last, and says that it is not of now', async () => {
  const view = { card: { id: 7, version: 3 }, nowMs: 5 } as TransferView;
  const store: TransferView[] = [];
  let isOnline = true;
  const open = () =>
    new TransferDesk({
      read: async () => view,
      readFacts: async () => {
        if (!isOnline) throw new CallProblem('network', 0);
        return { revision: 'a', version: 3, rows: null, present: [], nowMs: 9 };
      },
      kept: { read: async () => store.at(-1), keep: async (one) => void store.push(one) },
    });
  await open().read();
  isOnline = false;
  const later = open();
  await later.read();
  expect([later.view, later.nowMs, later.problem?.code]).toEqual([view, 5, 'network']);
  isOnline = true;
  await later.read();
  expect([later.nowMs, later.problem]).toEqual([9, undefined]);
});
