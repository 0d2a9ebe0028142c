import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `npm test`: types, units, what needs a database, and the product in a browser. Ends with one line of counts. */
const root = new URL('..', import.meta.url).pathname;
const out = join(root, '.tongpan');
const bin = join(root, 'node_modules/.bin');
mkdirSync(out, { recursive: true });

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

step('types', [join(bin, 'svelte-check'), '--threshold', 'error', '--output', 'human'], (status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }));
step('floors', [join(bin, 'depcruise'), '--config', 'tests/floors.cjs', 'domain', 'protocol', 'server', 'drizzle', 'src/lib'], (status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }));
const unitReport = join(out, 'unit.json');
rmSync(unitReport, { force: true });
step('units', [join(bin, 'vitest'), 'run', '--config', 'tests/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`], (status) => readUnits(unitReport, status));
const browserReport = join(out, 'browser.json');
rmSync(browserReport, { force: true });
step('browser', [join(bin, 'playwright'), 'test', '--config', 'tests/browser/playwright.config.ts', '--reporter=list,json'], (status) => readBrowser(browserReport, status), {
  PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport,
});

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function step(name: string, command: readonly string[], count: (status: number) => Counts, environment: NodeJS.ProcessEnv = {}): void {
  process.stdout.write(`\n— ${name}\n`);
  const [program = '', ...args] = command;
  const env = { ...process.env, ...environment, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  const counts = count(status ?? 1);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

function readUnits(file: string, status: number): Counts {
  const report = readJson<{ numPassedTests: number; numFailedTests: number; numPendingTests: number }>(file);
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = Math.max(report.numFailedTests, status === 0 ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
}

function readBrowser(file: string, status: number): Counts {
  const stats = readJson<{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }>(file)?.stats;
  if (!stats) return { passed: 0, failed: 1, skipped: 0 };
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: Math.max(failed, status === 0 ? 0 : 1), skipped: stats.skipped };
}

function readJson<Value>(file: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Value;
  } catch {
    return undefined;
  }
}
