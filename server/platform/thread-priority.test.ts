import { existsSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const module = new URL('./thread-priority.ts', import.meta.url).href;
const asked = `
  import { readFileSync } from 'node:fs';
  import { parentPort } from 'node:worker_threads';
  import { standBack } from ${JSON.stringify(module)};
  const niceOf = () => Number(readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1].split(' ')[16]);
  parentPort.postMessage({ did: standBack(10), nice: niceOf() });
`;

test.runIf(existsSync('/proc/thread-self'))(
  '[RP-17] a thread that stands back does so alone: its process goes on as it was',
  async () => {
    const niceOf = () => Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[16]);
    const before = niceOf();
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(asked)}`));
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(answer).toEqual({ did: true, nice: 10 });
    expect(niceOf()).toBe(before);
  },
);
