import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mutants, plant } from './mutants.ts';
import { Tally } from './tally.ts';

const worlds = ['ledger', 'transfers'] as const;
type World = (typeof worlds)[number];

const options = {
  seed: { type: 'string' },
  /** So many seeds of each world, from `from` on, after the kept ones. */
  runs: { type: 'string', default: '200' },
  from: { type: 'string' },
  /** People at tills (`ledger`) or at the desk of transfers (`transfers`); without it, both. */
  world: { type: 'string' },
  /** A bug to plant; the run must find it. */
  mutant: { type: 'string' },
  /** Every batch of every run at the tills also goes to a real Postgres, which must say and hold the same. */
  postgres: { type: 'boolean', default: false },
} as const;

const seedsFile = new URL('seeds.json', import.meta.url);
const foundsMax = 5;

interface KeptSeed {
  readonly seed: number;
  readonly world?: World;
  readonly found: string;
}

interface Run {
  readonly world: World;
  readonly seed: number;
}

/** `npm run sim`: one JSON line at the end. Exits 1 where something was found; with a mutant, where nothing was. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  const mutant = values.mutant === undefined ? undefined : mutants[values.mutant];
  if (values.mutant !== undefined && !mutant)
    throw new Error(`There is no mutant "${values.mutant}". There are: ${Object.keys(mutants).join(', ')}.`);
  if (mutant) plant(mutant);
  const { runSeed } = await import('./run-seed.ts');
  const { runTransfers } = await import('./transfer/run-transfers.ts');
  const { openReplay } = await import('./replay.ts');
  const asked = worlds.filter(
    (world) => world === (mutant ? (mutant.world ?? 'ledger') : (values.world ?? world)),
  );
  if (asked.length === 0)
    throw new Error(`There is no world "${values.world}". There are: ${worlds.join(', ')}.`);
  const kept = JSON.parse(readFileSync(seedsFile, 'utf8')) as KeptSeed[];
  const from = Number(
    values.seed ?? values.from ?? mutant?.from ?? 10_000 + (Math.floor(Date.now() / 1000) % 1_000_000),
  );
  const count = values.seed === undefined ? Number(values.runs) : 1;
  const runs: Run[] = [
    ...(mutant || values.seed !== undefined
      ? []
      : kept
          .map(({ seed, world = 'ledger' }) => ({ seed, world }))
          .filter(({ world }) => asked.includes(world))),
    ...asked.flatMap((world) => Array.from({ length: count }, (_, index) => ({ world, seed: from + index }))),
  ];
  const replay = values.postgres ? await openReplay() : undefined;
  const tally = new Tally();
  const found: (Run & { findings: readonly string[] })[] = [];
  const beganMs = performance.now();
  const findingsOf = async ({ world, seed }: Run): Promise<readonly string[]> => {
    if (world === 'transfers') return tally.addTransfers(await runTransfers(seed, mutant?.flaws));
    const outcome = await runSeed(seed, mutant?.flaws);
    return [...tally.addLedger(outcome), ...((await replay?.check(outcome)) ?? [])];
  };
  for (const one of runs) {
    const findings = await findingsOf(one);
    if (findings.length === 0) continue;
    found.push({ ...one, findings });
    if (!mutant) keep(kept, one, findings[0] ?? '');
    for (const finding of findings.slice(0, 5))
      process.stdout.write(`${one.world} seed ${one.seed}: ${finding}\n`);
    if (mutant || found.length >= foundsMax) break;
  }
  await replay?.close();
  const isOk = mutant ? found.length > 0 : found.length === 0;
  process.stdout.write(
    `${JSON.stringify({
      name: 'sim',
      ok: isOk,
      ...(values.mutant === undefined ? {} : { mutant: values.mutant }),
      postgres: values.postgres,
      worlds: asked,
      seeds: { kept: kept.length, from, to: from + count - 1 },
      ...tally.told(),
      found: found.map(({ world, seed, findings }) => ({ world, seed, finding: findings[0] })),
      seconds: Math.round((performance.now() - beganMs) / 100) / 10,
    })}\n`,
  );
  return isOk ? 0 : 1;
}

/** A seed that found something is run for ever. */
function keep(kept: readonly KeptSeed[], { seed, world }: Run, found: string): void {
  if (kept.some((one) => one.seed === seed && (one.world ?? 'ledger') === world)) return;
  const lines = [...kept, { seed, ...(world === 'ledger' ? {} : { world }), found }].map(
    (one) => `  ${JSON.stringify(one)}`,
  );
  writeFileSync(seedsFile, `[\n${lines.join(',\n')}\n]\n`);
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
