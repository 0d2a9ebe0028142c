import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './src/lib/messages/project.inlang',
      outdir: './src/lib/messages/generated',
      strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
      cookieName: 'tongpan_language',
    }),
    sveltekit(),
  ],
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
});
