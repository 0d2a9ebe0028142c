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

// What the company tells this device: shown as it came, for it was written within the reach of whoever is signed in here.
worker.addEventListener('push', (event) => {
  const message = readMessage(event.data);
  if (!message) return;
  const { title, body, tag, url } = message;
  event.waitUntil(
    worker.registration.showNotification(title, {
      body,
      tag,
      data: url,
      // A newer one of the same rule is news again.
      ...{ renotify: true },
    }),
  );
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAt(String(event.notification.data)));
});

/** Only our own shape; and it leads nowhere but to a page of ours. */
function readMessage(data: PushMessageData | null) {
  try {
    const { title, body, tag, url } = data?.json() as Record<string, unknown>;
    if (typeof title !== 'string' || typeof body !== 'string' || typeof tag !== 'string') return undefined;
    return { title, body, tag, url: typeof url === 'string' && /^\/(?!\/)/.test(url) ? url : '/alerts' };
  } catch {
    return undefined;
  }
}

/** In a window that is open already, or a new one. */
async function openAt(path: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: 'window' });
  if (!open) return void (await worker.clients.openWindow(path));
  await open.focus();
  await open.navigate(path);
}

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
