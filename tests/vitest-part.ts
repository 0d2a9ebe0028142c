import { join } from 'node:path';
import * as z from 'zod';
import { root, type Part } from './parts.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Runs vitest; `words` choose what of it. A file that could not even be read counts as a failure. */
export function vitest(name: string, words: readonly string[], isLive = false): Part {
  const file = join(root, '.tongpan', `${name}.json`);
  return {
    name,
    command: [
      'vitest',
      'run',
      '--config',
      'tests/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...words,
    ],
    isLive,
    report: {
      file,
      count: (json) => {
        const report = reportSchema.parse(json);
        const unread = report.testResults.filter(
          ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
        );
        return {
          passed: report.numPassedTests,
          failed: report.numFailedTests + unread.length,
          skipped: report.numPendingTests + report.numTodoTests,
        };
      },
    },
  };
}
