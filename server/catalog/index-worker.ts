import { parentPort } from 'node:worker_threads';
import { entryOf, type Named } from './index-skus.ts';

/** Finds what SKUs are found by, chunk by chunk, away from the thread that serves people. */
parentPort?.on('message', (found: readonly Named[]) => parentPort?.postMessage(found.map(entryOf)));
