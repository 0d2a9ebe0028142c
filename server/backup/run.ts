import { parseArgs } from 'node:util';
import { listCompanies } from '../company/companies.ts';
import { openCluster } from '../launch/open-cluster.ts';
import type { Cluster } from '../launch/cluster.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { backUp } from './backup.ts';
import { drill, isGood } from './drill.ts';
import { copyNow, drillNow, goBack } from './moment/command.ts';
import { restore } from './restore.ts';
import { listBackups, rotate } from './shelf.ts';

const usage = `Write one of:
  npm run backup                          backs every company up, and copies an embedded Postgres
  npm run backup -- --company SLUG        one company
  npm run restore -- FOLDER [--as SLUG]   makes a company of a backup; never overwrites one
  npm run restore -- --at "2026-11-25 14:03"
                                          all companies as they were then, in place of those there are (with the
                                          server stopped; --at end: as far as is kept)
  npm run restore -- --at "2026-11-25 14:03" --company SLUG --as OTHER
                                          one company as it was then, beside those there are
  npm run backup:drill [-- FOLDER]        backs up, restores for trial, checks every invariant
Backups lie in TONGPAN_BACKUPS; with TONGPAN_BACKUP_KEY they are encrypted.`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const options = { company: { type: 'string' }, as: { type: 'string' }, at: { type: 'string' } } as const;

/** `npm run backup`, `restore`, `backup:drill`. Exits 1 where a drill finds anything amiss. */
async function run(): Promise<boolean> {
  const [deed = '', ...words] = process.argv.slice(2);
  const { values, positionals } = read(words);
  const config = readConfig(process.env);
  if (deed === 'restore' && positionals.length === 0 && values.at !== undefined)
    return goBack(config, { at: values.at, company: values.company, as: values.as }, say);
  const opened = await openCluster(config);
  const { cluster, close } = opened;
  try {
    if (deed === 'backup' && positionals.length === 0) {
      const isGoodRun = await backUpAll(cluster, config, values.company);
      if (values.company === undefined) await copyNow(opened, config, say);
      return isGoodRun;
    }
    if (deed === 'restore' && positionals[0] !== undefined) {
      const made = await restore(cluster, {
        folder: positionals[0],
        key: config.backupKey,
        slug: values.as,
      });
      say(
        `The company ${made.slug} is restored. A server that is running opens it when it is started again.`,
      );
      return true;
    }
    if (deed === 'drill') {
      const isGoodDrill = await drillAll(cluster, config, positionals);
      return (positionals.length > 0 || (await drillNow(opened, config, say))) && isGoodDrill;
    }
    throw new Error(usage);
  } finally {
    await close();
  }
}

function read(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

async function backUpAll(cluster: Cluster, config: Config, slug: string | undefined): Promise<boolean> {
  const companies = (await listCompanies(cluster)).filter((one) => slug === undefined || one.slug === slug);
  if (companies.length === 0)
    throw new Error(`There is no company${slug === undefined ? ' yet' : ` ${slug}`}.`);
  for (const company of companies) {
    const startMs = performance.now();
    const nowMs = Date.now();
    const { folder, manifest } = await backUp(cluster, company, {
      folder: config.backupFolder,
      key: config.backupKey,
      nowMs,
    });
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    say(`${company.slug}: ${rows} rows in ${((performance.now() - startMs) / 1000).toFixed(1)} s, ${folder}`);
    for (const gone of rotate(config.backupFolder, company.slug, nowMs)) say(`thrown away: ${gone}`);
  }
  return true;
}

async function drillAll(cluster: Cluster, config: Config, folders: readonly string[]): Promise<boolean> {
  if (folders.length === 0) await backUpAll(cluster, config, undefined);
  const newest = new Map(
    listBackups(config.backupFolder)
      .toReversed()
      .map((one) => [one.manifest.company.slug, one.folder]),
  );
  const reports = [];
  for (const folder of folders.length > 0 ? folders : newest.values())
    reports.push(await drill(cluster, { folder, key: config.backupKey }));
  const isAllGood = reports.every(isGood);
  say(JSON.stringify({ name: 'backup-drill', ok: isAllGood, drills: reports }));
  return isAllGood;
}

run().then(
  (isGoodRun) => process.exit(isGoodRun ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
