import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createCompany, dropCompany } from '#server/company/companies.ts';
import { ingest as loadFiles } from '#server/ingest/ingest.ts';
import { plainSource, type Source } from '#server/ingest/source.ts';
import { openPostgresCpu, ownCpu } from '../platform/cpu.ts';
import { openCluster, ownerOf, settle } from '../platform/cluster.ts';
import { median, rounded, type Bench } from '../platform/figure.ts';

const goal = 20_000;
const rounds = 3;
const stores = 50;
const skus = 1000;
const receiptsOfFile = 40_000;
const linesOfReceipt = [1, 2, 3, 4, 5, 6, 7, 8];

/** A file of till receipts of one to eight lines, checked row by row and posted through the ledger's rules into an empty company. */
export const ingest: Bench = {
  name: 'ingest',
  run: async (say) => {
    const cluster = await openCluster();
    const folder = await mkdtemp(join(tmpdir(), 'bench-ingest-'));
    try {
      const { file, lines } = await writeFile(folder);
      say(`${receiptsOfFile} receipts, ${lines} lines`);
      const rates: number[] = [];
      const cpu: { node: number; postgres: number | undefined }[] = [];
      for (let round = 0; round < rounds; round++) {
        await dropCompany(cluster, 'bench-ingest');
        const row = await createCompany(cluster, {
          slug: 'bench-ingest',
          nameZh: '导入量尺',
          nameEn: 'Ingest bench',
        });
        await settle(cluster);
        const owner = ownerOf(cluster, row.database);
        const postgresCpu = await openPostgresCpu(owner);
        const before = { node: ownCpu(), postgres: postgresCpu() };
        const started = performance.now();
        const report = await loadFiles({
          url: cluster.appUrl(row.database),
          companySlug: row.slug,
          steps: [[sourceOf(file)]],
          isDryRun: false,
          timeZone: 'Asia/Shanghai',
        });
        const tookMs = performance.now() - started;
        const after = postgresCpu();
        cpu.push({
          node: (ownCpu() - before.node) / lines,
          postgres:
            after === undefined || before.postgres === undefined
              ? undefined
              : (after - before.postgres) / lines,
        });
        const [{ movements = 0 } = {}] = await owner<
          { movements: number }[]
        >`select count(*) as movements from movements`;
        await owner.end();
        if (report.counts.refused > 0 || report.problems.count > 0 || movements !== lines)
          throw new Error(`${movements} of ${lines} lines are in the ledger`);
        rates.push((movements * 1000) / tookMs);
        say(`${rounded(rates.at(-1) ?? 0)} movements/s`);
      }
      const value = median(rates);
      const middle = cpu[rates.indexOf(value)];
      return [
        {
          name: 'ingest',
          value: rounded(value),
          unit: 'movements/s',
          ratio: rounded(value / goal, 2),
          against: goal,
          goal: `>= ${goal} movements/s`,
          ok: value >= goal,
          detail: {
            lines,
            receipts: receiptsOfFile,
            nodeCpuMs: middle && rounded(middle.node, 4),
            postgresCpuMs: middle?.postgres === undefined ? null : rounded(middle.postgres, 4),
            rounds: rates.map((rate) => rounded(rate)),
          },
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
      // The servers of other benches open every company of the cluster: this one must not stand in their way.
      await dropCompany(cluster, 'bench-ingest');
      await cluster.stop();
    }
  },
};

function sourceOf(file: string): Source {
  return {
    ...plainSource,
    kind: 'sales',
    files: [file],
    map: {
      date: 'time',
      store: 'store',
      sku: 'sku',
      quantity: 'units',
      amount: 'amount',
      document: 'receipt',
    },
    createsMissing: true,
  };
}

/** Receipts in the order of their time, spread over stores, hours and SKUs by plain arithmetic: the same file each time. */
async function writeFile(folder: string): Promise<{ file: string; lines: number }> {
  const file = join(folder, 'receipts.csv');
  const out = createWriteStream(file);
  out.write('time,store,sku,units,amount,receipt\n');
  let lines = 0;
  const minutesOfDay = 12 * 60;
  const receiptsOfMinute = 8;
  for (let receipt = 0; receipt < receiptsOfFile; receipt++) {
    const minute = Math.floor(receipt / receiptsOfMinute);
    const day = String(1 + Math.floor(minute / minutesOfDay)).padStart(2, '0');
    const hour = String(9 + Math.floor((minute % minutesOfDay) / 60)).padStart(2, '0');
    const time = `2026-03-${day} ${hour}:${String(minute % 60).padStart(2, '0')}`;
    const store = `S${String(1 + ((receipt * 7919) % stores)).padStart(3, '0')}`;
    const count = linesOfReceipt[receipt % linesOfReceipt.length] ?? 1;
    let text = '';
    for (let line = 0; line < count; line++) {
      // Squared, so that some goods sell far more than others.
      const share = ((receipt * 613 + line * 271) % 1000) / 1000;
      const sku = `K${String(1 + Math.floor(share * share * skus)).padStart(4, '0')}`;
      text += `${time},${store},${sku},${1 + (line % 3)},${((1 + (line % 3)) * 5.5).toFixed(2)},R${receipt}\n`;
    }
    lines += count;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return { file, lines };
}
