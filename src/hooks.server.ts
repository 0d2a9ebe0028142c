import type { Handle } from '@sveltejs/kit';
import { firstReadsOf } from '#lib/shell/first-reads.ts';

/** Tells the browser with the page's head what the page will ask, ahead of its scripts. [DF-3] */
export const handle: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response;
  const reads = firstReadsOf(event.url).map((path) => `<${path}>; rel="preload"; as="fetch"; crossorigin`);
  const links = [...reads, response.headers.get('link') ?? ''].filter((link) => link !== '');
  if (links.length > 0) response.headers.set('link', links.join(', '));
  return response;
};
