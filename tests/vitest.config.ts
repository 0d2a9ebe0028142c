import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Units and everything that needs no browser. The root is the project; pages are tried by Playwright (tests/browser). */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['node'] },
  test: {
    include: ['{src,server,domain,protocol,drizzle,bench}/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    globalSetup: ['tests/postgres/global-setup.ts'],

  },
});
