import { backUp } from '../backup/backup.ts';
import { drill, isGood } from '../backup/drill.ts';
import { listBackups, rotate } from '../backup/shelf.ts';
import type { CompanyRow } from '../company/companies.ts';
import { checkInvariants } from '../invariants/check.ts';
import type { Cluster } from '../launch/cluster.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { openDatabase } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { Jobs } from './jobs.ts';

export type BackupConfig = Pick<Config, 'backupFolder' | 'backupKey'>;

/** The jobs of a company: back up and throw old ones away; restore the newest for trial; check every invariant. */
export function jobsOf(
  cluster: Cluster,
  company: CompanyRow,
  config: BackupConfig,
  clock: Clock,
  log: Log,
): Jobs {
  const { backupFolder: folder, backupKey: key } = config;
  return new Jobs(clock, log, {
    backup: async () => {
      const nowMs = clock.now();
      const { manifest } = await backUp(cluster, company, { folder, key, nowMs });
      rotate(folder, company.slug, nowMs);
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      return { isGood: true, detail: `${rows} rows` };
    },
    drill: async () => {
      const [newest] = listBackups(folder, company.slug);
      if (!newest) return { isGood: false, detail: 'There is no backup yet: make one first.' };
      const report = await drill(cluster, { folder: newest.folder, key });
      const amiss = report.isSameHead ? report.broken : ['positions', ...report.broken];
      const detail =
        amiss.length === 0 ? `${report.rows} rows, ${report.invariants} invariants` : amiss.join(', ');
      return { isGood: isGood(report), detail };
    },
    verify: async () => {
      const url = cluster.ownerUrl(company.database);
      const sql = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'tongpan verify' });
      try {
        const verdicts = await checkInvariants(sql);
        const broken = verdicts.filter((verdict) => verdict.broken.length > 0);
        const named = broken.map(({ id, name, broken: rows }) => `${id} ${name}: ${rows[0] ?? ''}`);
        const detail = broken.length === 0 ? `${verdicts.length} invariants` : named.join('; ');
        return { isGood: broken.length === 0, detail };
      } finally {
        await sql.end({ timeout: 5 });
      }
    },
  });
}
