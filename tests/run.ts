import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { checks } from './checks.ts';
import { finish, root, runParts, sum, type Part } from './parts.ts';
import { vitest } from './vitest-part.ts';

const reportFile = join(root, '.tongpan/browser.json');
const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** The product in a browser. A test that passes only when tried again has failed. */
const browser: Part = {
  name: 'browser',
  command: ['playwright', 'test', '--config', 'tests/browser/playwright.config.ts', '--reporter=list,json'],
  environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile },
  isLive: true,
  report: {
    file: reportFile,
    count: (json) => {
      const { expected, unexpected, flaky, skipped } = reportSchema.parse(json).stats;
      return { passed: expected, failed: unexpected + flaky, skipped };
    },
  },
};

mkdirSync(join(root, '.tongpan'), { recursive: true });
/** `npm test`: the checks, everything that needs no browser, the browser. Ends with one line of counts. */
finish(sum([await runParts(checks, 2), await runParts([vitest('tests', [], true), browser], 1)]));
