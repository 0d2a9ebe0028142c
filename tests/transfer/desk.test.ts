import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase } from '#server/platform/database.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { hashOf, openMarket, sku, store, type Market } from './market.ts';

let market: Market;
beforeAll(async () => {
  market = await openMarket(2);
});
afterAll(() => market.close());

async function levels(skuId: number): Promise<Record<string, string>> {
  const rows = await market.sql<{ id: number; onHand: number; reserved: number }[]>`
    select location_id as id, on_hand as "onHand", reserved from levels where sku_id = ${skuId}`;
  return Object.fromEntries(rows.map((row) => [row.id, `${row.onHand}/${row.reserved}`]));
}

async function broken(): Promise<readonly string[]> {
  const owner = openDatabase({
    url: market.shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'check',
  });
  const verdicts = await checkInvariants(owner);
  await owner.end();
  return verdicts.flatMap(({ id, name, broken }) => broken.map((row) => `${id} ${name}: ${row}`));
}

test('[TR-5][TR-8][I4][I5] from asked to closed with a short line: the stock is held, drawn on in parts, and comes out to the piece', async () => {
  await market.stock(1, 1, 20);
  const id = await market.begin([[1, 20, 12]]);
  expect(await market.agree(id, [[1, 12]])).toMatchObject({ outcome: 'done', state: 'agreed' });
  expect(await levels(1)).toMatchObject({ 1001: '20/12' });
  expect(await market.sell(1, 1, 9)).toBe('stock.insufficient');
  expect(await market.act(id, { kind: 'dispatch', lines: [{ sku: sku(1), quantity: 8 }] })).toMatchObject({
    state: 'in_transit',
  });
  expect(await levels(1)).toMatchObject({ 1001: '12/4', 1004: '8/0' });
  expect(
    await market.act(id, {
      kind: 'receive',
      lines: [
        {
          sku: sku(1),
          quantity: 5,
          short: [
            { cause: 'lost', quantity: 1 },
            { cause: 'not_loaded', quantity: 2 },
          ],
        },
      ],
      over: [{ sku: sku(2), quantity: 1, cause: 'over_loaded' }],
    }),
  ).toMatchObject({ state: 'picking' });
  expect(await levels(1)).toMatchObject({ 1001: '14/4', 1003: '5/0', 1004: '0/0' });
  expect(await market.act(id, { kind: 'finish' })).toMatchObject({ state: 'closed' });
  expect(await levels(1)).toMatchObject({ 1001: '14/0' });
  expect(await levels(2)).toMatchObject({ 1003: '1/0' });
  expect(await broken()).toEqual([]);
});

test('[F34][TR-4] sold during the talks: the last signature is refused with the facts, and two who sign different versions are told', async () => {
  await market.stock(1, 3, 10);
  const id = await market.begin([[3, 10, 10]]);
  await market.act(id, { kind: 'sign', side: 'target', hash: hashOf([[3, 10]]) }, market.li);
  expect(await market.sell(1, 3, 4)).toBe('posted');
  expect(
    await market.act(id, { kind: 'sign', side: 'source', hash: hashOf([[3, 10]]) }, market.wang),
  ).toMatchObject({
    code: 'transfer.stock_short',
    facts: { asked: 10, available: 6 },
  });
  await market.sql`update transfer_lines set offered = 6 where transfer_id = ${id}`;
  expect(
    await market.act(id, { kind: 'sign', side: 'source', hash: hashOf([[3, 10]]) }, market.wang),
  ).toMatchObject({
    code: 'transfer.other_version',
  });
  const answers = await Promise.all([
    market.act(id, { kind: 'sign', side: 'source', hash: hashOf([[3, 6]]) }, market.wang),
    market.act(id, { kind: 'sign', side: 'target', hash: hashOf([[3, 10]]) }, market.li, undefined, 1),
  ]);
  expect(answers.map((one) => (one.outcome === 'done' ? one.state : one.code))).toEqual([
    'talks',
    'transfer.other_version',
  ]);
  expect(
    await market.act(id, { kind: 'sign', side: 'region', hash: hashOf([[3, 6]]) }, market.wang),
  ).toMatchObject({ code: 'transfer.signed_already' });
  expect(
    await market.act(id, { kind: 'sign', side: 'target', hash: hashOf([[3, 6]]) }, market.li),
  ).toMatchObject({ state: 'agreed' });
});

