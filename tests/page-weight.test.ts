import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { weighPages } from './page-weight.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const isBuilt = existsSync(`${root}.svelte-kit/output/client/.vite/manifest.json`);
const bytesMax = 200 * 1024;
/** What every page waits for. A schema that one page of the shell imports brings 25 KiB of zod into it. */
const shellBytesMax = 110 * 1024;

test.skipIf(!isBuilt)('[DF-1] no page brings more than 200 KiB of gzipped script beyond the shell', () => {
  const { shellBytes, pages } = weighPages(root);
  expect(pages.length).toBeGreaterThan(25);
  expect(shellBytes).toBeGreaterThan(20 * 1024);
  expect(shellBytes).toBeLessThan(shellBytesMax);
  const heavy = pages.filter(({ bytes, laterBytes }) => bytes > bytesMax || laterBytes > bytesMax);
  expect(heavy).toEqual([]);
});
