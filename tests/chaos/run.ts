import { parseArgs } from 'node:util';
import { runControl } from './control.ts';
import { runLastPiece } from './last-piece.ts';
import { runChaos, type ChaosOutcome } from './run-chaos.ts';

const options = {
  runs: { type: 'string', default: '4' },
  seed: { type: 'string', default: '1' },
  /** How long things go wrong in each run. */
  seconds: { type: 'string', default: '12' },
  /** The control instead: a Postgres that loses what it confirmed; the check must see it. */
  control: { type: 'boolean', default: false },
  /** The race for one piece instead, so many times. */
  'last-piece': { type: 'string' },
} as const;

/** `npm run chaos`: real processes, real kills. One JSON line at the end; exits 1 where anything was lost, doubled or wrong. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.control) {
    const control = await runControl(Number(values.seed));
    say(JSON.stringify({ name: 'chaos-control', ok: control.lost > 0, ...control }));
    return control.lost > 0 ? 0 : 1;
  }
  if (values['last-piece'] !== undefined) {
    const race = await runLastPiece(Number(values['last-piece']), Number(values.seed));
    const isOk = race.wrong.length === 0;
    say(JSON.stringify({ name: 'last-piece', ok: isOk, ...race, wrong: race.wrong.slice(0, 10) }));
    return isOk ? 0 : 1;
  }
  const outcomes: ChaosOutcome[] = [];
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.runs); seed++) {
    const outcome = await runChaos(seed, Number(values.seconds));
    outcomes.push(outcome);
    const { topology, sent, acknowledged, lost, doubled, wrong, faults } = outcome;
    say(
      `seed ${seed} (${topology}): ${sent} sent, ${acknowledged} answered, ${lost.length} lost, ${doubled.length} doubled, ${wrong.length} wrong; ${JSON.stringify(faults)}`,
    );
    for (const text of [...lost, ...doubled, ...wrong].slice(0, 10)) say(`  ${text}`);
  }
  const sum = (count: (outcome: ChaosOutcome) => number): number =>
    outcomes.reduce((all, one) => all + count(one), 0);
  const merged = (
    pick: (outcome: ChaosOutcome) => Readonly<Record<string, number>>,
  ): Record<string, number> => {
    const all: Record<string, number> = {};
    for (const outcome of outcomes)
      for (const [key, count] of Object.entries(pick(outcome))) all[key] = (all[key] ?? 0) + count;
    return all;
  };
  const bad = {
    lost: sum(({ lost }) => lost.length),
    doubled: sum(({ doubled }) => doubled.length),
    wrong: sum(({ wrong }) => wrong.length),
  };
  const isOk = bad.lost + bad.doubled + bad.wrong === 0;
  say(
    JSON.stringify({
      name: 'chaos',
      ok: isOk,
      runs: outcomes.length,
      seeds: outcomes.map(({ seed }) => seed),
      sent: sum(({ sent }) => sent),
      tries: sum(({ tries }) => tries),
      acknowledged: sum(({ acknowledged }) => acknowledged),
      unanswered: sum(({ unanswered }) => unanswered),
      endings: merged(({ endings }) => endings),
      faults: merged(({ faults }) => faults),
      ...bad,
    }),
  );
  return isOk ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
