import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, silenceMsOfServer } from '../platform/database.ts';
import { standBack } from '../platform/thread-priority.ts';
import { reckonFork } from './fork/reckon.ts';
import type { Job, JobAnswer } from './job.ts';
import { suggest } from './suggest.ts';
import { whatIf } from './what-if.ts';

/** One job in a thread of its own, with a connection of its own; ends when it has answered. */
async function work(job: Job): Promise<JobAnswer> {
  const sql = openDatabase({
    url: job.url,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan planner',
    silenceMsMax: silenceMsOfServer,
  });
  try {
    if (job.kind === 'what-if')
      return { kind: 'what-if', result: await whatIf(sql, job.nowMs, job.level, job.locations) };
    if (job.kind === 'fork') {
      await reckonFork(sql, job.nowMs, job.forkId);
      return { kind: 'reckoned' };
    }
    return { kind: 'suggested', ...(await suggest(sql, job.nowMs, job.accountId)) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** A plan can wait: whoever sells or watches goes first, on two cores as on twenty. */
const niceness = 15;

standBack(niceness);
parentPort?.postMessage(await work(workerData as Job));
