import type { ServerOptions } from 'ws';

/**
 * Largest message anybody may send: what a device wrote offline comes in one; the wall's readers send nothing at all. What one message of a socket may cost before it is looked at. Nothing is inflated, so nothing small becomes large; a browser
 * cuts a message of a megabyte into some ten fragments, and a slow line into some two thousand pieces. [A19]
 */
export const socketBounds = {
  noServer: true,
  maxPayload: 1024 * 1024,
  maxFragments: 64,
  maxBufferedChunks: 16 * 1024,
  perMessageDeflate: false,
} as const satisfies ServerOptions;
