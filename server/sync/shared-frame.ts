import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** One binary message with its websocket head, for many sockets: framed once, one write for each. */
export interface SharedFrame {
  readonly framed: Buffer;
}

/** A whole binary message from a server: final, not masked. */
const binaryHead = 0x82;

export function sharedFrame(message: Uint8Array): SharedFrame {
  return { framed: Buffer.concat([headOf(message.length), message]) };
}

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.from([binaryHead, length]);
  if (length < 0x10000) return Buffer.from([binaryHead, 126, length >> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head[0] = binaryHead;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/**
 * Writes it behind whatever the socket was given before. Right only where nothing is compressed (the server offers no
 * permessage-deflate): then `ws` itself writes at once and keeps no queue of its own.
 */
export function writeShared(socket: WebSocket, { framed }: SharedFrame): void {
  (socket as unknown as { readonly _socket: Duplex })._socket.write(framed);
}
