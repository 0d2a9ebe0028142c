import { call } from '../call/call.ts';

/** A screen that shows the wall without a person: it sees what its account sees, and can do nothing. */
export interface KioskRow {
  readonly handle: string;
  readonly name: string;
  readonly accountName: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export async function readKiosks(): Promise<readonly KioskRow[]> {
  return (await call<{ readonly kiosks: readonly KioskRow[] }>('GET', '/api/kiosks')).kiosks;
}

/** Makes one; answers the address to open on the screen. It is told this once and never again. */
export async function makeKiosk(name: string): Promise<string> {
  const { link } = await call<{ readonly link: string }>('POST', '/api/kiosks', { name });
  return new URL(link, location.origin).href;
}

export function revokeKiosk(handle: string): Promise<unknown> {
  return call('DELETE', `/api/kiosks/${encodeURIComponent(handle)}`);
}
