import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { moneyCell, text, wholeCell, type Cell } from '#domain/export/cell.ts';
import { createCompany, dropCompany } from '#server/company/companies.ts';
import { writeXlsx } from '#server/export/xlsx.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import { openCluster, ownerOf, settle } from '../platform/cluster.ts';
import { percentile, rounded, type Bench } from '../platform/figure.ts';

const rows = 100_000;
const previewMsGoal = 5000;
const rowsPerSecondGoal = 5000;
const memoryMbGoal = 512;
const slowerGoal = 1.5;
const pollMs = 50;
const idleMs = 3000;

/** 100,000 rows of goods from a workbook, through the server as a person's browser sends it. */
export const catalogImport: Bench = {
  name: 'import',
  run: async (say) => {
    const cluster = await openCluster();
    try {
      await dropCompany(cluster, 'bench-import');
      const row = await createCompany(cluster, { slug: 'bench-import', nameZh: '导入', nameEn: 'Import' });
      const owner = ownerOf(cluster, row.database);
      await owner.unsafe(places);
      const sql = openDatabase({
        url: cluster.appUrl(row.database),
        connectionsMax: 2,
        reach: 'all',
        applicationName: 'bench',
      });
      const [cookie = ''] = await openCookies({ row, ledgerSql: sql }, 1);
      await sql.end();
      const file = await workbook();
      say(`${rows} rows in a workbook of ${rounded(file.length / 2 ** 20, 1)} MiB`);
      await settle(cluster);
      const server = await startServer(cluster);
      try {
        const isIndexed = async (): Promise<boolean> => {
          const [row] = await owner<
            { count: number }[]
          >`select count(*) as count from sku_search where text <> ''`;
          return row?.count === rows;
        };
        const measured = await measure(server, cookie, file, isIndexed, say);
        const [written] = await owner<{ skus: number; left: number }[]>`
          select count(*) as skus, count(*) filter (where is_active) as left from skus`;
        if (written?.skus !== rows) throw new Error(`${written?.skus} SKUs were written, not ${rows}`);
        if (written.left > 0) throw new Error(`${written.left} SKUs were not taken back`);
        return figuresOf(measured);
      } finally {
        await server.stop();
        await owner.end();
        await dropCompany(cluster, 'bench-import');
      }
    } finally {
      await cluster.stop();
    }
  },
};

interface Measured {
  readonly previewMs: number;
  readonly dryRunMs: number;
  readonly commitMs: number;
  /** From the press until all of them are found by their sounds too. */
  readonly foundMs: number;
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly undoMs: number;
  readonly idleMs: number;
  readonly busyMs: number;
  /** While all of it is taken back. */
  readonly undoingMs: number;
}

async function measure(
  server: BenchServer,
  cookie: string,
  file: Buffer,
  isIndexed: () => Promise<boolean>,
  say: (line: string) => void,
): Promise<Measured> {
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  /** The processes that read and write the file. */
  const beside = { peakMb: 0 };
  const look = async (times: number[]): Promise<void> => {
    const started = performance.now();
    await ask('GET', '/api/wall/snapshot');
    times.push(performance.now() - started);
    beside.peakMb = Math.max(beside.peakMb, besideMbOf(server.pid) || 0);
    await wait(pollMs);
  };
  const memoryMb: Record<string, number> = {};
  /** What was resident at most since the last time, MB; begins to count anew. */
  const stage = (name: string): void => {
    say(`${name}: server ${rounded(peakMbOf(server.pid))} MB, beside ${rounded(beside.peakMb)} MB`);
    memoryMb[name] = rounded(peakMbOf(server.pid) + beside.peakMb);
    beside.peakMb = 0;
    writeFileSync(`/proc/${server.pid}/clear_refs`, '5');
  };
  const idle: number[] = [];
  for (const until = performance.now() + idleMs; performance.now() < until;) await look(idle);
  stage('before');
  const busy: number[] = [];
  const undoing: number[] = [];
  let times = busy;
  let isOver = false;
  const looking = (async () => {
    while (!isOver) await look(times);
  })();
  const ended = async (id: string, wanted: string): Promise<void> => {
    for (;;) {
      await wait(pollMs);
      const { state, isInterrupted } = await ask<{ state: string; isInterrupted: boolean }>(
        'GET',
        `/api/imports/${id}`,
      );
      if (state === wanted) return;
      if (state === 'failed' || isInterrupted) throw new Error(`the import is ${state}`);
    }
  };
  try {
    const started = performance.now();
    const { id, plan } = await ask<{ id: string; plan: object }>('POST', '/api/imports', {
      ...{ fileName: 'goods.xlsx', kind: 'products', file: file.toString('base64') },
    });
    const previewMs = performance.now() - started;
    say(`preview in ${rounded(previewMs)} ms`);
    stage('preview');
    const dryStarted = performance.now();
    await ask('PUT', `/api/imports/${id}/plan`, plan);
    const dryRunMs = performance.now() - dryStarted;
    say(`dry run in ${rounded(dryRunMs)} ms`);
    stage('dryRun');
    const commitStarted = performance.now();
    await ask('POST', `/api/imports/${id}/commit`, {});
    await ended(id, 'done');
    const commitMs = performance.now() - commitStarted;
    say(`written in ${rounded(commitMs)} ms`);
    stage('commit');
    // What follows is work behind it, and memory of the same process.
    while (!(await isIndexed())) await wait(pollMs);
    const foundMs = performance.now() - commitStarted;
    say(`found after ${rounded(foundMs)} ms`);
    stage('index');
    times = undoing;
    const undoStarted = performance.now();
    await ask('POST', `/api/imports/${id}/undo`, {});
    await ended(id, 'undone');
    const undoMs = performance.now() - undoStarted;
    say(`taken back in ${rounded(undoMs)} ms`);
    stage('undo');
    return {
      ...{ foundMs, undoMs, undoingMs: percentile(undoing, 0.99) },
      ...{ previewMs, dryRunMs, commitMs, memoryMb },
      ...{ idleMs: percentile(idle, 0.99), busyMs: percentile(busy, 0.99) },
    };
  } finally {
    isOver = true;
    await looking.catch(() => undefined);
  }
}

