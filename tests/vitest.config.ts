import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Units, and what needs a Postgres of the tests' own. Pages are tried by Playwright (tests/browser). */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['node'] },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'units', include: ['{src,domain,protocol}/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'floors',
          include: ['{server,drizzle,bench,tests}/**/*.test.ts'],
          globalSetup: ['tests/postgres/global-setup.ts'],
        },
      },
    ],
  },
});
