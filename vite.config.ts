import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { messageOptions } from './server/launch/message-options.js';

export default defineConfig({
  plugins: [paraglideVitePlugin({ ...messageOptions, strategy: [...messageOptions.strategy] }), sveltekit()],
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
});