function figuresOf(measured: Measured) {
  const { previewMs, dryRunMs, commitMs } = measured;
  const memoryMb = Math.max(...Object.values(measured.memoryMb));
  const rate = rows / (commitMs / 1000);
  const slower = measured.busyMs / measured.idleMs;
  const one = (
    name: string,
    value: number,
    unit: string,
    against: number,
    goal: string,
    ok: boolean,
    detail: Readonly<Record<string, unknown>> = {},
  ) => ({ name, value, unit, ratio: rounded(value / against, 2), against, goal, ok, detail });
  return [
    one('import-preview', rounded(previewMs), 'ms', previewMsGoal, '< 5 s', previewMs < previewMsGoal, {
      dryRunMs: rounded(dryRunMs),
    }),
    one('import-commit', rounded(rate), 'rows/s', rowsPerSecondGoal, '≥ 5,000', rate >= rowsPerSecondGoal, {
      foundMs: rounded(measured.foundMs),
    }),
    one('import-memory', rounded(memoryMb), 'MB', memoryMbGoal, '< 512 MB', memoryMb < memoryMbGoal, {
      ...measured.memoryMb,
    }),
    one(
      'import-others',
      rounded(measured.busyMs, 1),
      'ms p99 of the wall’s snapshot',
      rounded(measured.idleMs, 1),
      'within 1.5 ×',
      slower <= slowerGoal,
    ),
    one(
      'import-undo-others',
      rounded(measured.undoingMs, 1),
      'ms p99 of the wall’s snapshot while all of it is taken back',
      rounded(measured.idleMs, 1),
      'within 1.5 ×',
      measured.undoingMs / measured.idleMs <= slowerGoal,
      { undoMs: rounded(measured.undoMs) },
    ),
  ];
}

/** The most memory that a process had resident since it was last asked, MB. */
function peakMbOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** What the processes that a process began have had resident at most, MB, without the pages of the one binary they all run. */
function besideMbOf(pid: number): number {
  const begun = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return begun.reduce((sum, child) => {
    try {
      return sum + peakMbOf(Number(child)) - sharedMbOf(Number(child));
    } catch {
      return sum; // It has ended meanwhile.
    }
  }, 0);
}

function sharedMbOf(pid: number): number {
  return Number(/RssFile:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

async function workbook(): Promise<Buffer> {
  const names = ['纯牛奶', '酸奶', '龙井茶', '苹果汁', '坚果', '大米', '酱油', '抽纸'];
  const chunks: Uint8Array[] = [];
  const lines = async function* () {
    for (let first = 1; first <= rows; first += 1000)
      yield Array.from({ length: 1000 }, (_, index): Cell[] => {
        const number = first + index;
        return [
          text(`K${String(number).padStart(6, '0')}`),
          text(`溪谷${names[number % names.length]} ${(number % 40) * 25}ml`),
          text(`69${String(number).padStart(11, '0')}`),
          text(names[number % names.length] ?? ''),
          moneyCell(100 + (number % 9000)),
          moneyCell(60 + (number % 5000)),
          wholeCell(1 + (number % 24)),
        ];
      });
  };
  for await (const chunk of writeXlsx(['编码', '品名', '条码', '分类', '零售价', '进价', '箱规'], lines()))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

const places = `
insert into regions (code, name_zh, name_en) values ('R', '区', 'Region');
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'refuse' from generate_series(1, 20) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('bench', '量', 'Bench', 'hq', 'all');
`;
