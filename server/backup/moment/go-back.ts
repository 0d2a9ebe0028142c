import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { listCompanies, migrateCompanies, type CompanyRow } from '../../company/companies.ts';
import { checkInvariants } from '../../invariants/check.ts';
import { prepareCluster, type Cluster } from '../../launch/cluster.ts';
import { switchData } from '../../launch/postgres-data.ts';
import type { EmbeddedPostgres } from '../../launch/postgres.ts';
import { readPostmaster } from '../../launch/postmaster.ts';
import { openDatabase, type Queries } from '../../platform/database.ts';
import { backUp } from '../backup.ts';
import { restore } from '../restore.ts';
import { openReach } from '../tables.ts';
import { keyOfChain } from './chain.ts';
import { chooseFor } from './choose.ts';
import { discard, recover } from './recover.ts';

export interface GoBackOptions {
  /** Folder of backups. */
  readonly backups: string;
  readonly words: string | undefined;
  /** Folder of the embedded Postgres. */
  readonly folder: string;
  /** Where the roles' passwords are. */
  readonly dataFolder: string;
  /** The moment, ms; undefined: the end of all that is kept. */
  readonly atMs: number | undefined;
  /** Real time; names the new folder. */
  readonly nowMs: number;
}

/** How a company stands in a cluster that was brought to a moment. */
export interface Examined {
  readonly slug: string;
  /** Documents at all locations. */
  readonly documents: number;
  readonly invariants: number;
  /** Those it breaks, by id, name and first row. */
  readonly broken: readonly string[];
  readonly heads: ReadonlyMap<number, number>;
}

/** A cluster as it was at a moment, running beside the one in use and examined. */
export interface Recovered {
  readonly folder: string;
  readonly running: EmbeddedPostgres;
  readonly cluster: Cluster;
  readonly companies: readonly Examined[];
}

/** Stands in a recovered folder until it is whole: what a kill left is thrown away by the next one. */
const unfinished = 'unfinished';

/** Makes the cluster of a moment in a folder beside and examines every company in it. It changes nothing of what runs. */
export async function recoverBeside(options: GoBackOptions): Promise<Recovered> {
  const { backups, words, atMs, nowMs } = options;
  throwAwayUnfinished(options.folder);
  const { chain, base, pieces } = chooseFor(backups, atMs);
  const key = keyOfChain(chain, words);
  const folder = join(options.folder, `at-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`);
  let running: EmbeddedPostgres | undefined;
  try {
    running = await recover({ base, pieces, key, atMs, folder, mark: unfinished });
    const cluster = await prepareCluster(running.adminUrl, options.dataFolder, { durable: true });
    await migrateCompanies(cluster);
    const companies: Examined[] = [];
    for (const company of await listCompanies(cluster)) companies.push(await examine(cluster, company));
    rmSync(join(folder, unfinished));
    return { folder, running, cluster, companies };
  } catch (error) {
    await discard(folder, running);
    throw error;
  }
}

/**
 * Stops the recovered cluster and puts it in the place of the one in use, from the next start on. The one in use, which
 * must not be running, stays beside.
 */
export async function switchIn({ folder }: GoBackOptions, { running }: Recovered): Promise<void> {
  const password = readFileSync(join(folder, 'password'), 'utf8')
    .trim()
    .replaceAll(/[^0-9a-f]/g, '');
  const admin = postgres(`${running.adminUrl}/postgres`, { max: 1, onnotice: () => undefined });
  // Roles take no parameters; the password is our own hex.
  await admin.unsafe(`alter role postgres password '${password}'`).finally(() => admin.end());
  await running.stop();
  switchData(folder, running.data);
}

/** Takes one company out of the recovered cluster and makes another of it in the cluster in use, which may be running. */
export async function takeOut(
  recovered: Recovered,
  live: Cluster,
  company: { readonly slug: string; readonly as: string },
  nowMs: number,
): Promise<CompanyRow> {
  const row = (await listCompanies(recovered.cluster)).find(({ slug }) => slug === company.slug);
  if (!row) throw new Error(`There was no company ${company.slug} at that moment.`);
  const folder = mkdtempSync(join(recovered.folder, 'out-'));
  try {
    const made = await backUp(recovered.cluster, row, { folder, key: undefined, nowMs });
    return await restore(live, { folder: made.folder, key: undefined, slug: company.as });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where every location of a company stands. */
export async function readHeads(sql: Queries): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ location: number; position: number }[]>`
    select location_id as location, position from location_heads`;
  return new Map(rows.map(({ location, position }) => [location, position]));
}

async function examine(cluster: Cluster, { slug, database }: CompanyRow): Promise<Examined> {
  const url = cluster.ownerUrl(database);
  const sql = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'tongpan moment' });
  try {
    const heads = (await sql.begin(async (tx) => {
      await openReach(tx as Queries);
      return readHeads(tx as Queries);
    })) as ReadonlyMap<number, number>;
    const verdicts = await checkInvariants(sql);
    return {
      slug,
      documents: [...heads.values()].reduce((sum, position) => sum + position, 0),
      invariants: verdicts.length,
      broken: verdicts.flatMap(({ id, name, broken }) =>
        broken.length > 0 ? [`${id} ${name}: ${broken[0] ?? ''}`] : [],
      ),
      heads,
    };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function throwAwayUnfinished(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const place = join(folder, name);
    const isLeft = name.startsWith('at-') && existsSync(join(place, unfinished));
    if (isLeft && !readPostmaster(join(place, 'data'))) rmSync(place, { recursive: true, force: true });
  }
}
