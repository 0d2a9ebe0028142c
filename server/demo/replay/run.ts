// npm run demo -- --data DIR [--day 2024-05-12]: the rows of a real chain, replayed hour by hour into a company of its own.
import { parseArgs } from 'node:util';
import { start } from '../../launch/start.ts';
import { ensureMade } from '../demo.ts';
import { openReplay, replaySlug } from './replay.ts';
import { loadTrade } from './trade.ts';

const usage = `Write: npm run demo -- --data DIR [--day YYYY-MM-DD]
DIR holds stores.csv, items.csv, daily.csv.gz, hourly-sales.csv.gz, stockouts.csv.gz and store-days.csv.gz of FreshRetailNet.`;

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' }, day: { type: 'string' } } });
  if (values.data === undefined) throw new Error(usage);
  process.stdout.write('tongpan: reading the rows …\n');
  const replay = openReplay(await loadTrade(values.data), values.day);
  await start({
    replay,
    prepare: (cluster, say) => ensureMade(cluster, say, replay.making),
  });
  process.stdout.write(
    `tongpan: the replay is the company "${replaySlug}", with the same people and password\n`,
  );
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 1;
});
