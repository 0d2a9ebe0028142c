import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type postgres from 'postgres';
import { begunFile } from '../../launch/postgres-archive.ts';
import { pack } from '../archive.ts';
import { baseFolderOf, packedBase, writeBase, type Chain } from './chain.ts';
import { tarOf, walk, type TarEntry } from './tar.ts';

/** Folders whose contents Postgres makes anew at its start. */
const emptied = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
/** Files of the running process, and of restores before. */
const leftOut =
  /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|recovery\.signal|standby\.signal)$|(^|\/)(pgsql_tmp[^/]*|pg_internal\.init.*)$/;
/** Copied last: it says from where the log is read, so nothing that it names may be missing. */
const control = 'global/pg_control';

/** The name under which a base holds the superuser's password: whoever restores it elsewhere must get in. */
export const passwordEntry = 'tongpan.password';

export interface BaseOptions {
  readonly chain: Chain;
  readonly key: Buffer | undefined;
  readonly data: string;
  readonly password: string;
  readonly nowMs: number;
  /** Given up when it aborts. */
  readonly signal: AbortSignal;
}

/**
 * Copies the whole cluster while it goes on: Postgres notes where its log begins to matter, the files are read as they
 * are, and the log mends what was written under the reader's hands. `sql` must be a pool of one connection. Killed
 * half-way it leaves a folder ending in `.partial`. Answers its folder.
 */
export async function takeBase(sql: postgres.Sql, options: BaseOptions): Promise<string> {
  const { chain, key, data, password, nowMs, signal } = options;
  const place = baseFolderOf(chain, nowMs);
  const making = `${place}.partial`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  // From now on Postgres lays its log into the spool.
  writeFileSync(begunFile(data), '');
  await sql`select pg_backup_start(${'tongpan'}, fast => true)`;
  let [isStopped, label, madeAt] = [false, '', ''];
  try {
    const entries = async function* (): AsyncGenerator<TarEntry> {
      const isLeft = (path: string): boolean =>
        path === control ||
        leftOut.test(path) ||
        (path.includes('/') && emptied.has(path.split('/')[0] ?? ''));
      yield* walk(data, isLeft);
      yield { name: control, file: join(data, control) };
      const [ended] = await sql<{ label: string; madeAt: string }[]>`
        select labelfile as label, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt"
        from pg_backup_stop(wait_for_archive => true)`;
      isStopped = true;
      label = ended?.label ?? '';
      madeAt = ended?.madeAt ?? '';
      yield { name: 'backup_label', text: label };
      yield { name: passwordEntry, text: password };
    };
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of tarOf(entries())) {
        signal.throwIfAborted();
        yield piece;
      }
    };
    const { bytes, sha256 } = await pack(pieces(), packedBase(making), key);
    const from = /^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)/m.exec(label)?.[1];
    if (from === undefined) throw new Error('Postgres did not say where its log begins to matter.');
    writeBase(making, { madeAt, from, bytes, sha256 });
    renameSync(making, place);
    return place;
  } finally {
    if (!isStopped) await sql`select pg_backup_stop(wait_for_archive => false)`.catch(() => undefined);
    rmSync(making, { recursive: true, force: true });
  }
}
