import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** SvelteKit builds the pages; Hono serves them (server/app.ts), so nothing here listens. */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ out: 'build', precompress: true }),
    files: { assets: 'src/assets' },
    // The service worker keeps one shell for every address.
    paths: { relative: false },
    // The layout does it once the first page stands (src/lib/shell/keep-shell.ts).
    serviceWorker: { register: false },
    // A request for a few hundred bytes takes longer than the bytes.
    inlineStyleThreshold: 4096,
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        // The reader of barcodes is WebAssembly from our own server.
        'script-src': ['self', 'wasm-unsafe-eval'],
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        'connect-src': ['self'],
        'frame-ancestors': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'object-src': ['none'],
      },
    },
  },
};
