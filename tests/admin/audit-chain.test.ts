import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditChainView } from '#protocol/admin/audit.ts';
import { adminRoutes } from '#server/admin/routes.ts';
import { Metrics } from '#server/platform/metrics.ts';
import { sealCompany } from '#server/stock/seal.ts';
import { everything, openHouse, type House } from '../identity/house.ts';

let house: House;
let hq: string;
beforeAll(async () => {
  house = await openHouse(undefined, (parts) => [
    adminRoutes({
      ...parts,
      config: { backupFolder: '/nowhere', backupKey: undefined },
      metrics: new Metrics(),
      metricsToken: undefined,
      overseen: () => undefined,
      nightly: undefined,
      moments: undefined,
    }),
  ]);
  await house.owner`insert into audit_entries (at, account_id, session, action, subject)
    select now() - interval '20 hours', null, 's', 'session.open', 'entry ' || i from generate_series(1, 3) i`;
  await house.account('hq', 'hq', everything);
  hq = await house.signIn('hq');
});
afterAll(() => house.close());

const chain = async (): Promise<AuditChainView> =>
  (await (await house.ask('GET', '/api/audit/chain', { cookie: hq })).json()) as AuditChainView;

test('[A51] the chain of the audit is read through: whole while nothing was touched, then the block is named', async () => {
  await sealCompany(house.owner, { closesLast: true });
  await house.signIn('hq');
  const whole = await chain();
  expect(whole.broken).toBeNull();
  expect(whole.sealedThrough).toBeGreaterThan(0);
  expect(whole.entriesThrough).toBeGreaterThan(whole.sealedThrough);
  await house.owner`update audit_entries set subject = 'entry 2b' where subject = 'entry 2'`;
  expect((await chain()).broken).toMatchObject({ from: 1, through: whole.sealedThrough });
});
