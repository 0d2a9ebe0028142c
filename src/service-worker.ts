/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { build, version } from '$service-worker';

/**
 * Keeps the shell of the app, so that it opens in a store room without a network. Nothing that a person reads or writes is in
 * here: answers of the API are never kept, and what live documents keep lies in their own place. [A56]
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const cacheName = `tongpan-shell-${version}`;
const shell = '/';
/** A network that is there but says nothing. */
const answerMsMax = 4_000;
/** Large files come with their first use. */
const isCode = (path: string): boolean => /\.(js|css)$/.test(path);

worker.addEventListener('install', (event) => {
  event.waitUntil(fill().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  // Somebody signs out: the next person starts from nothing.
  if (event.data === 'wipe') event.waitUntil(caches.delete(cacheName));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(openPage(request));
  else if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(keptOrFetched(request));
});

async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.add(new Request(shell, { cache: 'reload' }));
  await cache.addAll(build.filter(isCode));
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('tongpan-shell-') && name !== cacheName) await caches.delete(name);
}

/** Pages are all the same shell: the network's where it answers, else the one kept. */
async function openPage(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(answerMsMax) });
    if (response.ok && !response.redirected) await cache.put(shell, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(shell);
    if (kept) return kept;
    throw error;
  }
}

/** Immutable files have their hash in the name. */
async function keptOrFetched(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
