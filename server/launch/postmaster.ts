import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const hasProc = existsSync('/proc/self/cmdline');

/** The postmaster that lives on a data folder, by its pid file. */
export function readPostmaster(data: string): Postmaster | undefined {
  const [pid = 0, , , port = 0] = readLines(join(data, 'postmaster.pid')).map(Number);
  if (!(pid > 0 && port > 0) || !isAlive(pid)) return undefined;
  return hasProc && !isOn(pid, data) ? undefined : { pid, port };
}

/**
 * Removes a pid file that names a stranger, as after a restart of the machine: Postgres itself would refuse to start.
 * Only where it is sure: no process of any kind works in the data folder (all of Postgres' own do).
 */
export function forgetStranger(data: string): void {
  const file = join(data, 'postmaster.pid');
  const pid = Number(readLines(file)[0] ?? 0);
  if (hasProc && pid > 0 && isAlive(pid) && !isInUse(data)) rmSync(file);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process works in the data folder: a postmaster does, and so do its children. */
function isOn(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

function isInUse(data: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isOn(Number(name), data));
}

function readLines(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}
