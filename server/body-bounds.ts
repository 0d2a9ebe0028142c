import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { headerOf } from './identity/header.ts';
import { problem } from './identity/problem.ts';

/** Ten thousand lines of a document, or two thousand corrections of a file, with room to spare. */
export const bodyBytesMax = 2 * 1024 * 1024;

/** Files and pictures, as base64, and a change of two hundred thousand SKUs by their ids. */
const larger: readonly (readonly [path: RegExp, bytesMax: number])[] = [
  [/^\/api\/imports$/, 48 * 1024 * 1024],
  [/^\/api\/goods\/[^/]+\/photo$/, 16 * 1024 * 1024],
  [/^\/api\/documents\/[^/]+\/photos$/, 16 * 1024 * 1024],
  [/^\/api\/goods\/bulk$/, 4 * 1024 * 1024],
];

/** A body that does not say how long it is may be as long as most, and is counted. */
const counted = bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') });

/** What a request may bring, whoever asks and before anybody is asked who he is: more is refused unread. [A42] */
export const boundBodies: MiddlewareHandler = (c, next) => {
  if (headerOf(c, 'transfer-encoding') !== undefined) return counted(c, next);
  const bytes = Number(headerOf(c, 'content-length') ?? 0);
  if (bytes <= bodyBytesMax) return next();
  const bytesMax = larger.find(([path]) => path.test(c.req.path))?.[1] ?? bodyBytesMax;
  return bytes <= bytesMax ? next() : Promise.resolve(problem(c, 'request.too_large'));
};
