import type { Me } from './me.ts';

const name = 'tongpan.me';

/** Who was signed in last on this device, so that pages that work offline open without a network. */
export function keepMe(me: Me): void {
  try {
    localStorage.setItem(name, JSON.stringify(me));
  } catch {
    // A browser that keeps nothing can't open offline either.
  }
}

export function keptMe(): Me | undefined {
  try {
    const text = localStorage.getItem(name);
    return text === null ? undefined : (JSON.parse(text) as Me);
  } catch {
    return undefined;
  }
}

/** Nobody is signed in any more. The shell that the service worker keeps goes too. [A56] */
export function forgetMe(): void {
  try {
    localStorage.removeItem(name);
    navigator.serviceWorker?.controller?.postMessage('wipe');
  } catch {
    // Nothing was kept.
  }
}
