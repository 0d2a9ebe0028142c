import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './src/lib/messages',
      outdir: './src/lib/messages/generated',
      strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
      cookieName: 'tongpan_language',
    }),
    sveltekit(),
  ],
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  test: {
    include: ['{src,server,domain,protocol,drizzle,bench}/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
