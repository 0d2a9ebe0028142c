import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { checkInvariants, invariants } from '#server/invariants/check.ts';
import { sealCompany, type Anchor } from '#server/stock/seal.ts';
import { freshDatabase } from '../postgres/cluster.ts';
import { brokenOf, corrupted, type Corruption, expectFound } from './corrupted.ts';
import { places, tradeADay } from './small-chain.ts';

let owner: Sql;
let anchor: Anchor;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  owner = openDatabase({ url: database.ownerUrl, connectionsMax: 2, reach: 'all', applicationName: 'test' });
  await owner.unsafe(places);
  const app = openDatabase({
    url: database.appUrl,
    connectionsMax: 2,
    reach: 'all',
    applicationName: 'test',
  });
  const answers = await tradeADay(app);
  expect(answers.map((answer) => answer.outcome)).toEqual([
    ...Array.from({ length: 16 }, () => 'posted'),
    'refused',
  ]);
  anchor = await sealCompany(app);
  await app.end();
});

afterAll(async () => {
  await owner.end();
  await drop();
});

test('a day of the small chain keeps every invariant', async () => {
  const verdicts = await checkInvariants(owner, { anchor });
  expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
  expect(verdicts).toHaveLength(invariants.length + 1);
});

const seals = 'I33 seals';

