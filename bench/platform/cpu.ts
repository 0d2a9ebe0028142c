import { readFileSync, readdirSync } from 'node:fs';
import type { Sql } from '#server/platform/database.ts';

/** Clock ticks of /proc are 10 ms on every Linux that Node runs on. */
const tickMs = 10;

/** CPU that Postgres has used, all its processes together, ms; undefined where /proc can't tell (not Linux). */
export async function openPostgresCpu(sql: Sql): Promise<() => number | undefined> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const backend = row && statOf(row.pid);
  if (!backend) return () => undefined;
  const postmaster = backend.parent;
  return () => {
    const own = statOf(postmaster);
    if (!own) return undefined;
    let ticks = own.ticks + own.endedChildrenTicks;
    for (const name of readdirSync('/proc')) {
      const child = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
      if (child?.parent === postmaster) ticks += child.ticks;
    }
    return ticks * tickMs;
  };
}

/** CPU of this process, ms. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** CPU of another process, ms. */
export function cpuOf(pid: number): number | undefined {
  const stat = statOf(pid);
  return stat && stat.ticks * tickMs;
}

function statOf(pid: number): { parent: number; ticks: number; endedChildrenTicks: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name stands in brackets and may hold anything; the fields after it are numbers but for the state.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [userTicks = 0, systemTicks = 0, endedUserTicks = 0, endedSystemTicks = 0] = fields.slice(11, 15);
  return { parent, ticks: userTicks + systemTicks, endedChildrenTicks: endedUserTicks + endedSystemTicks };
}
