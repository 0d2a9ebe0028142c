import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import type { PurchaseId } from '#domain/purchase/ids.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { PurchaseDesk } from '#server/purchase/desk.ts';
import { readExpected } from '#server/purchase/on-order.ts';
import { readChain } from '#server/replenish/read-chain.ts';
import type { PurchaseAnswer } from '#server/purchase/purchase.ts';
import type { Ledger } from '#server/stock/stock.ts';
import { openShop, type Shop } from '../stock/shop.ts';
import { receive, sender, took, word } from './acts.ts';

let shop: Shop;
let sql: Sql;
let desks: readonly PurchaseDesk[];
let dies: 'before' | 'after' | undefined;

beforeAll(async () => {
  shop = await openShop(2);
  sql = openDatabase({
    url: shop.appUrl,
    connectionsMax: 8,
    reach: 'all',
    applicationName: 'test purchases',
  });
  await sql`insert into accounts (login, name_zh, name_en, role, scope_kind) values ('wang', '王', 'Wang', 'store_manager', 'all'), ('zhao', '赵', 'Zhao', 'hq', 'all')`;
  await sql`insert into suppliers (code, name_zh, name_en) values ('V01', '乳业', 'Dairy'), ('V02', '粮油', 'Grain')`;
  const owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test',
  });
  await owner`update skus set supplier_id = case when id <= 10 then 1 when id <= 18 then 2 end, pack_quantity = 12, cost = 300`;
  await owner.end();
  await sql`insert into supplier_terms (supplier_id, lead_days, minimum, invoice) values (1, 2, 10000, 'special'), (2, 4, 0, 'plain')`;
  await sql`insert into supplier_prices (supplier_id, sku_id, pack, price, packs_min) values (1, 1, 24, 7705, 2)`;
  const locations = await openLocations(sql);
  const frail = (ledger: Ledger): Ledger => ({
    close: () => ledger.close(),
    post: async (submission): Promise<Answer> => {
      if (dies === 'before') throw new Error('died');
      const answer = await ledger.post(submission);
      if (dies === 'after') throw new Error('died');
      return answer;
    },
  });
  const clock = { now: () => Date.parse('2026-11-24T02:30:00Z') };
  desks = shop.ledgers.map((ledger) => new PurchaseDesk({ sql, ledger: frail(ledger), clock, locations }));
});
afterAll(async () => {
  await sql.end();
  await shop.close();
});

const [wang, zhao] = [sender(2), sender(3)];

async function draft(
  lines: readonly (readonly [number, number])[],
  key: string = crypto.randomUUID(),
): Promise<readonly PurchaseId[]> {
  const { purchases } = await (desks[0] as PurchaseDesk).draft(
    {
      key,
      store: 1 as StoreId,
      supplier: null,
      origin: 'list',
      note: '',
      lines: lines.map(([sku, quantity]) => ({ sku: sku as SkuId, quantity, reason: '够卖 1.2 天' })),
    },
    wang,
  );
  return purchases;
}

const act = (
  purchase: PurchaseId,
  what: PurchaseAct,
  { who = wang, key = crypto.randomUUID() as string, node = 0, mayExceed = false } = {},
): Promise<PurchaseAnswer> => (desks[node] as PurchaseDesk).act({ key, purchase, act: what, mayExceed }, who);

async function sent(lines: readonly (readonly [number, number])[]): Promise<PurchaseId> {
  const [id] = await draft(lines);
  if (id === undefined) throw new Error('no draft');
  expect(
    await act(id, { kind: 'send', way: 'print', version: await versionOf(id), isSmall: true }),
  ).toMatchObject({
    state: 'sent',
  });
  return id;
}

const versionOf = async (id: PurchaseId): Promise<number> =>
  (await sql<{ version: number }[]>`select version from purchases where id = ${id}`)[0]?.version ?? 0;

async function level(sku: number): Promise<string> {
  const [row] = await sql<{ onHand: number; value: number }[]>`
    select on_hand as "onHand", value from levels where location_id = 1001 and sku_id = ${sku}`;
  return `${row?.onHand ?? 0} at ${row?.value ?? 0}`;
}

async function onOrder(sku: number): Promise<number> {
  return (await readExpected(sql))
    .filter((one) => one.skuId === sku)
    .reduce((sum, one) => sum + one.units, 0);
}

