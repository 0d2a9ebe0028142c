import { randomUUID } from 'node:crypto';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CompanyRow } from '#server/company/companies.ts';
import { createCompany, dropCompany, listCompanies } from '#server/company/companies.ts';
import { backUp } from '#server/backup/backup.ts';
import { drill, isGood } from '#server/backup/drill.ts';
import { restore } from '#server/backup/restore.ts';
import { listBackups, rotate } from '#server/backup/shelf.ts';
import { checkInvariants } from '#server/invariants/check.ts';
import type { Cluster } from '#server/launch/cluster.ts';
import { openDatabase } from '#server/platform/database.ts';
import { sealCompany } from '#server/stock/seal.ts';
import { places, tradeADay } from '../invariants/small-chain.ts';
import { testCluster } from '../postgres/cluster.ts';

const key = 'words that nobody guesses';
const nowMs = Date.parse('2026-03-03T19:00:00Z');
const slug = `b${randomUUID().slice(0, 8)}`;
let cluster: Cluster;
let company: CompanyRow;
let folder: string;
let made: Awaited<ReturnType<typeof backUp>>;

beforeAll(async () => {
  cluster = await testCluster();
  folder = mkdtempSync(join(tmpdir(), 'tongpan-backups-'));
  company = await createCompany(cluster, { slug, nameZh: '小店', nameEn: 'Small chain' }, async (sql) => {
    await sql.unsafe(places.replace(/^insert into company_settings.*$/m, ''));
    await sql`insert into categories (code, name_zh, name_en) values ('odd', ${'行\\1\t制表\n换行 🧋 \\N'}, ${'quote " and ’'})`;
  });
  const url = cluster.appUrl(company.database);
  const app = openDatabase({ url, connectionsMax: 2, reach: 'all', applicationName: 'test' });
  await tradeADay(app);
  await sealCompany(app);
  await app.end();
  made = await backUp(cluster, company, { folder, key, nowMs });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await dropCompany(cluster, slug);
});

test('[I36] a backup restored for trial stands where it stood and keeps every invariant', async () => {
  const report = await drill(cluster, { folder: made.folder, key });
  expect(report).toMatchObject({ company: slug, isSameHead: true, broken: [] });
  expect(report.rows).toBe(made.manifest.tables.reduce((sum, table) => sum + table.rows, 0));
  expect(isGood(report)).toBe(true);
});

test('[I36] what was restored holds the same rows, byte for byte, and goes on', async () => {
  const as = `${slug}-again`;
  const again = await restore(cluster, { folder: made.folder, key, slug: as });
  try {
    const second = await backUp(cluster, again, { folder, key: undefined, nowMs: nowMs + 1000 });
    const contents = (tables: typeof made.manifest.tables) =>
      tables.map(({ name, rows, sha256 }) => ({ name, rows, sha256 }));
    expect(contents(second.manifest.tables)).toEqual(contents(made.manifest.tables));
    const url = cluster.ownerUrl(again.database);
    const owner = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'test' });
    const [sku] = await owner<{ id: number }[]>`
      insert into skus (code, name_zh, name_en) values ('new', '新', 'New') returning id`;
    expect(sku?.id).toBe(4);
    const [forced] = await owner`select relforcerowsecurity as yes from pg_class where relname = 'movements'`;
    expect(forced?.['yes']).toBe(true);
    expect((await checkInvariants(owner)).flatMap(({ broken }) => broken)).toEqual([]);
    await owner.end();
  } finally {
    await dropCompany(cluster, as);
  }
});

test('nothing is overwritten: a company of that name stays', async () => {
  await expect(restore(cluster, { folder: made.folder, key })).rejects.toThrow(/already/);
});

test('[A54] without the words nobody reads it, and nothing of it lies open', async () => {
  await expect(restore(cluster, { folder: made.folder, key: undefined, slug: 'x-1' })).rejects.toThrow(
    /TONGPAN_BACKUP_KEY/,
  );
  await expect(
    restore(cluster, { folder: made.folder, key: 'other words here', slug: 'x-1' }),
  ).rejects.toThrow(/another key/);
  for (const name of readdirSync(made.folder).filter((one) => one.endsWith('.gz')))
    expect(readFileSync(join(made.folder, name)).includes('Small chain'), name).toBe(false);
  expect((await listCompanies(cluster)).some((one) => one.slug === 'x-1')).toBe(false);
});

test('a byte changed, a table lost, a backup cut off: each is refused and leaves no company', async () => {
  const broken = join(folder, 'broken');
  const spoil = async (how: (place: string) => void): Promise<void> => {
    rmSync(broken, { recursive: true, force: true });
    cpSync(made.folder, broken, { recursive: true });
    how(broken);
    await expect(restore(cluster, { folder: broken, key, slug: 'x-2' })).rejects.toThrow();
    expect((await listCompanies(cluster)).some((one) => one.slug === 'x-2')).toBe(false);
  };
  const movements = (place: string): string => join(place, 'movements.gz');
  await spoil((place) => {
    const bytes = readFileSync(movements(place));
    bytes.writeUInt8((bytes.readUInt8(40) + 1) % 256, 40);
    writeFileSync(movements(place), bytes);
  });
  await spoil((place) => renameSync(join(place, 'levels.gz'), movements(place)));
  await spoil((place) =>
    writeFileSync(
      movements(place),
      readFileSync(movements(place)).subarray(0, statSync(movements(place)).size - 9),
    ),
  );
  await spoil((place) => rmSync(join(place, 'manifest.json')));
  rmSync(broken, { recursive: true });
});

test('old ones go: a week of days, then one a week, and what a kill left', () => {
  const shelf = mkdtempSync(join(tmpdir(), 'tongpan-shelf-'));
  try {
    for (let day = 0; day < 60; day++) {
      const place = join(shelf, `${slug}-${day}`);
      cpSync(made.folder, place, { recursive: true });
      const madeAt = new Date(nowMs - day * 86_400_000).toISOString();
      writeFileSync(join(place, 'manifest.json'), JSON.stringify({ ...made.manifest, madeAt }));
    }
    cpSync(made.folder, join(shelf, `${slug}-x.partial`), { recursive: true });
    rotate(shelf, slug, nowMs);
    const ages = listBackups(shelf, slug).map(
      (one) => (nowMs - Date.parse(one.manifest.madeAt)) / 86_400_000,
    );
    expect(ages.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ages).toHaveLength(12);
    expect(readdirSync(shelf).some((name) => name.endsWith('.partial'))).toBe(false);
  } finally {
    rmSync(shelf, { recursive: true, force: true });
  }
});
