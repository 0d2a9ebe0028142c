import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { indexMissing } from '../catalog/index-skus.ts';
import { undoPart } from '../catalog/undo.ts';
import { inOneAct } from '../catalog/write.ts';
import { openDatabase, silenceMsOfServer, type Sql } from '../platform/database.ts';
import { FileCheck } from './checked-rows.ts';
import { dryRun } from './dry-run.ts';
import { readingOf } from './known.ts';
import { look } from './look.ts';
import { FileTrouble } from './sheet.ts';
import type { Message, Planned, Task, Undoing } from './task.ts';
import { writeFile } from './write-file.ts';

/** A process of its own, begun for one task (`task.ts`): the task comes as the first message, 'taken' after each of its words. */
let taken: Promise<unknown> = Promise.resolve();

// Whoever wanted to know is gone.
process.once('disconnect', () => process.exit());
const [task] = (await once(process, 'message')) as [Task];
try {
  await work(task);
} catch (error) {
  await send(failureOf(error));
}
process.disconnect();

/** Says the next thing when the last was taken. */
async function say(message: Message): Promise<void> {
  await taken;
  taken = once(process, 'message');
  await send(message);
}

async function send(message: Message): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

function failureOf(error: unknown): Message {
  if (error instanceof FileTrouble) return { type: 'trouble', code: error.code, row: error.row };
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {};
  return { type: 'failed', message, stack, ...code };
}

async function work(task: Task): Promise<void> {
  switch (task.kind) {
    case 'look':
      return say({ type: 'look', look: await look(task.bytes, task.looking) });
    case 'dryRun':
      return connected(task, async (sql) => {
        const alive = () => say({ type: 'alive' });
        await say({ type: 'dry', dry: await dryRun(sql, task.bytes, task.plan, alive) });
      });
    case 'sift':
      return connected(task, (sql) => sift(sql, task));
    case 'write':
      return connected(task, async (sql) => {
        await writeFile(sql, task, (rows, stock) => say({ type: 'written', rows, stock }));
        await say({ type: 'whole' });
        await indexMissing(sql);
      });
    case 'undo':
      return connected(task, async (sql) => {
        await undo(sql, task);
        await indexMissing(sql);
      });
  }
}

/** Each part in a transaction of its own: an undo of many is not all or nothing, it is gone on with. */
async function undo(sql: Sql, { batch, actor }: Undoing): Promise<void> {
  const undoing = randomUUID();
  for (let after = 0; ;) {
    const part = await inOneAct(sql, (tx) => undoPart(tx, actor, batch, undoing, after, 'later'));
    if (!part) return;
    after = part.lastId;
    await say({ type: 'taken', skus: part.skus, taken: part.taken, lost: part.lost });
  }
}

async function sift(sql: Sql, { bytes, plan }: Planned): Promise<void> {
  const check = new FileCheck(bytes, await readingOf(sql, plan));
  let isFirst = true;
  for await (const { bad } of check.chunks()) {
    if (isFirst) await say({ type: 'heads', heads: check.heads });
    isFirst = false;
    await say({ type: 'bad', rows: bad });
  }
}

async function connected({ url }: { readonly url: string }, run: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = openDatabase({
    url,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan import',
    silenceMsMax: silenceMsOfServer,
  });
  try {
    await run(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
