import type { Ask } from './case.ts';
import type { Asker } from './company.ts';
import type { World } from './world.ts';

/** An answer down to its bytes. */
export interface Got {
  readonly ask: string;
  readonly asker: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Asks as somebody; `undefined` is a stranger. `raw` goes out as it is, whatever the ask's body. */
export async function send(
  world: World,
  method: string,
  ask: Ask,
  asker: Asker | undefined,
  raw?: { readonly body: string | Uint8Array<ArrayBuffer> },
): Promise<Got> {
  const body = raw?.body ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
  const path = asker?.kiosk
    ? `${ask.path}${ask.path.includes('?') ? '&' : '?'}kiosk=${asker.kiosk}`
    : ask.path;
  const headers: Record<string, string> = { ...ask.headers };
  if (raw) headers['content-type'] ??= 'application/json';
  if (asker && !asker.kiosk) headers['cookie'] = asker.cookie;
  const response = await fetch(`${world.served.address}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined || method === 'GET' ? {} : { body }),
  });
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  const { date: _, ...kept } = Object.fromEntries(response.headers) as Record<string, string>;
  return {
    ask: `${method} ${path.slice(0, 200)} ${typeof body === 'string' ? body.slice(0, 300) : ''}`,
    asker: asker?.name ?? 'a stranger',
    status: response.status,
    headers: kept,
    text,
  };
}

/** What must be the same byte for byte: moments and asked barcodes, of 13 digits each, are all that may differ. */
export function bytesOf({ status, headers, text }: Got): string {
  return `${status} ${JSON.stringify(headers)} ${text.replaceAll(/\b[0-9]{13}\b/g, '<13 digits>')}`;
}