test('[I16] the same key: the same answer at every node, at once and later; other content is refused', async () => {
  await market.stock(1, 4, 10);
  const id = await market.begin([[4, 5, 5]]);
  await market.agree(id, [[4, 5]]);
  const key = crypto.randomUUID();
  const act = { kind: 'dispatch', lines: [{ sku: sku(4), quantity: 5 }] } as const;
  const twice = await Promise.all([0, 1, 0, 1].map((node) => market.act(id, act, market.wang, key, node)));
  for (const answer of twice) expect(answer).toEqual(twice[0]);
  expect(await levels(4)).toMatchObject({ 1001: '5/0', 1004: '5/0' });
  expect(
    await market.act(id, { kind: 'dispatch', lines: [{ sku: sku(4), quantity: 1 }] }, market.wang, key),
  ).toMatchObject({ code: 'transfer.key_reused' });
});

test('[TR-15][I17] a server that dies before or after the ledger posted: who comes next finishes it, once', async () => {
  let dies: 'before' | 'after' | undefined;
  const frail = await openMarket(1, (ledger) => ({
    close: () => ledger.close(),
    post: async (submission): Promise<Answer> => {
      if (dies === 'before') throw new Error('died');
      const answer = await ledger.post(submission);
      if (dies === 'after') throw new Error('died');
      return answer;
    },
  }));
  await frail.stock(1, 1, 30);
  for (const when of ['before', 'after'] as const) {
    const id = await frail.begin([[1, 10, 10]]);
    await frail.agree(id, [[1, 10]]);
    const key = crypto.randomUUID();
    const act = { kind: 'dispatch', lines: [{ sku: sku(1), quantity: 10 }] } as const;
    dies = when;
    await expect(frail.act(id, act, frail.wang, key)).rejects.toThrow('died');
    dies = undefined;
    // Another command comes first and carries the waiting one on.
    expect(await frail.act(id, { kind: 'pick' }, frail.wang)).toMatchObject({ code: 'transfer.wrong_state' });
    expect(await frail.act(id, act, frail.wang, key)).toMatchObject({ outcome: 'done', state: 'in_transit' });
  }
  const id = await frail.begin([[1, 5, 5]]);
  await frail.agree(id, [[1, 5]]);
  dies = 'after';
  await expect(
    frail.act(id, { kind: 'dispatch', lines: [{ sku: sku(1), quantity: 5 }] }, frail.wang),
  ).rejects.toThrow();
  dies = undefined;
  expect(await frail.desks[0]?.recover(0)).toBe(1);
  const [row] = await frail.sql<{ state: string; way: number }[]>`
    select state, units_in_transit as way from transfers where id = ${id}`;
  expect(row).toEqual({ state: 'in_transit', way: 5 });
  const [transit] = await frail.sql<
    { sum: number }[]
  >`select sum(on_hand)::bigint as sum from levels where location_id = 1004`;
  expect(transit?.sum).toBe(25);
  await frail.close();
});

test('[TR-1] a lorry goes in one step, twice is once, and one without stock is cancelled', async () => {
  const desk = market.desks[0];
  await market.stock(1, 5, 7);
  const delivery = (key: string, quantity: number) => ({
    key,
    source: store(1),
    target: store(2),
    lines: [{ sku: sku(5), quantity }],
    dueAtMs: null,
  });
  const key = crypto.randomUUID();
  expect(await desk?.deliver(delivery(key, 6), market.wang)).toMatchObject({ state: 'in_transit' });
  expect(await desk?.deliver(delivery(key, 6), market.wang)).toMatchObject({ state: 'in_transit' });
  const other = crypto.randomUUID();
  expect(await desk?.deliver(delivery(other, 6), market.wang)).toMatchObject({
    code: 'transfer.stock_short',
  });
  const [row] = await market.sql<{ state: string }[]>`select state from transfers where key = ${other}`;
  expect(row?.state).toBe('cancelled');
  expect(await levels(5)).toMatchObject({ 1001: '1/0', 1004: '6/0' });
});
