import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareCluster } from '#server/launch/cluster.ts';
import { startEmbeddedPostgres } from '#server/launch/postgres.ts';
import { openDatabase } from '#server/platform/database.ts';
import { Chance } from '../sim/chance.ts';
import { Clients } from './clients.ts';
import { makeCompany } from './company.ts';
import { checkLedger } from './ledger-check.ts';
import { freePort, killPostgres, pause, ServerProcess } from './processes.ts';

export interface ControlOutcome {
  readonly sent: number;
  readonly acknowledged: number;
  /** Acknowledged commands that the ledger does not have. */
  readonly lost: number;
  readonly rounds: number;
}

const folder = fileURLToPath(new URL('../../.tongpan/chaos-control', import.meta.url));
const roundsMax = 5;
const loadMs = 1500;

/**
 * A Postgres that confirms before it writes (synchronous_commit off, the writer of its log asleep), then kill -9: what
 * it had confirmed from memory is gone. The check of the chaos runs must see that, or it would see nothing. What a kill
 * can't show is a disk that loses what the system had taken over from Postgres: for that the power must go.
 */
export async function runControl(seed: number): Promise<ControlOutcome> {
  mkdirSync(folder, { recursive: true });
  const own = await startEmbeddedPostgres(`${folder}/postgres`, { durable: true });
  const cluster = await prepareCluster(own.adminUrl, folder, { durable: true });
  const company = await makeCompany(cluster, 'control');
  const server = new ServerProcess('control', await freePort(), { TONGPAN_DATA: folder });
  try {
    await server.ready();
    await forgetful(own.adminUrl, company.row.database);
    const clients = new Clients([server.port], company.cookie, new Chance(seed));
    for (let round = 1; ; round++) {
      clients.start(6);
      await pause(loadMs);
      killPostgres(folder);
      // Before it is back: what was sent again with the same key would heal the loss.
      const atKill = clients.sent.map((one) => ({ ...one }));
      await clients.finish();
      const { lost } = await company.withOwner((sql) => checkLedger(sql, atKill));
      const missing = lost.length;
      const acknowledged = atKill.filter(({ told }) => told).length;
      if (missing > 0 || round === roundsMax)
        return { sent: atKill.length, acknowledged, lost: missing, rounds: round };
    }
  } finally {
    await server.kill('SIGKILL');
    const again = await startEmbeddedPostgres(`${folder}/postgres`, { durable: true });
    await again.stop();
  }
}

/** Around what the server checks at its start: as an administrator might do it later. */
async function forgetful(adminUrl: string, database: string): Promise<void> {
  const sql = openDatabase({
    url: `${adminUrl}/postgres`,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'chaos',
  });
  try {
    await sql.unsafe(`alter system set wal_writer_delay = '10s'`);
    await sql.unsafe(`alter system set wal_writer_flush_after = '1GB'`);
    await sql.unsafe(`alter database ${database} set synchronous_commit = off`);
    await sql`select pg_reload_conf()`;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
