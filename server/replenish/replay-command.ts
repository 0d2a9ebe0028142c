import { parseArgs } from 'node:util';
import type { Network } from '#domain/replenish/network.ts';
import { policyNames, policyOf, type PolicyName } from '#domain/replenish/policies.ts';
import { replay } from '#domain/replenish/world.ts';
import { readTrade } from './trade-file.ts';

const text = { type: 'string' } as const;
const options = {
  data: text,
  policy: { type: 'string', default: 'smart' },
  level: text,
  lead: { type: 'string', default: '2' },
  review: { type: 'string', default: '7' },
  last: { type: 'string', default: '910' },
  warm: { type: 'string', default: '364' },
  burn: { type: 'string', default: '56' },
  days: { type: 'string', default: '364' },
  'transfer-every': { type: 'string', default: '3' },
  'transfer-doc': { type: 'string', default: '12' },
  'transfer-unit': { type: 'string', default: '0.6' },
  'transfer-lead': { type: 'string', default: '1' },
  holding: { type: 'string', default: '0.25' },
  hurdle: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;

const usage =
  'usage: npm run -s replay -- --data sales.csv --policy smart|minmax|cover|safety --level X [--lead 2 --review 7 --last 910 --warm 364 --burn 56 --days 364 --transfer-every 3 --transfer-doc 12 --transfer-unit 0.6] --json';

/** `npm run -s replay`: the chain as it was, under a policy; the last line on stdout is what came of it, as JSON. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  const number = (name: Exclude<keyof typeof values, 'data' | 'policy' | 'json'>): number => {
    const value = Number(values[name]);
    if (values[name] === undefined || !Number.isFinite(value) || value < 0)
      throw new Error(`--${name} needs a number of 0 or more\n${usage}`);
    return value;
  };
  if (!values.data) throw new Error(usage);
  const policy = policyNames.find((name) => name === values.policy);
  if (!policy) throw new Error(`--policy is one of ${policyNames.join(', ')}\n${usage}`);
  const level = number('level');
  const { trade, stores, skus, complaints } = await readTrade(values.data, Math.max(1, number('last')));
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  const span = { warm: number('warm'), burn: number('burn'), days: number('days') };
  if (trade.days <= span.warm + span.burn)
    throw new Error(
      `${trade.days} days of data leave nothing to measure after ${span.warm} of warming and ${span.burn} of running in: give fewer with --warm and --burn`,
    );
  const network: Network = {
    stores: stores.length,
    skus,
    regions: new Int32Array(stores.length),
    step: 1,
    review: Math.max(1, number('review')),
    lead: Math.max(1, number('lead')),
    central: false,
    supplierReview: 7,
    supplierLead: 7,
    season: false,
    transfer: {
      lead: Math.max(1, number('transfer-lead')),
      every: number('transfer-every'),
      docCost: number('transfer-doc'),
      unitCost: number('transfer-unit'),
    },
    holding: number('holding'),
  };
  const started = performance.now();
  const outcome = replay(
    trade,
    network,
    span,
    policyOf(policy, network, { level, hurdle: number('hurdle') }),
  );
  const seconds = Math.round(performance.now() - started) / 1000;
  if (!values.json) process.stdout.write(`${summary(policy, level, outcome)}\n`);
  if (outcome.broken > 0) process.stderr.write(`${outcome.broken} lines broke a rule of the world\n`);
  process.stdout.write(`${JSON.stringify({ policy, level, ...outcome, seconds })}\n`);
  return 0;
}

function summary(policy: PolicyName, level: number, outcome: ReturnType<typeof replay>): string {
  const { days, fill, storeStock, coverDays, transferDocs, profit } = outcome;
  return `${policy} at ${level}, ${days} days: fill ${(100 * fill).toFixed(2)} %, stock ${storeStock.toFixed(0)} (${coverDays.toFixed(1)} days), ${transferDocs} transfers, profit ${profit.toFixed(0)}`;
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
