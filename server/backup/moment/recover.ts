import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  ftruncateSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../launch/postgres.ts';
import { findRunner } from '../../launch/postgres-programs.ts';
import { unpack } from '../archive.ts';
import { passwordEntry } from './base.ts';
import { packedBase, type Base, type Piece } from './chain.ts';
import { segmentBytes } from './segment.ts';
import { TarInto, writeUnlessZero } from './tar.ts';

export interface Recovery {
  readonly base: Base;
  /** The pieces of the log from the base's own first one on. */
  readonly pieces: readonly Piece[];
  readonly key: Buffer | undefined;
  /** The moment, ms; the end of all that is kept where there is none. */
  readonly atMs: number | undefined;
  /** Becomes the new cluster's; must not be there. */
  readonly folder: string;
  /** A file of this name stands in the folder from its first moment on. */
  readonly mark: string;
}

/**
 * Makes a cluster of a base and its log, brings it to the moment and leaves it running on a port of its own. Everything
 * committed until then is in it and nothing that was committed after. Throws where anything is missing or was changed.
 */
export async function recover(recovery: Recovery): Promise<EmbeddedPostgres> {
  const { base, pieces, key, atMs, folder, mark } = recovery;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, mark), '');
  const runner = findRunner(folder);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  await unpackBase(base, key, data);
  renameSync(join(data, passwordEntry), join(folder, 'password'));
  mkdirSync(join(data, 'pg_wal/archive_status'), { recursive: true, mode: 0o700 });
  mkdirSync(join(data, 'pg_wal/summaries'), { mode: 0o700 });
  for (const piece of pieces) await unpackPiece(piece, key, join(data, 'pg_wal', piece.name));
  writeFileSync(join(data, 'recovery.signal'), '', { mode: 0o600 });
  if (runner.user) own(`${runner.user.uid}:${runner.user.gid}`, data);
  try {
    return await startEmbeddedPostgres(folder, {
      durable: true,
      recovery: {
        // All of the log lies there already.
        restore_command: 'false',
        recovery_target_timeline: 'current',
        recovery_target_action: 'promote',
        hot_standby: 'off',
        ...(atMs === undefined
          ? {}
          : { recovery_target_time: `${new Date(atMs).toISOString().slice(0, -1)}+00` }),
      },
    });
  } catch (error) {
    const log = join(folder, 'postgres.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    if (!said.includes('before configured recovery target was reached'))
      throw new Error(`${said.slice(-2000)}`, { cause: error });
    throw new Error('What is kept ends before that moment. Name an earlier one, or write --at end.', {
      cause: error,
    });
  }
}

async function unpackBase(base: Base, key: Buffer | undefined, data: string): Promise<void> {
  const file = packedBase(base.folder);
  const found = await unpack(file, key, new TarInto(data)).catch((error: unknown) => {
    throw new Error(`${file} can’t be unpacked: it is missing, was changed, or was made with another key.`, {
      cause: error,
    });
  });
  if (found.bytes !== base.bytes || found.sha256 !== base.sha256)
    throw new Error(`${file} is not what its base.json says it is.`);
}

async function unpackPiece({ file }: Piece, key: Buffer | undefined, target: string): Promise<void> {
  const fd = openSync(target, 'wx', 0o600);
  let at = 0;
  const into = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      writeUnlessZero(fd, chunk, at);
      at += chunk.length;
      done();
    },
  });
  try {
    ftruncateSync(fd, segmentBytes);
    await unpack(file, key, into);
    if (at !== segmentBytes) throw new Error(`${file} is not a whole piece of the log.`);
  } catch (error) {
    throw new Error(`${file} can’t be unpacked: it was changed, or was made with another key.`, {
      cause: error,
    });
  } finally {
    closeSync(fd);
  }
}

function own(owner: string, folder: string): void {
  const { status, stderr } = spawnSync('chown', ['-R', owner, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The cluster could not be handed to its user: ${stderr}`);
}

/** Stops a recovered cluster and throws it away. */
export async function discard(folder: string, running: EmbeddedPostgres | undefined): Promise<void> {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
}
