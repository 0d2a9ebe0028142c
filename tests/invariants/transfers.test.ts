import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openMarket, sku, store, type Market } from '../transfer/market.ts';
import { type Corruption, expectFound } from './corrupted.ts';

let market: Market;
let owner: Sql;

/** Transfer 1 is held, 2 half on its way, 3 closed with a difference, 4 a lorry on its way. */
beforeAll(async () => {
  market = await openMarket();
  owner = openDatabase({
    url: market.shop.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'check',
  });
  for (const id of [1, 2, 3, 4]) await market.stock(1, id, 50);
  for (const id of [1, 2, 3]) {
    const transfer = await market.begin([[id, 10, 10]]);
    await market.agree(transfer, [[id, 10]]);
    const lines = [{ sku: sku(id), quantity: id === 2 ? 6 : 10 }];
    if (id > 1) await market.act(transfer, { kind: 'dispatch', lines });
    if (id > 1)
      await market.act(transfer, {
        kind: 'receive',
        lines: [{ sku: sku(id), quantity: 4, short: id === 3 ? [{ cause: 'damaged', quantity: 6 }] : [] }],
        over: [],
      });
  }
  await market.desks[0]?.deliver(
    {
      key: crypto.randomUUID(),
      source: store(1),
      target: store(3),
      lines: [{ sku: sku(4), quantity: 5 }],
      dueAtMs: null,
    },
    market.wang,
  );
});
afterAll(async () => {
  await owner.end();
  await market.close();
});

test('[I4][I5] four transfers in four states keep every invariant', async () => {
  expect((await checkInvariants(owner)).flatMap(({ broken }) => broken)).toEqual([]);
});

const corruptions: readonly Corruption[] = [
  {
    plant: 'update transfer_lines set received = received + 1 where transfer_id = 2',
    finds: ['I5 transfer lines'],
    names: /transfer 2 sku 2: its line says 6 5 0 0 0, the ledger moved 6 4 0 0 0/,
  },
  {
    plant: 'update transfer_lines set lost = 0, received = 10 where transfer_id = 3',
    finds: ['I5 transfer lines'],
    names: /transfer 3 sku 3/,
  },
  {
    plant: "update transfers set state = 'closed' where id = 2",
    finds: ['I5 transfer lines'],
    names: /transfer 2 is closed and has 2 of sku 2 on its way/,
  },
  {
    plant: 'delete from transfer_lines where transfer_id = 4',
    finds: ['I5 transfer lines'],
    names: /transfer 4/,
  },
  {
    plant: 'update levels set on_hand = on_hand + 1 where location_id = 1004 and sku_id = 2',
    finds: ['I1 levels', 'I2 conservation', 'I5 transit', 'I5 transit is transfers'],
    names: /in transit location 1004 sku 2: 3 stand there, its transfers come to 2/,
  },
  {
    plant: "delete from transfer_postings where transfer_id = 2 and kind = 'dispatch'",
    finds: ['I5 transfer lines', 'I5 transit is transfers'],
    names: /location 1004 sku 2: transfer 2 has -4/,
  },
  {
    plant: 'update transfer_postings set ledger_key = gen_random_uuid() where transfer_id = 4',
    finds: ['I5 transfer lines', 'I17 transfer postings'],
    names: /posting .* of transfer 4 says posted/,
  },
  {
    plant: 'update transfers set transit_id = 1006 where id = 2',
    finds: ['I5 transit is transfers'],
    names: /transfer 2 has goods in location 1004/,
  },
  {
    plant: 'update transfers set is_held = false where id = 1',
    finds: ['I4 held for transfers'],
    names: /transfer 1 sku 1: 10 held, 0 agreed and not shipped/,
  },
  {
    plant: 'update transfer_lines set agreed = 12 where transfer_id = 1',
    finds: ['I4 held for transfers'],
    names: /transfer 1 sku 1: 10 held, 12 agreed/,
  },
  {
    plant: 'update transfer_commands set answer = null where transfer_id = 1',
    finds: ['I17 transfer postings'],
    names: /of transfer 1 has no answer/,
  },
  {
    plant: 'update transfer_postings set is_posted = false where transfer_id = 3',
    finds: ['I17 transfer postings'],
    names: /of transfer 3 says refused/,
  },
  {
    plant: 'delete from transfer_signatures where transfer_id = 1',
    finds: ['I17 transfer postings'],
    names: /its signatures are of other versions/,
  },
  {
    plant: 'alter table transfers disable row level security',
    finds: ['I30 row-level security'],
    names: /transfer_lines lets every row|transfers/,
  },
];

test.each(corruptions)('finds: $plant', (corruption) => expectFound(owner, corruption));
