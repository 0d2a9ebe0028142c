import { dev } from '$app/environment';

/** Fetching all pages takes seconds of a small machine: the page that was asked for comes first. */
export const keepAfterMs = 3000;

/** Begins to keep the pages for a store room without a network. What may not be kept works with one all the same. */
export function keepShell(): void {
  navigator.serviceWorker
    ?.register('/service-worker.js', { type: dev ? 'module' : 'classic' })
    .catch(() => undefined);
}