const corruptions: readonly Corruption[] = [
  {
    plant: 'update levels set on_hand = on_hand + 1 where location_id = 1001 and sku_id = 1',
    finds: ['I1 levels', 'I2 conservation'],
    names: /level location 1001 sku 1/,
  },
  {
    plant: 'delete from levels where location_id = 1003 and sku_id = 1',
    finds: ['I1 levels', 'I2 conservation'],
    names: /sku 1/,
  },
  {
    plant: 'insert into levels values (1001, 3, 0, 0, 0, 0, 0, null, false, 1)',
    finds: ['I1 levels'],
    names: /level location 1001 sku 3: on hand 0/,
  },
  {
    plant: 'update levels set value = value + 1 where location_id = 1001 and sku_id = 2',
    finds: ['I1 levels', 'I2 conservation'],
    names: /sku 2/,
  },
  {
    plant:
      'update movements set on_hand_after = on_hand_after + 1 where location_id = 1001 and position = 3 and line = 1',
    finds: ['I1 chain', 'I12 average', seals],
    names: /location 1001 position 3 line 1/,
  },
  {
    plant: 'update movements set value = value + 1 where location_id = 1001 and position = 7',
    finds: ['I1 chain', 'I1 levels', 'I2 conservation', 'I12 average', seals],
    names: /movement 1001-7 line 1 sku 2: 1 of 45 worth 9002 left at 201/,
  },
  {
    plant: 'update movements set value_after = value_after - 1 where location_id = 1001 and position = 2',
    finds: ['I1 chain', seals],
    names: /location 1001 position 2 line 1/,
  },
  {
    plant: 'update movements set source_id = 77 where location_id = 1001 and position = 1',
    finds: ['I2 conservation', seals],
    names: /position 1 line 1: from 77/,
  },
  {
    plant: 'update negative_stretches set closed_position = 99',
    finds: ['I3 negative'],
    names: /level location 1003 sku 3: -2/,
  },
  {
    plant:
      'alter table levels drop constraint levels_not_negative; update levels set is_negative_allowed = false where on_hand < 0',
    finds: ['I3 negative'],
    names: /allowed f/,
  },
  {
    plant: 'insert into negative_stretches values (1001, 1, 3, null)',
    finds: ['I3 negative'],
    names: /location 1001 sku 1/,
  },
  {
    plant: 'update levels set reserved = 1 where location_id = 1001 and sku_id = 2',
    finds: ['I4 reserved'],
    names: /reserved 1, its reservations come to 2/,
  },
  {
    plant: "update documents set kind = 'move' where kind = 'receive'",
    finds: ['I5 transit', seals],
    names: /in transit location 1004 sku 1/,
  },
  {
    plant: 'update movements set counter_position = 9 where location_id = 1001 and position = 10',
    finds: ['I1 chain', 'I5 transit', seals],
    names: /position 10 line 1/,
  },
  {
    plant: 'alter table levels alter value type numeric',
    finds: ['I7 whole'],
    names: /levels.value is numeric/,
  },
  {
    plant: 'grant update (quantity) on movements to tongpan_app',
    finds: ['I9 insert only'],
    names: /UPDATE movements/,
  },
  { plant: 'grant delete on documents to tongpan_app', finds: ['I9 insert only'], names: /DELETE documents/ },
  {
    plant: "update documents set of_position = 3 where kind = 'reversal'",
    finds: ['I9 mirrors', 'I14 returns', seals],
    names: /reversal 1001-6 does not mirror 1001-3/,
  },
  {
    plant: "update documents set of_position = 3 where kind = 'reversal'",
    finds: ['I9 mirrors', 'I14 returns', seals],
    names: /sale 1001-3 was reversed and returned/,
  },
  {
    plant: "update documents set of_position = 5 where kind = 'return'",
    finds: ['I14 returns', seals],
    names: /sale 1001-5 line 2 sku 2: 2 of 0 came back/,
  },
  {
    plant: 'update movements set quantity = 8 where location_id = 1001 and position = 4',
    finds: ['I1 chain', 'I1 levels', 'I2 conservation', 'I14 returns', 'I20 sales rollup', seals],
    names: /sale 1001-3 line 2 sku 2: 8 of 7 came back/,
  },
  {
    plant:
      'alter table documents drop constraint documents_pkey; insert into documents select command_key, input_hash, kind, location_id, null, null, null, null, null, cause, account_id, session, null, recorded_at, occurred_at, effective_at, business_day, hour, \'{"code":"x"}\' from documents where location_id = 1001 and position = 1',
    finds: ['I16 one key one effect'],
    names: /answered 2 times/,
  },
  {
    plant: "update documents set answer = '{}' where position is null",
    finds: ['I16 one key one effect'],
    names: /has no reason/,
  },
  {
    plant: 'delete from movements where location_id = 1001 and position = 7',
    finds: ['I1 levels', 'I2 conservation', 'I17 no orphans', seals],
    names: /write_off 1001-7 has no lines/,
  },
  {
    plant:
      'alter table reservations drop constraint reservations_document; delete from reservations where position = 12; update levels set reserved = 0 where sku_id = 2',
    finds: ['I17 no orphans', seals],
    names: /reserve 1001-12 has no lines/,
  },
  {
    plant: 'alter table movements disable trigger movements_known',
    finds: ['I17 no orphans'],
    names: /net movements_known is gone/,
  },
  {
    plant: 'update movements set sku_id = 77 where location_id = 1001 and position = 7',
    finds: ['I1 chain', 'I1 levels', 'I2 conservation', 'I17 no orphans', seals],
    names: /names SKU 77, which is not there/,
  },
  {
    plant: 'update location_heads set position = position + 1 where location_id = 1003',
    finds: ['I18 dense positions'],
    names: /location 1003: head at/,
  },
  {
    plant:
      "update documents set effective_at = effective_at - interval '1 hour', recorded_at = recorded_at where location_id = 1001 and position = 8",
    finds: ['I18 dense positions', seals],
    names: /location 1001 position 8 took effect/,
  },
  {
    plant: 'update store_hours set amount = amount + 1 where location_id = 1001',
    finds: ['I13 stores make the company'],
    names: /location 1001/,
  },
  {
    plant:
      'update levels set sold_amount = sold_amount + 1 where location_id = 1001 and sku_id = 2; update store_hours set amount = amount + 1 where location_id = 1001',
    finds: ['I20 sales rollup'],
    names: /sku 2/,
  },
  {
    plant: 'update store_hours set receipts = receipts + 1 where location_id = 1003',
    finds: ['I20 receipts rollup'],
    names: /location 1003/,
  },
  {
    plant: 'update stores set day_cut_minutes = 900 where id = 2',
    finds: ['I20 business day'],
    names: /document 1003-/,
  },
  {
    plant: 'alter table levels disable row level security',
    finds: ['I30 row-level security'],
    names: /table levels/,
  },
  {
    plant: 'create policy open_door on alerts using (true)',
    finds: ['I30 row-level security'],
    names: /open_door on alerts/,
  },
  { plant: 'create publication leak for table levels', finds: ['I31 no way out'], names: /publication leak/ },
  {
    plant: 'grant select on skus to public',
    finds: ['I32 who may read'],
    names: /everybody may SELECT skus/,
  },
  {
    plant: "update documents set session = '' where location_id = 1001 and position = 2",
    finds: ['I33 audit row', seals],
    names: /names account 1 and session ""/,
  },
  {
    plant: "update documents set cause = 'stolen' where kind = 'write_off'",
    finds: [seals],
    names: /block of location 1001 from position 1 to/,
  },
  {
    plant: "update seals set hash = repeat('0', 64) where location_id = 1003",
    finds: [seals],
    names: /block of location 1003/,
  },
  {
    plant: 'delete from seals where location_id = 1001',
    finds: [seals],
    names: /block of location 1001 from position 1 to \d+: missing/,
  },
];

