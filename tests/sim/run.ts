import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mutants, plant } from './mutants.ts';

const options = {
  seed: { type: 'string' },
  /** So many seeds, from `from` on, after the kept ones. */
  runs: { type: 'string', default: '200' },
  from: { type: 'string' },
  /** A bug to plant; the run must find it. */
  mutant: { type: 'string' },
  /** Every batch of every run also goes to a real Postgres, which must say and hold the same. */
  postgres: { type: 'boolean', default: false },
} as const;

const seedsFile = new URL('seeds.json', import.meta.url);
const foundsMax = 5;

interface KeptSeed {
  readonly seed: number;
  readonly found: string;
}

/** `npm run sim`: one JSON line at the end. Exits 1 where something was found; with a mutant, where nothing was. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  const mutant = values.mutant === undefined ? undefined : mutants[values.mutant];
  if (values.mutant !== undefined && !mutant)
    throw new Error(`There is no mutant "${values.mutant}". There are: ${Object.keys(mutants).join(', ')}.`);
  if (mutant) plant(mutant);
  const { runSeed } = await import('./run-seed.ts');
  const { openReplay } = await import('./replay.ts');
  const kept = JSON.parse(readFileSync(seedsFile, 'utf8')) as KeptSeed[];
  const from = Number(values.from ?? mutant?.from ?? 10_000 + (Math.floor(Date.now() / 1000) % 1_000_000));
  const fresh = Array.from({ length: Number(values.runs) }, (_, index) => from + index);
  const seeds =
    values.seed !== undefined
      ? [Number(values.seed)]
      : mutant
        ? fresh
        : [...kept.map(({ seed }) => seed), ...fresh];
  const replay = values.postgres ? await openReplay() : undefined;
  const totals = { runs: 0, commands: 0, posted: 0, refused: 0, batches: 0 };
  const faults: Record<string, number> = {};
  const found: { seed: number; findings: readonly string[] }[] = [];
  const beganMs = performance.now();
  for (const seed of seeds) {
    const outcome = await runSeed(seed, mutant?.flaws);
    const findings = [...outcome.findings, ...((await replay?.check(outcome)) ?? [])];
    totals.runs += 1;
    totals.commands += outcome.commands;
    totals.posted += outcome.posted;
    totals.refused += outcome.refused;
    totals.batches += outcome.tried.length;
    for (const [kind, count] of outcome.faults) faults[kind] = (faults[kind] ?? 0) + count;
    if (findings.length === 0) continue;
    found.push({ seed, findings });
    if (!mutant) keep(kept, seed, findings[0] ?? '');
    for (const finding of findings.slice(0, 5)) process.stdout.write(`seed ${seed}: ${finding}\n`);
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
      seeds: { kept: kept.length, from: seeds.at(0), to: seeds.at(-1) },
      ...totals,
      faults,
      found: found.map(({ seed, findings }) => ({ seed, finding: findings[0] })),
      seconds: Math.round((performance.now() - beganMs) / 100) / 10,
    })}\n`,
  );
  return isOk ? 0 : 1;
}

/** A seed that found something is run for ever. */
function keep(kept: readonly KeptSeed[], seed: number, found: string): void {
  if (kept.some((one) => one.seed === seed)) return;
  const lines = [...kept, { seed, found }].map((one) => `  ${JSON.stringify(one)}`);
  writeFileSync(seedsFile, `[\n${lines.join(',\n')}\n]\n`);
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
