import { expect, test } from 'vitest';
import { Jobs } from '#server/admin/jobs.ts';
import { nightAfter } from '#server/backup/night.ts';
import { adminRoutes, type AdminParts } from '#server/admin/routes.ts';
import { Metrics } from '#server/platform/metrics.ts';
import { openLog } from '#server/platform/log.ts';

const log = openLog('silent');

function appWith(metricsToken: string | undefined) {
  const parts: AdminParts = {
    openCompany: () => undefined,
    origin: undefined,
    clock: { now: () => 0 },
    config: { backupFolder: '/nowhere', backupKey: undefined },
    metrics: new Metrics(),
    metricsToken,
    overseen: () => undefined,
    nightly: undefined,
    moments: undefined,
  };
  const routes = adminRoutes(parts);
  return (headers: Record<string, string>, remoteAddress: string) =>
    routes.request('/metrics', { headers }, { incoming: { socket: { remoteAddress } } });
}

test('metrics are this machine’s own, or for who knows the words', async () => {
  const open = appWith(undefined);
  expect((await open({}, '127.0.0.1')).status).toBe(200);
  expect((await open({}, '10.1.2.3')).status).toBe(404);
  expect((await open({ 'x-forwarded-for': '10.1.2.3' }, '127.0.0.1')).status).toBe(404);
  const closed = appWith('words of the collector');
  expect((await closed({}, '127.0.0.1')).status).toBe(404);
  expect((await closed({ authorization: 'Bearer words' }, '127.0.0.1')).status).toBe(404);
  expect((await closed({ authorization: 'Bearer words of the collector' }, '10.1.2.3')).status).toBe(200);
});

test('a job runs once at a time, and says how it went', async () => {
  let runs = 0;
  let end = (): void => undefined;
  const jobs = new Jobs({ now: () => 7 }, log, {
    verify: () => Promise.resolve({ isGood: false, detail: 'I1 levels: one row' }),
    backup: () => {
      runs += 1;
      return new Promise((resolve) => (end = () => resolve({ isGood: true, detail: '12 rows' })));
    },
    drill: () => Promise.reject(new Error('no space left')),
  });
  expect(jobs.stateOf('backup')).toEqual({ state: 'never' });
  const both = [jobs.run('backup'), jobs.run('backup')];
  expect(jobs.stateOf('backup')).toEqual({ state: 'running', startedAtMs: 7 });
  end();
  expect(await Promise.all(both)).toEqual([true, true]);
  expect(runs).toBe(1);
  expect(jobs.stateOf('backup')).toMatchObject({ state: 'done', detail: '12 rows' });
  expect(await jobs.run('verify')).toBe(false);
  expect(jobs.stateOf('verify')).toMatchObject({ state: 'failed', detail: 'I1 levels: one row' });
  expect(await jobs.run('drill')).toBe(false);
  expect(jobs.stateOf('drill')).toMatchObject({ state: 'failed', detail: 'no space left' });
});

test('the night comes once a day, also behind its hour', () => {
  const evening = new Date(2026, 10, 25, 22, 0).getTime();
  const first = nightAfter(evening);
  expect(new Date(first).getHours()).toBe(3);
  expect(first - evening).toBeLessThan(86_400_000);
  expect(nightAfter(first)).toBeGreaterThan(first + 22 * 3_600_000);
});
