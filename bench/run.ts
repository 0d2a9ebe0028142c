// Measures: npm run bench [NAME…]. Each figure ends in one JSON line on stdout; how it goes is told on stderr.
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { catalogImport } from './catalog/import.ts';
import { catalogList } from './catalog/list.ts';
import { catalogSearch } from './catalog/search.ts';
import { commitEngine } from './commit/commit-engine.ts';
import { commitFifo } from './commit/commit-fifo.ts';
import { commitHot } from './commit/commit-hot.ts';
import { commitHttp16, commitHttp64 } from './commit/commit-http.ts';
import { commitLines } from './commit/commit-lines.ts';
import { growth } from './growth/growth.ts';
import { read } from './http/read.ts';
import { lighthousePages } from './lighthouse/lighthouse.ts';
import { ingest } from './ingest/ingest.ts';
import { syncManyDocuments, syncOneDocument } from './sync/documents.ts';
import { syncStalled } from './sync/stalled.ts';
import { syncKill, syncOpenStorm } from './sync/storms.ts';
import type { Bench } from './platform/figure.ts';
import { contract } from './replenish/contract.ts';
import { equalFill } from './replenish/equal-fill.ts';
import { forecast } from './replenish/forecast.ts';
import { planNight } from './replenish/plan-night.ts';
import { season } from './replenish/season.ts';
import { transfersSolve } from './replenish/transfers-solve.ts';
import { cameraBarcodes } from './stocktake/camera-barcodes.ts';
import { count100k } from './stocktake/count-100k.ts';
import { countCommit } from './stocktake/count-commit.ts';
import { phonePage } from './stocktake/phone-page.ts';
import { wallFanout } from './wall/wall-fanout.ts';
import { wallLoad } from './wall/wall-load.ts';
import { wallPixel } from './wall/wall-pixel.ts';
import { start } from './start/start.ts';

const benches: readonly Bench[] = [
  commitHttp16,
  commitHttp64,
  commitEngine,
  commitLines,
  commitFifo,
  commitHot,
  read,
  wallFanout,
  wallPixel,
  wallLoad,
  ingest,
  growth,
  start,
  syncOneDocument,
  syncManyDocuments,
  syncOpenStorm,
  syncKill,
  syncStalled,
  countCommit,
  count100k,
  phonePage,
  cameraBarcodes,
  contract,
  transfersSolve,
  forecast,
  equalFill,
  season,
  catalogSearch,
  catalogList,
  catalogImport,
  lighthousePages,
  planNight,
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `no bench ${unknown.join(', ')}; there are ${benches.map((bench) => bench.name).join(', ')}\n`,
  );
  process.exit(2);
}

const memoryGb = Math.round(totalmem() / 2 ** 30);
process.stderr.write(
  `${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, ${memoryGb} GB, ${platform()} ${release()}, Node ${process.versions.node}\n`,
);
let isFine = true;
for (const bench of benches.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  process.stderr.write(`${bench.name}\n`);
  for (const figure of await bench.run((line) => process.stderr.write(`  ${line}\n`))) {
    process.stdout.write(`${JSON.stringify(figure)}\n`);
    isFine &&= figure.ok;
  }
}
process.exitCode = isFine ? 0 : 1;
