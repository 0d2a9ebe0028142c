import postgres from 'postgres';
import { checkInvariants } from '../invariants/check.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Queries } from '../platform/database.ts';
import { readManifest } from './manifest.ts';
import { loadInto, type RestoreOptions } from './restore.ts';
import { openReach, readHead } from './tables.ts';

/** What restoring a backup for trial came to. */
export interface DrillReport {
  readonly folder: string;
  readonly company: string;
  readonly madeAt: string;
  readonly rows: number;
  readonly bytes: number;
  /** Whether every location stands where it stood when the backup was made. */
  readonly isSameHead: boolean;
  readonly invariants: number;
  /** Those that the restored company breaks, by id and name. */
  readonly broken: readonly string[];
  readonly seconds: number;
}

/** Restores a backup into a database that is thrown away again, and checks every invariant on it. */
export async function drill(
  cluster: Cluster,
  options: Pick<RestoreOptions, 'folder' | 'key'>,
): Promise<DrillReport> {
  const startMs = performance.now();
  const manifest = readManifest(options.folder);
  const database = `tongpan_drill_${crypto.randomUUID().replaceAll('-', '')}`;
  const control = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  try {
    await control`create database ${control(database)} owner tongpan_owner`;
    await loadInto(cluster.ownerUrl(database), manifest, options);
    const { head, verdicts } = await examine(cluster.ownerUrl(database));
    return {
      folder: options.folder,
      company: manifest.company.slug,
      madeAt: manifest.madeAt,
      rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
      bytes: manifest.tables.reduce((sum, table) => sum + table.bytes, 0),
      isSameHead: head === manifest.head,
      invariants: verdicts.length,
      broken: verdicts.filter(({ broken }) => broken.length > 0).map(({ id, name }) => `${id} ${name}`),
      seconds: Math.round(performance.now() - startMs) / 1000,
    };
  } finally {
    await control`drop database if exists ${control(database)} with (force)`;
    await control.end();
  }
}

async function examine(url: string) {
  const sql = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'tongpan drill' });
  try {
    const head = (await sql.begin(async (tx) => {
      await openReach(tx as Queries);
      return readHead(tx as Queries);
    })) as string;
    return { head, verdicts: await checkInvariants(sql) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

export function isGood(report: DrillReport): boolean {
  return report.isSameHead && report.broken.length === 0;
}
