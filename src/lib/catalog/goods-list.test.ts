import { expect, test } from 'vitest';
import { goodsQuerySchema } from '#protocol/catalog/requests.ts';
import type { GoodsPage, GoodsRow } from '#protocol/catalog/views.ts';
import { CallProblem } from '../call/call.ts';
import { GoodsList, pageRows } from './goods-list.svelte.ts';

const query = goodsQuerySchema.parse({});
const rows = (offset: number, limit: number) =>
  Array.from({ length: limit }, (_, index) => ({ skuId: offset + index + 1 }) as GoodsRow);

test('[CT-12] of a list of 100,000 only what is in sight is read, once', async () => {
  const offsets: number[] = [];
  const list = new GoodsList((_, offset, limit) => {
    offsets.push(offset);
    return Promise.resolve({
      total: 100_000,
      isCapped: false,
      rows: rows(offset, limit),
    } satisfies GoodsPage);
  });
  await list.open(query);
  list.want(50_000, 50_030);
  list.want(50_000, 50_030);
  await Promise.resolve();
  await Promise.resolve();
  expect(offsets).toEqual([0, 49_950, 50_000, 50_050]);
  expect(list.rowAt(50_007)?.skuId).toBe(50_008);
  expect(list.rowAt(70_000)).toBeUndefined();
  expect(list.total).toBe(100_000);
});

test('an answer that comes late does not stand over a newer one, and a page that failed is asked again', async () => {
  const waiting: { answer: (page: GoodsPage) => void; fail: (problem: CallProblem) => void }[] = [];
  const list = new GoodsList(() => new Promise((answer, fail) => void waiting.push({ answer, fail })));
  const first = list.open(query);
  const second = list.open({ ...query, search: '奶' });
  waiting[1]?.answer({ total: 2 * pageRows, isCapped: false, rows: rows(0, pageRows) });
  waiting[0]?.answer({ total: 9, isCapped: false, rows: [] });
  await Promise.all([first, second]);
  expect(list.total).toBe(2 * pageRows);
  list.want(pageRows, pageRows);
  waiting[2]?.fail(new CallProblem('network', 0));
  await new Promise((done) => setImmediate(done));
  list.want(pageRows, pageRows);
  expect(waiting).toHaveLength(4);
});