test.each(corruptions)('finds: $plant', (corruption) => expectFound(owner, corruption, anchor));

const nets: readonly (readonly [what: string, insert: string])[] = [
  ['SKU 77', 'sku_id = 77'],
  ['location 9999', 'target_id = 9999'],
  ['document 1001-99', 'position = 99'],
];

test.each(nets)(
  '[I17] the database itself takes no movement of %s that is not there',
  async (what, change) => {
    const [column = '', value = ''] = change.split(' = ');
    const columns = ['location_id', 'position', 'line', 'sku_id', 'source_id', 'target_id'];
    const values = columns.map((name) => (name === column ? value : name === 'line' ? '900' : name));
    await expect(
      owner.unsafe(`insert into movements (${columns.join(', ')}, quantity, value, amount, on_hand_after, value_after)
      select ${values.join(', ')}, quantity, value, amount, on_hand_after, value_after from movements
      where location_id = 1001 and position = 1`),
    ).rejects.toThrow(`names ${what}, which is not there`);
  },
);

test.each(['account', 'location'])(
  '[I17] the database itself takes no document of an unknown %s',
  async (what) => {
    const [location, account] = what === 'location' ? ['9999', 'account_id'] : ['location_id', '9999'];
    await expect(
      owner.unsafe(`insert into documents (command_key, input_hash, kind, location_id, position, account_id, session, occurred_at, effective_at, business_day, hour)
      select gen_random_uuid(), input_hash, kind, ${location}, 900, ${account}, session, occurred_at, effective_at, business_day, hour
      from documents where location_id = 1001 and position = 1`),
    ).rejects.toThrow(`names ${what} 9999, which is not there`);
  },
);

test('[I10] finds what was posted into a day that was closed before', async () => {
  const verdicts = await corrupted(owner, anchor, async (tx) => {
    await tx`savepoint closing`;
    await tx`update company_settings set closed_through = (select max(business_day) from documents)`;
    await tx`savepoint posting`;
    await tx`insert into documents (command_key, input_hash, kind, location_id, position, account_id, session, occurred_at, effective_at, business_day, hour)
      select gen_random_uuid(), input_hash, kind, location_id, h.position + 1, account_id, session, occurred_at, h.effective_at, business_day, hour
      from documents d join location_heads h using (location_id) where location_id = 1001 and d.position = 1`;
  });
  expect(brokenOf(verdicts)).toContain('I10 closed days');
  expect(verdicts.find(({ id }) => id === 'I10')?.broken).toEqual([
    expect.stringMatching(/^document 1001-\d+ stands on closed/),
  ]);
});
