import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { rounded, type Bench, type Figure } from '../platform/figure.ts';
import { tellNight } from './night.ts';
import { wallMeanwhile } from './wall-meanwhile.ts';

const size = { stores: 500, skus: 5000, regions: 25, history: 14 };

/** One night of 500 stores × 5,000 SKUs in 25 regions through the command, from the line that asks to its answer. */
export const planNight: Bench = {
  name: 'plan-night',
  async run(say) {
    // As `npm run plan` starts it: a small young space, for a night's arrays are large and die together.
    const child = spawn(
      process.execPath,
      ['--max-semi-space-size=4', 'server/replenish/plan-command.ts', '--stdio'],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const begun = performance.now();
    let asked = 0;
    let peakMb = 0;
    let cpuBefore = 0;
    const telling = tellNight(size, child.stdin, () => {
      asked = performance.now();
      cpuBefore = cpuSecondsOf(child.pid);
    });
    await lines.next();
    const answer = await lines.next();
    await telling;
    const seconds = (performance.now() - asked) / 1000;
    const cpuSeconds = cpuSecondsOf(child.pid) - cpuBefore;
    try {
      peakMb =
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      say('no /proc here: memory is not measured');
    }
    child.stdin.end('{"type":"end"}\n');
    const plan = JSON.parse(String(answer.value)) as { orders: unknown[]; transfers: unknown[] };
    say(`${size.history} days of history in ${((asked - begun) / 1000).toFixed(1)} s with their writing`);
    const night: Figure = {
      name: 'plan-night',
      value: rounded(seconds, 1),
      unit: 's',
      ratio: rounded(seconds / 30, 3),
      against: 30,
      goal: '≤ 30 s and ≤ 1 GB',
      ok: seconds <= 30 && peakMb <= 1024,
      detail: {
        ...size,
        cpuSeconds: rounded(cpuSeconds, 1),
        peakMb: rounded(peakMb),
        orders: plan.orders.length,
        transferLines: plan.transfers.length,
      },
    };
    return [night, await wallMeanwhile(say)];
  },
};

/** What the process has used of a core so far; 0 where there is no /proc. */
function cpuSecondsOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
