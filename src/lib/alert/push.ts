import { call } from '../call/call.ts';

/** How this browser stands to pushes: it can't, the person forbade it, it is told, it is not. */
export type PushState = 'unable' | 'denied' | 'on' | 'off';

/** The browser could not reach its push service. */
export class PushUnreached extends Error {}

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis))
    return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  const subscription = await subscriptionOf();
  if (!subscription) return 'off';
  // A page that is opened renews it: a device whose page nobody opens is forgotten after a while. What somebody else
  // asked for in this browser is not this person's wish.
  const { endpoint } = subscription;
  const { isOn } = await call<{ isOn: boolean }>('POST', '/api/push/devices/renew', { endpoint });
  return isOn ? 'on' : 'off';
}

/** Asks the person, then the browser's push service, and says to the company where this browser is. */
export async function switchOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { publicKey } = await call<{ publicKey: string }>('GET', '/api/push');
  const registration = await navigator.serviceWorker.ready;
  let subscription: PushSubscription;
  try {
    subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    });
  } catch {
    throw new PushUnreached();
  }
  await tell(subscription);
  return 'on';
}

export async function switchOff(): Promise<PushState> {
  const subscription = await subscriptionOf();
  if (!subscription) return 'off';
  await call('POST', '/api/push/devices/remove', { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  return 'off';
}

export function tryPush(): Promise<unknown> {
  return call('POST', '/api/push/try', {});
}

async function subscriptionOf(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint } = subscription;
  await call('POST', '/api/push/devices', {
    endpoint,
    publicKey: keyOf(subscription, 'p256dh'),
    secret: keyOf(subscription, 'auth'),
  });
}

function keyOf(subscription: PushSubscription, name: PushEncryptionKeyName): string {
  const bytes = new Uint8Array(subscription.getKey(name) ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
