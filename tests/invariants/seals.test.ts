import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Queries, type Sql } from '#server/platform/database.ts';
import { checkWithin } from '#server/invariants/check.ts';
import { sealCompany, type Anchor } from '#server/stock/seal.ts';
import { freshDatabase } from '../postgres/cluster.ts';
import { places, tradeADay } from './small-chain.ts';

let owner: Sql;
let app: Sql;
let anchor: Anchor;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  owner = openDatabase({ url: database.ownerUrl, connectionsMax: 2, reach: 'all', applicationName: 'test' });
  app = openDatabase({ url: database.appUrl, connectionsMax: 4, reach: 'all', applicationName: 'test' });
  await owner.unsafe(places);
  await tradeADay(app);
  await owner`insert into audit_entries (at, account_id, session, action, subject)
    select now() - make_interval(hours => 30 - i), 1, 's', 'session.open', 'entry ' || i from generate_series(1, 20) i`;
  // Several nodes seal at once.
  const sealed = await Promise.all(
    Array.from({ length: 4 }, (_, index) => sealCompany(app, { closesLast: index % 2 === 0 })),
  );
  anchor = sealed[0] ?? [];
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await drop();
});

const rollback = new Error('roll back');

/** What the check of seals says after somebody with the power of the owner did this; nothing of it stays. */
async function brokenAfter(plant: string): Promise<readonly string[]> {
  let broken: readonly string[] = [];
  await owner
    .begin(async (tx) => {
      await tx.unsafe(plant);
      const verdicts = await checkWithin(tx as Queries, { anchor });
      broken = verdicts.find(({ name }) => name === 'seals')?.broken ?? [];
      throw rollback;
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error;
    });
  return broken;
}

test('[A51] [SL-2] several nodes seal at once, and the chains hold', async () => {
  expect(await brokenAfter('select 1')).toEqual([]);
  expect(anchor.map(({ location }) => location)).toContain(0);
  await sealCompany(app);
  expect(await brokenAfter('select 1')).toEqual([]);
});

test.each([
  [
    'one byte of a document',
    `update documents set session = 'tilL' where location_id = 1001 and position = 2`,
    /location 1001 from position 1 /,
  ],
  ['a movement', 'update movements set value = value + 1 where location_id = 1003', /location 1003 from/],
  [
    'an audit entry',
    `update audit_entries set subject = 'entry 7b' where subject = 'entry 7'`,
    /block of the audit from entry 1 to 20: content/,
  ],
  [
    'an audit entry is gone',
    `delete from audit_entries where subject = 'entry 3'`,
    /block of the audit from entry 1 to 20: content/,
  ],
  [
    'two audit entries change places',
    `update audit_entries set at = case subject when 'entry 4' then at + interval '1 hour' else at - interval '1 hour' end where subject in ('entry 4', 'entry 5')`,
    /block of the audit/,
  ],
  [
    'the last block is gone',
    'delete from seals where location_id = 0',
    /block of the audit from entry 1 to 20: missing/,
  ],
  [
    'the last block of a location is gone',
    'delete from seals where location_id = 1001',
    /location 1001 .*missing/,
  ],
  [
    'all of a chain is made anew',
    `update seals set hash = repeat('0', 64) where location_id = 1004`,
    /location 1004/,
  ],
] as const)('[A51] names the first bad block: %s', async (_, plant, names) => {
  expect((await brokenAfter(plant)).join('\n')).toMatch(names);
});

test.each(['documents', 'movements', 'reservations', 'reorder_points', 'seals', 'audit_entries'])(
  '[A51] [I9] [SL-1] the app can’t change, delete or empty %s',
  async (table) => {
    const [column] = await owner<{ name: string }[]>`
      select column_name as name from information_schema.columns where table_name = ${table} order by ordinal_position desc limit 1`;
    for (const statement of [
      `update ${table} set ${column?.name ?? ''} = ${column?.name ?? ''}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `drop table ${table}`,
    ])
      await expect(app.unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
  },
);
