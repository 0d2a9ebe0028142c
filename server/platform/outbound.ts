import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Ports that a foreign service may be called at. */
const portsAllowed = new Set(['', '443', '8443']);
const answerBytesMax = 64 * 1024;

/** Networks that are nobody's public address (IANA special-purpose registries). */
const special: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 8, 'ipv6'],
  ['64:ff9b::', 16, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

// Two lists: one list takes IPv4 for the IPv6 that maps it.
const closed = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits, family] of special) closed[family].addSubnet(network, bits, family);

/** Whether an address is somebody's on the open internet. IPv4 inside IPv6 is not taken for public. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  return !closed[name].check(address, name);
}

/** Whether a URL may be called at all, as it is written; its name is looked up only when it is called. */
export function isCallable(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  if (!portsAllowed.has(url.port) || url.hostname === '') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0
    ? host.includes('.') && !/\.(localhost|local|internal)\.?$/i.test(host)
    : isPublic(host);
}

export interface OutboundAnswer {
  readonly status: number;
  /** The first 64 kB. */
  readonly text: string;
}

export type PostOut = typeof postOut;

/**
 * Posts to a foreign service. The name is looked up here, every address it has must be public, and the connection goes
 * to the address that was checked: a name that answers differently the second time gains nothing. Redirects are not
 * followed. Throws where it can't be reached in time.
 */
export async function postOut(
  address: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<OutboundAnswer> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found =
    isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];
  const [first] = found;
  if (!first || !found.every((one) => isPublic(one.address)))
    throw new Error('the address is not a public one');
  const toChecked: LookupFunction = (_name, options, done) =>
    options.all ? done(null, [first]) : done(null, first.address, first.family);
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: toChecked,
        agent: false,
        signal,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < answerBytesMax) text += part;
          else response.destroy();
        });
        response.on('error', reject);
        response.on('close', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