async function broken(): Promise<readonly string[]> {
  const owner = openDatabase({
    url: shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'check',
  });
  const verdicts = await checkInvariants(owner);
  await owner.end();
  return verdicts.flatMap(({ id, name, broken: rows }) => rows.map((row) => `${id} ${name}: ${row}`));
}

test('[PU-1][PU-2] a list becomes a draft a supplier, in whole packs at its price, with the reason; twice is once', async () => {
  const key = crypto.randomUUID();
  const ids = await draft(
    [
      [1, 30],
      [2, 30],
      [11, 5],
      [19, 5],
    ],
    key,
  );
  expect(ids).toHaveLength(2);
  expect(await draft([[1, 30]], key)).toEqual([ids[0]]);
  const lines = await sql`
    select sku_id as sku, pack, packs, price, reason from purchase_lines where purchase_id = any(${[...ids]}) order by 1`;
  expect(lines.map((line) => ({ ...line }))).toEqual([
    { sku: 1, pack: 24, packs: 2, price: 7705, reason: '够卖 1.2 天' },
    { sku: 2, pack: 12, packs: 3, price: 3600, reason: '够卖 1.2 天' },
    { sku: 11, pack: 12, packs: 1, price: 3600, reason: '够卖 1.2 天' },
  ]);
  const [row] = await sql<{ expected: number; invoice: string; value: number }[]>`
    select expected_day as expected, invoice, value from purchases where id = ${ids[1] ?? 0}`;
  expect(row).toEqual({ expected: 20_781 + 4, invoice: 'plain', value: 3600 });
});

test('[PU-6][PU-7][PU-9][PU-10] in parts, dearer, with a gift, some turned away, then closed short: stock, value, tax and what is on order to the piece', async () => {
  const id = await sent([
    [1, 48],
    [2, 24],
  ]);
  expect(await onOrder(1)).toBe(48);
  const first = await act(
    id,
    receive(took(1, 24, { price: 8000, gift: 2, refused: [{ cause: 'damaged', quantity: 3 }] }), took(2, 12)),
  );
  expect(word(first)).toBe('partial');
  expect([await level(1), await level(2), await onOrder(1), await onOrder(2)]).toEqual([
    '26 at 8000',
    '12 at 3600',
    24,
    12,
  ]);
  const [sums] =
    await sql`select received_value as value, price_difference as more from purchases where id = ${id}`;
  expect({ ...sums }).toEqual({ value: 11_600, more: 295 });
  const [line] =
    await sql`select value, ordered_value as ordered, tax from purchase_receipt_lines where purchase_id = ${id} and sku_id = 1`;
  expect({ ...line }).toEqual({ value: 8000, ordered: 7705, tax: 1040 });
  expect(word(await act(id, { kind: 'close', note: '缺货' }))).toBe('closed');
  expect(await onOrder(1)).toBe(0);
  expect(word(await act(id, receive(took(1, 1))))).toBe('purchase.wrong_state');
  expect(await broken()).toEqual([]);
});

test('[PU-12][I16] two receive the same at once, each twice, through two nodes: taken once, the other is told', async () => {
  const id = await sent([[3, 120]]);
  const keys = [crypto.randomUUID(), crypto.randomUUID()];
  const answers = await Promise.all(
    [0, 1, 0, 1].map((who, index) =>
      act(id, receive(took(3, 120)), {
        key: keys[who] ?? '',
        node: index % 2,
        who: [wang, zhao][who] ?? wang,
      }),
    ),
  );
  expect(answers[2]).toEqual(answers[0]);
  expect(answers[3]).toEqual(answers[1]);
  expect(answers.slice(0, 2).map(word).toSorted()).toEqual(['purchase.wrong_state', 'received']);
  expect(await level(3)).toBe('120 at 36000');
  expect(word(await act(id, receive(took(3, 1)), { key: keys[0] ?? '', who: wang }))).toBe(
    'purchase.key_reused',
  );
});

test('[PU-7] two halves at once come to the whole; beyond the tolerance is refused, and taken by who may', async () => {
  const id = await sent([[4, 60]]);
  const halves = await Promise.all([0, 1].map((node) => act(id, receive(took(4, 30)), { node })));
  expect(halves.map(word).toSorted()).toEqual(['partial', 'received']);
  const other = await sent([[5, 60]]);
  expect(word(await act(other, receive(took(5, 64))))).toBe('purchase.more_than_ordered');
  expect(word(await act(other, receive(took(5, 64)), { mayExceed: true }))).toBe('received');
  expect([await level(5), await onOrder(5)]).toEqual(['64 at 19200', 0]);
  expect(await broken()).toEqual([]);
});

