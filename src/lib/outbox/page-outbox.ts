import { call } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import type { Me } from '../identity/me.ts';
import { deviceStore } from './device-store.ts';
import { Outbox } from './outbox.svelte.ts';

const retryMs = 3000;
let opened: { readonly owner: string; readonly outbox: Outbox; readonly close: () => void } | undefined;

/** The outbox of the person who is signed in; one a page. It drains when the network comes back, and every few seconds. */
export function pageOutbox(me: Pick<Me, 'company' | 'accountId'>): Outbox {
  const owner = `${me.company}/${me.accountId}`;
  if (opened?.owner === owner) return opened.outbox;
  opened?.close();
  const outbox = new Outbox({
    store: deviceStore(),
    owner,
    now: Date.now,
    newKey,
    sentenceOf,
    send: ({ key, path, body, madeAtMs }) =>
      call('POST', path, body, { 'idempotency-key': key, 'tongpan-device-time': String(madeAtMs) }),
    ...(navigator.locks
      ? {
          alone: async (run: () => Promise<void>) =>
            void (await navigator.locks.request(`tongpan-outbox/${owner}`, run)),
        }
      : {}),
  });
  const drain = (): void => void outbox.drain();
  const timer = setInterval(() => outbox.entries.length > 0 && navigator.onLine && drain(), retryMs);
  addEventListener('online', drain);
  void outbox.ready.then(drain);
  const close = (): void => {
    clearInterval(timer);
    removeEventListener('online', drain);
  };
  opened = { owner, outbox, close };
  return outbox;
}

/** A UUID, also on pages without a secure context, where `randomUUID` is not there. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
