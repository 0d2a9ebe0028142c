import { listCompanies } from '../../company/companies.ts';
import type { Cluster } from '../../launch/cluster.ts';
import { openDatabase, type Queries } from '../../platform/database.ts';
import { openReach } from '../tables.ts';
import { readHeads, recoverBeside, type GoBackOptions } from './go-back.ts';
import { discard } from './recover.ts';
import type { MomentKeeper } from './keeper.ts';

/** What going back to a moment for trial came to. */
export interface MomentDrill {
  /** The moment, ISO. */
  readonly at: string;
  readonly companies: number;
  readonly documents: number;
  readonly invariants: number;
  /** What is amiss, named; empty where all is as it should be. */
  readonly amiss: readonly string[];
  readonly seconds: number;
}

type HeadsBySlug = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * Goes back for trial to a moment of a few seconds ago, beside what runs, and throws it away. What every location held
 * before the moment must be there, what it holds only after it must not, and every invariant must stand.
 */
export async function drillMoment(
  live: Cluster,
  keeper: MomentKeeper,
  options: Omit<GoBackOptions, 'atMs'>,
): Promise<MomentDrill> {
  const startMs = performance.now();
  const before = await headsOf(live);
  const atMs = await momentOf(live);
  const after = await headsOf(live);
  await keeper.flush();
  const { folder, running, companies } = await recoverBeside({ ...options, atMs });
  await discard(folder, running);
  const amiss = companies.flatMap(({ slug, broken, heads }) => [
    ...broken.map((text) => `${slug}: ${text}`),
    ...compare(slug, before, heads, after),
  ]);
  for (const slug of before.keys())
    if (!companies.some((one) => one.slug === slug)) amiss.push(`${slug}: the company is not there`);
  return {
    at: new Date(atMs).toISOString(),
    companies: companies.length,
    documents: companies.reduce((sum, { documents }) => sum + documents, 0),
    invariants: Math.max(0, ...companies.map(({ invariants }) => invariants)),
    amiss,
    seconds: Math.round(performance.now() - startMs) / 1000,
  };
}

/** Each location must stand between where it stood just before the moment and just after. */
function compare(
  slug: string,
  before: HeadsBySlug,
  heads: ReadonlyMap<number, number>,
  after: HeadsBySlug,
): readonly string[] {
  const amiss: string[] = [];
  for (const [location, least] of before.get(slug) ?? []) {
    const position = heads.get(location) ?? 0;
    if (position < least) amiss.push(`${slug}: location ${location} has ${position} of ${least} documents`);
  }
  for (const [location, position] of heads) {
    const most = after.get(slug)?.get(location) ?? 0;
    if (position > most)
      amiss.push(`${slug}: location ${location} has ${position} documents, ${most} before the moment`);
  }
  return amiss;
}

async function headsOf(cluster: Cluster): Promise<HeadsBySlug> {
  const bySlug = new Map<string, ReadonlyMap<number, number>>();
  for (const { slug, database } of await listCompanies(cluster)) {
    const sql = openDatabase({
      url: cluster.ownerUrl(database),
      connectionsMax: 1,
      reach: 'all',
      applicationName: 'tongpan drill',
    });
    try {
      const heads = await sql.begin(async (tx) => {
        await openReach(tx as Queries);
        return readHeads(tx as Queries);
      });
      bySlug.set(slug, heads as ReadonlyMap<number, number>);
    } finally {
      await sql.end({ timeout: 5 });
    }
  }
  return bySlug;
}

/** A moment of the database's own clock that is over when this answers. */
async function momentOf(cluster: Cluster): Promise<number> {
  const sql = openDatabase({
    url: cluster.controlUrl,
    connectionsMax: 1,
    reach: 'none',
    applicationName: 'tongpan drill',
  });
  try {
    // Recovery counts in whole ms here: rounded up, what was seen before is before it.
    const [row] = await sql<{ atMs: number }[]>`
      select ceil(extract(epoch from clock_timestamp()) * 1000)::bigint as "atMs"`;
    await sql`select pg_sleep(0.01)`;
    return row?.atMs ?? 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
