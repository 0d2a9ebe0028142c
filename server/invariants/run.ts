import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findDatabase } from '../ingest/find-database.ts';
import { openDatabase } from '../platform/database.ts';
import { sealCompany, type Anchor } from '../stock/seal.ts';
import { checkInvariants } from './check.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const options = {
  company: { type: 'string' },
  url: { type: 'string' },
  /** File of the last blocks, kept outside: read and held against the chain. */
  anchor: { type: 'string' },
  /** Seals what is not sealed yet after the check and writes the anchor there. */
  seal: { type: 'string' },
} as const;

/** `npm run check:invariants`: a line each, one JSON line at the end; exits 1 where one is broken. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options });
  const database = await findDatabase({
    url: values.url,
    company: values.company ?? (values.url === undefined ? 'demo' : undefined),
  });
  const sql = openDatabase({
    url: database.url,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan invariants',
  });
  try {
    const anchor =
      values.anchor === undefined ? [] : (JSON.parse(readFileSync(values.anchor, 'utf8')) as Anchor);
    const verdicts = await checkInvariants(sql, {
      anchor,
      onVerdict: ({ id, name, holds, broken, ms }) => {
        say(`${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${id.padEnd(4)} ${name}: ${holds} (${ms} ms)`);
        for (const row of broken) say(`       ${row}`);
      },
    });
    const bad = verdicts.filter((verdict) => verdict.broken.length > 0);
    if (values.seal !== undefined && bad.length === 0)
      writeFileSync(values.seal, JSON.stringify(await sealCompany(sql)));
    say(
      JSON.stringify({
        name: 'invariants',
        ok: bad.length === 0,
        checked: verdicts.length,
        broken: bad.map(({ id, name, broken }) => ({ id, name, rows: broken })),
      }),
    );
    return bad.length === 0 ? 0 : 1;
  } finally {
    await sql.end({ timeout: 5 });
    await database.close();
  }
}

run().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
