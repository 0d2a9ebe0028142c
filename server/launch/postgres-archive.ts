import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Runner } from './postgres-programs.ts';

/** A piece of the log that is not full is handed on after so long, so that no more than this is missing. */
const archiveSecondsMax = 60;

/**
 * Postgres works in its data folder, so the paths need no quotes. Until somebody wants the log (`begun` stands in the
 * spool) nothing is copied. A piece is on the disk before it has its name, and Postgres forgets it after that.
 */
export const archiveSettings: Readonly<Record<string, string | number>> = {
  archive_mode: 'on',
  archive_timeout: archiveSecondsMax,
  archive_command:
    'test ! -e ../wal/begun || { cp %p ../wal/%f.part && sync ../wal/%f.part && mv ../wal/%f.part ../wal/%f; }',
};

/** Whether this system has the few programs that the spool needs. */
export const mayArchive = process.platform !== 'win32';

/** Where Postgres lays whole pieces of its log until the server has packed them. */
export function spoolOf(data: string): string {
  return join(dirname(data), 'wal');
}

/** The file by whose presence Postgres lays its log into the spool. */
export function begunFile(data: string): string {
  return join(spoolOf(data), 'begun');
}

export function makeSpool(data: string, { user }: Runner): void {
  const spool = spoolOf(data);
  if (existsSync(spool)) return;
  mkdirSync(spool, { mode: 0o700 });
  if (user) spawnSync('chown', [`${user.uid}:${user.gid}`, spool]);
}
