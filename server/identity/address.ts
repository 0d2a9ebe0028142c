import type { Context } from 'hono';

/**
 * Whose tries are counted together. Where a proxy stands in front, its word (the last one added) names the address;
 * otherwise headers prove nothing. An IPv6 customer has a whole /64: that counts as one.
 */
export function addressOf(c: Context, hasProxy: boolean): string {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const forwarded = hasProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  const address = (forwarded || env?.incoming?.socket?.remoteAddress) ?? 'unknown';
  const plain = address
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .slice(0, 64)
    .toLowerCase();
  return plain.includes(':') ? networkOf(plain) : plain;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...new Array<string>(missing).fill('0'), ...rest].slice(0, 4).join(':');
}
