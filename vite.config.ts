import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { messageOptions } from './server/launch/message-options.js';

const ownIcon = fileURLToPath(new URL('src/lib/ui/Icon.svelte', import.meta.url));

/** The icons of Lucide, drawn by a component of ours: see there. */
const lightIcons: Plugin = {
  name: 'light-icons',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === '../Icon.svelte' && importer?.includes('/@lucide/svelte/') ? ownIcon : undefined,
};

export default defineConfig({
  plugins: [
    lightIcons,
    paraglideVitePlugin({ ...messageOptions, strategy: [...messageOptions.strategy] }),
    sveltekit(),
  ],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What many pages have is a file for each combination of pages otherwise: hundreds of files of 300 bytes.
          groups: [
            { name: 'icons', test: /node_modules\/@lucide\/|\/lib\/ui\/Icon\.svelte/ },
            { name: 'frame', test: /node_modules\/(svelte|@sveltejs\/kit|esm-env|clsx)\// },
            { name: 'words', test: /\/src\/lib\/messages\/generated\//, minShareCount: 2 },
            // Live documents bring Yjs along, which is as large as all the rest: only pages that have one load it.
            {
              name: 'shared',
              test: /\/(src\/lib\/(?!live\/|stocktake\/|transfer\/|replenish\/)|domain|protocol\/(?!live\/))/,
              minShareCount: 5,
            },
          ],
        },
      },
    },
  },
});
