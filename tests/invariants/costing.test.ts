import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants, invariants } from '#server/invariants/check.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { sealCompany, type Anchor } from '#server/stock/seal.ts';
import { freshDatabase } from '../postgres/cluster.ts';
import { type Corruption, expectFound } from './corrupted.ts';
import { places, tradeADay } from './small-chain.ts';

let owner: Sql;
let anchor: Anchor;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  owner = openDatabase({ url: database.ownerUrl, connectionsMax: 2, reach: 'all', applicationName: 'test' });
  await owner.unsafe(`${places}; update company_settings set costing = 'fifo'`);
  const app = openDatabase({
    url: database.appUrl,
    connectionsMax: 2,
    reach: 'all',
    applicationName: 'test',
  });
  const answers = await tradeADay(app);
  expect(answers.filter(({ outcome }) => outcome === 'refused')).toHaveLength(1);
  anchor = await sealCompany(app);
  await app.end();
});

afterAll(async () => {
  await owner.end();
  await drop();
});

test('[I12] a day of the small chain that costs by layers keeps every invariant', async () => {
  const verdicts = await checkInvariants(owner, { anchor });
  expect(verdicts.flatMap(({ broken }) => broken)).toEqual([]);
  expect(verdicts).toHaveLength(invariants.length + 1);
  const [count] =
    await owner`select (select count(*) from cost_layers) as layers, (select count(*) from layer_draws) as draws`;
  expect(Number(count?.['layers'])).toBeGreaterThan(6);
  expect(Number(count?.['draws'])).toBeGreaterThan(6);
});

const corruptions: readonly Corruption[] = [
  {
    plant:
      'update cost_layers set quantity_left = quantity_left - 1 where location_id = 1001 and sku_id = 1 and position = 1',
    finds: ['I12 layers', 'I12 layers drawn'],
    names: /level location 1001 sku 1: .* by layers/,
  },
  {
    plant:
      'update cost_layers set value_left = value_left + 1, value = value + 1 where location_id = 1001 and sku_id = 2 and position = 2',
    finds: ['I12 layers', 'I12 layers brought'],
    names: /layers of location 1001 sku 2/,
  },
  {
    plant: 'delete from layer_draws where location_id = 1001 and position = 7',
    finds: ['I12 layers drawn', 'I12 lines drawn'],
    names: /layer 1001-2 line 1 sku 2/,
  },
  {
    plant: `update layer_draws set value = value + 1 where location_id = 1001 and position = 3 and sku_id = 1;
      update cost_layers set value_left = value_left - 1 where location_id = 1001 and sku_id = 1 and position = 1`,
    finds: ['I12 first in, first out', 'I12 layers', 'I12 lines drawn'],
    names: /movement 1001-3 line 1 sku 1/,
  },
  {
    // The sale is said to have drawn what came back later, and not the oldest.
    plant: `update layer_draws set layer_position = 4, layer_line = 1 where location_id = 1001 and position = 7;
      update cost_layers set quantity_left = quantity_left + 1, value_left = value_left + (select value from layer_draws where location_id = 1001 and position = 7)
        where location_id = 1001 and sku_id = 2 and position = 2;
      update cost_layers set quantity_left = quantity_left - 1, value_left = value_left - (select value from layer_draws where location_id = 1001 and position = 7)
        where location_id = 1001 and sku_id = 2 and position = 4`,
    finds: ['I12 first in, first out'],
    names: /movement 1001-7 line 1 sku 2 drew from layer 4 line 1, an older one was not empty/,
  },
  {
    plant:
      'insert into cost_layers values (1003, 2, 1, 0, 1, 1, 0, 0); insert into layer_draws values (1003, 2, 1, 0, 1, 0, 1, 1)',
    finds: ['I12 layers brought'],
    names: /layer 1003-1 line 0 sku 2 began at no change of costing/,
  },
  {
    plant:
      'alter table layer_draws drop constraint layer_draws_layer; update layer_draws set layer_position = 99 where location_id = 1001 and position = 7',
    finds: ['I12 layers drawn'],
    names: /is of layer 99 line 1, which is not there/,
  },
  {
    plant: "update company_settings set costing = 'moving_average'",
    finds: ['I12 layers', 'I12 layers brought', 'I12 lines drawn'],
    names: /its layers come to/,
  },
  {
    plant: 'grant update on layer_draws to tongpan_app',
    finds: ['I9 insert only'],
    names: /UPDATE layer_draws/,
  },
  {
    plant: 'alter table cost_layers disable row level security',
    finds: ['I30 row-level security'],
    names: /table cost_layers/,
  },
];

test.each(corruptions)('[I12] finds: $plant', (corruption) => expectFound(owner, corruption, anchor));
