import { linesOf, writeLine } from './lines.ts';
import { PlannerSession } from './planner-session.ts';

/** `npm run -s plan -- --stdio`: one JSON object a line in, one a line out for each that asks; complaints on stderr. */
async function run(): Promise<number> {
  if (!process.argv.includes('--stdio')) {
    process.stderr.write('usage: npm run -s plan -- --stdio   (messages: docs/spec/replenish.md)\n');
    return 2;
  }
  let line = 0;
  const complain = (text: string): void => void process.stderr.write(`line ${line}: ${text}\n`);
  const session = new PlannerSession(complain);
  for await (const text of linesOf(process.stdin as AsyncIterable<Buffer>)) {
    line++;
    if (text.trim() === '') continue;
    const answer = take(session, text, complain);
    if (answer === 'end') break;
    if (answer) await writeLine(process.stdout, JSON.stringify(answer));
  }
  return 0;
}

function take(
  session: PlannerSession,
  text: string,
  complain: (text: string) => void,
): object | 'end' | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    complain(`not JSON (${text.length} characters), left out`);
    return undefined;
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    complain('not a JSON object, left out');
    return undefined;
  }
  try {
    return session.take(message as Readonly<Record<string, unknown>>);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 'decide' in message && message.decide === true
      ? { type: 'plan', orders: [], transfers: [], buy: [] }
      : undefined;
  }
}

process.stdout.on('error', () => process.exit(1));
process.exitCode = await run();
process.stdin.destroy();