test('[PU-8] a wrong receipt is mirrored whole, once; sold goods keep it standing', async () => {
  const id = await sent([[6, 24]]);
  const key = crypto.randomUUID();
  await act(id, receive(took(6, 24)), { key });
  // The ledger's own door for reversals asks whose receipt it is, and leads to the order.
  const [at] = await shop.sql<{ location: LocationId; position: number }[]>`
    select posted_id as location, posted_position as position from purchase_postings where command_key = ${key}`;
  if (!at) throw new Error('no receipt');
  expect(await desks[0]?.refuseReversal(at, 'en')).toMatchObject({ facts: { purchase: id } });
  expect(await desks[0]?.refuseReversal({ ...at, position: at.position + 999 }, 'en')).toBeUndefined();
  const undos = await Promise.all([0, 1].map((node) => act(id, { kind: 'undo', receipt: key }, { node })));
  expect(undos.map(word).toSorted()).toEqual(['purchase.receipt_unknown', 'sent']);
  expect([await level(6), await onOrder(6)]).toEqual(['0 at 0', 24]);
  const again = crypto.randomUUID();
  await act(id, receive(took(6, 24)), { key: again });
  const sale = shop.submission({
    kind: 'sale',
    location: shop.shelf(1),
    happened: false,
    lines: [{ sku: 6 as SkuId, quantity: 20 as never, amount: 10_000 as never }],
  });
  await shop.ledgers[0]?.post(sale);
  expect(word(await act(id, { kind: 'undo', receipt: again }))).toBe('purchase.stock_gone');
  expect(await onOrder(6)).toBe(0);
  expect(await broken()).toEqual([]);
});

test('[PU-12][I17] a server that dies before or after the ledger posted: who comes next finishes it, once', async () => {
  for (const when of ['before', 'after'] as const) {
    const id = await sent([[7, 12]]);
    const key = crypto.randomUUID();
    dies = when;
    await expect(act(id, receive(took(7, 12)), { key })).rejects.toThrow('died');
    dies = undefined;
    // Somebody else's command comes first and carries the waiting one on.
    expect(word(await act(id, { kind: 'cancel' }, { node: 1 }))).toBe('purchase.wrong_state');
    expect(word(await act(id, receive(took(7, 12)), { key }))).toBe('received');
  }
  const id = await sent([[7, 12]]);
  dies = 'after';
  await expect(act(id, receive(took(7, 12)))).rejects.toThrow('died');
  dies = undefined;
  expect(await desks[0]?.recover(0)).toBe(1);
  expect(await level(7)).toBe('36 at 10800');
  expect(await broken()).toEqual([]);
});

test('[PU-3] two write one draft at once: one is told that it is another version', async () => {
  const [id] = await draft([[8, 12]]);
  if (id === undefined) throw new Error('no draft');
  const write = (packs: number): PurchaseAct => ({
    kind: 'write',
    version: 1,
    expectedDay: 20_800,
    note: '',
    lines: [{ sku: 8 as SkuId, pack: 12, packs, price: null, expectedDay: null, reason: '' }],
  });
  const answers = await Promise.all([0, 1].map((node) => act(id, write(3 + node), { node })));
  expect(answers.map(word).toSorted()).toEqual(['draft', 'purchase.other_version']);
  const [line] = await sql`select packs, price from purchase_lines where purchase_id = ${id}`;
  expect([3, 4]).toContain(line?.['packs']);
  expect(line?.['price']).toBe(3600);
});

test('[PU-10] what is ordered for a store counts in the planner’s position until it comes or the order ends', async () => {
  const chainOf = async (): Promise<number> => {
    const chain = await readChain(sql, Date.parse('2026-11-24T02:30:00Z'), 'all');
    const k = chain.skus.findIndex(({ id }) => id === 9);
    return (
      chain.inTransit[
        chain.stores.findIndex(({ locationId }) => locationId === 1001) * chain.skus.length + k
      ] ?? -1
    );
  };
  const bring = await sent([[9, 12]]);
  await act(bring, receive(took(9, 12)));
  expect(await chainOf()).toBe(0);
  const id = await sent([[9, 36]]);
  expect(await chainOf()).toBe(36);
  await act(id, receive(took(9, 12)));
  expect(await chainOf()).toBe(24);
  await act(id, { kind: 'close', note: '' });
  expect(await chainOf()).toBe(0);
});
