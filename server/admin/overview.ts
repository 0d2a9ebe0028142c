import { monitorEventLoopDelay } from 'node:perf_hooks';
import { jobNames, type AdminOverview, type JobName, type JobState } from '#protocol/admin/overview.ts';
import { listBackups } from '../backup/shelf.ts';
import type { Sql } from '../platform/database.ts';
import type { BackupConfig } from './company-jobs.ts';
import type { Jobs } from './jobs.ts';

const tablesShown = 12;
const backupsShown = 12;
const loopResolutionMs = 10;
const nsPerMs = 1e6;

const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
loop.enable();
const startedAtMs = Date.now() - performance.now();

/** What an overview is made of, besides the database. */
export interface Overseen {
  readonly slug: string;
  readonly sql: Sql;
  readonly jobs: Jobs;
  readonly counts: { readonly commands: number; readonly batches: number; readonly retries: number };
  /** Sum of the positions that the wall has folded. */
  readonly foldedPositions: () => number;
}

export async function readOverview(
  company: Overseen,
  config: BackupConfig,
  nowMs: number,
  nightlyAtMs: number | null,
): Promise<Omit<AdminOverview, 'moments'>> {
  const { sql, counts } = company;
  const tables = await sql<{ name: string; sizeBytes: number; rows: number }[]>`
    select relname as name, pg_total_relation_size(relid)::bigint as "sizeBytes", n_live_tup::bigint as rows
    from pg_stat_user_tables where schemaname = 'public' order by 2 desc limit ${tablesShown}`;
  const [database] = await sql<{ version: string; sizeBytes: number; positions: number }[]>`
    select current_setting('server_version') as version, pg_database_size(current_database())::bigint as "sizeBytes",
      (select coalesce(sum(position), 0)::bigint from location_heads) as positions`;
  const positions = database?.positions ?? 0;
  const { commands, batches, retries } = counts;
  const stateByJob = Object.fromEntries(jobNames.map((name) => [name, company.jobs.stateOf(name)]));
  return {
    nowMs,
    process: processFacts(),
    database: { version: database?.version ?? '', sizeBytes: database?.sizeBytes ?? 0, tables: [...tables] },
    ledger: {
      documents: positions,
      commands,
      batches,
      retries,
      feedLag: Math.max(0, positions - company.foldedPositions()),
    },
    jobs: stateByJob as { [Name in JobName]: JobState },
    nightlyAtMs,
    backups: listBackups(config.backupFolder, company.slug)
      .slice(0, backupsShown)
      .map(({ manifest, size }) => ({
        madeAtMs: Date.parse(manifest.madeAt),
        rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
        size,
        isEncrypted: manifest.isEncrypted,
      })),
  };
}

/** How late the event loop was 99 % of the time since the last call, among other things. */
export function processFacts(): AdminOverview['process'] {
  const loopLagMs = Math.max(0, loop.percentile(99) / nsPerMs - loopResolutionMs);
  loop.reset();
  return {
    startedAtMs,
    node: process.versions.node,
    memoryBytes: process.memoryUsage.rss(),
    loopLagMs: Number.isFinite(loopLagMs) ? Math.round(loopLagMs * 10) / 10 : 0,
  };
}
