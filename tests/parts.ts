import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/.bin');

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Part {
  readonly name: string;
  /** A program of node_modules/.bin and its words. */
  readonly command: readonly [string, ...string[]];
  readonly environment?: NodeJS.ProcessEnv;
  /** Where the program writes what it counted; without it the part itself is one test. */
  readonly report?: { readonly file: string; readonly count: (json: unknown) => Counts };
  /** Shown while it runs; parts that run beside others are shown when they end. */
  readonly isLive?: boolean;
}

/** What a program that could not be counted is: one failure, never none. */
const broken: Counts = { passed: 0, failed: 1, skipped: 0 };

/** Runs parts, `together` at a time, in the order given, and sums what they counted. */
export async function runParts(parts: readonly Part[], together: number): Promise<Counts> {
  const waiting = [...parts];
  const counted: Counts[] = [];
  const work = async (): Promise<void> => {
    for (let part = waiting.shift(); part; part = waiting.shift()) counted.push(await runPart(part));
  };
  await Promise.all(Array.from({ length: together }, work));
  return sum(counted);
}

export function sum(counted: readonly Counts[]): Counts {
  const total = (key: keyof Counts): number => counted.reduce((all, one) => all + one[key], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

/** The last line, and the exit code that goes with it: a run that tried nothing has failed. */
export function finish({ passed, failed, skipped }: Counts): void {
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

async function runPart(part: Part): Promise<Counts> {
  if (part.report) rmSync(part.report.file, { force: true });
  const beganMs = performance.now();
  if (part.isLive) process.stdout.write(`\n— ${part.name}\n`);
  const { status, output } = await execute(part);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const counts = judge(part, status);
  process.stdout.write(`${counts.failed === 0 ? '✓' : '✗'} ${part.name} (${seconds} s)\n`);
  if (counts.failed > 0) process.stdout.write(output);
  return counts;
}

function execute(part: Part): Promise<{ status: number; output: string }> {
  const [program, ...words] = part.command;
  const env = { ...process.env, ...part.environment, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const stdio = part.isLive
    ? (['ignore', 'inherit', 'inherit'] as const)
    : (['ignore', 'pipe', 'pipe'] as const);
  return new Promise((resolve) => {
    const child = spawn(join(bin, program), words, { cwd: root, env, stdio: [...stdio] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => resolve({ status: 1, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** A program that ended badly has failed at least once, whatever it counted. */
function judge({ report }: Part, status: number): Counts {
  if (!report) return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : broken;
  const json = readJson(report.file);
  if (json === undefined) return broken;
  const counts = report.count(json);
  return status === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
