import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messageOptions } from './server/launch/message-options.js';

export default defineConfig({
  plugins: [paraglideVitePlugin({ ...messageOptions, strategy: [...messageOptions.strategy] }), sveltekit()],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What many pages have is a file for each combination of pages otherwise: hundreds of files of 300 bytes.
          groups: [
            { name: 'icons', test: /node_modules\/@lucide\// },
            { name: 'shared', test: /\/(src\/lib|domain|protocol)\//, minShareCount: 6 },
          ],
        },
      },
    },
  },
});
