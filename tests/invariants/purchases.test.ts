import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import type { PurchaseId } from '#domain/purchase/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { PurchaseDesk } from '#server/purchase/desk.ts';
import { receive, sender, took } from '../purchase/acts.ts';
import { openShop, type Shop } from '../stock/shop.ts';
import { type Corruption, expectFound } from './corrupted.ts';

let shop: Shop;
let owner: Sql;

/** Order 1 is sent, 2 half received, 3 received, undone and received again. */
beforeAll(async () => {
  shop = await openShop();
  owner = openDatabase({ url: shop.ownerUrl, connectionsMax: 1, reach: 'all', applicationName: 'check' });
  await owner`insert into suppliers (code, name_zh, name_en) values ('V01', '乳业', 'Dairy')`;
  await owner`update skus set supplier_id = 1, pack_quantity = 12, cost = 300`;
  const [ledger] = shop.ledgers;
  if (!ledger) throw new Error('no ledger');
  const clock = { now: () => Date.parse('2026-11-24T02:30:00Z') };
  const desk = new PurchaseDesk({ sql: shop.sql, ledger, clock, locations: await openLocations(shop.sql) });
  const act = async (purchase: PurchaseId, what: PurchaseAct, key: string = crypto.randomUUID()) => {
    const answer = await desk.act({ key, purchase, act: what, mayExceed: false }, sender(1));
    if (answer.outcome !== 'done') throw new Error(answer.code);
  };
  const sent = async (sku: number): Promise<PurchaseId> => {
    const lines = [{ sku: sku as SkuId, quantity: 24, reason: '' }];
    const order = { store: 1 as StoreId, supplier: null, origin: 'list', note: '', lines } as const;
    const { purchases } = await desk.draft({ key: crypto.randomUUID(), ...order }, sender(1));
    const [id] = purchases;
    if (id === undefined) throw new Error('no draft');
    await act(id, { kind: 'send', way: 'print', version: 1, isSmall: true });
    return id;
  };
  await sent(1);
  await act(await sent(2), receive(took(2, 12)));
  const third = await sent(3);
  const wrong = crypto.randomUUID();
  await act(third, receive(took(3, 24)), wrong);
  await act(third, { kind: 'undo', receipt: wrong });
  await act(third, receive(took(3, 24, { gift: 1 })));
});
afterAll(async () => {
  await owner.end();
  await shop.close();
});

test('[PU-10] three orders in three states keep every invariant', async () => {
  expect((await checkInvariants(owner)).flatMap(({ broken }) => broken)).toEqual([]);
});

const corruptions: readonly Corruption[] = [
  {
    plant: 'update purchase_lines set received = received + 1 where purchase_id = 2',
    finds: ['PU-10 purchase lines'],
    names: /purchase 2 sku 2: its line says 13 and 0 gifts, its receipts come to 12 and 0/,
  },
  {
    plant: "update purchases set state = 'received' where id = 2",
    finds: ['PU-10 purchase lines'],
    names: /purchase 2 is received, its lines say otherwise/,
  },
  {
    plant: 'update purchases set received_value = received_value + 1 where id = 3',
    finds: ['PU-10 purchase lines'],
    names: /purchase 3 sums to 24 received/,
  },
  {
    plant: 'update purchase_receipt_lines set gift = 2 where purchase_id = 3 and gift = 1',
    finds: ['PU-10 purchase lines', 'PU-10 purchase receipts'],
    names: /receipt .* sku 3: 26 at 7200, the ledger moved 25 at 7200/,
  },
  {
    plant: 'update purchases set location_id = 1003 where id = 2',
    finds: ['PU-10 purchase receipts'],
    names: /came to purchase 2, the ledger has it at location 1001/,
  },
  {
    plant:
      "update purchase_postings set ledger_key = gen_random_uuid() where purchase_id = 2 and kind = 'receipt'",
    finds: ['I17 purchase postings', 'PU-10 purchase receipts'],
    names: /posting .* of purchase 2 says posted at 1001-1/,
  },
  {
    plant:
      'update purchase_postings set is_posted = null, posted_id = null, posted_position = null where purchase_id = 2',
    finds: ['I17 purchase postings', 'PU-10 purchase lines', 'PU-10 purchase receipts'],
    names: /posting .* of purchase 2 waits, its order does not/,
  },
  {
    plant: 'update purchase_commands set answer = null where purchase_id = 2',
    finds: ['I17 purchase postings'],
    names: /of purchase 2 has no answer/,
  },
];

test.each(corruptions)('finds: $plant', (corruption) => expectFound(owner, corruption));
