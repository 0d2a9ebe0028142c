import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** One reader's line as a group uses it: frames are bytes that were made once for everybody. */
export interface ReaderLine {
  readonly isOpen: boolean;
  /** What was written and has not left the house yet. */
  readonly unsentBytes: number;
  write(frame: Frame): void;
  /** Says goodbye with a code; the reader may answer. */
  close(code: number, reason: string): void;
  /** Ends the line without a word. */
  cut(): void;
}

/** A message as it goes over the wire, head and all, and what it carries. */
export interface Frame {
  readonly bytes: Buffer;
  readonly payload: Buffer;
  readonly isBinary: boolean;
}

const finalText = 0x81;
const finalBinary = 0x82;
const lengthIn16 = 126;
const lengthIn64 = 127;

/** Frames a message as servers do: whole, unmasked (RFC 6455, 5.2). */
export function frameOf(payload: Buffer, isBinary: boolean): Frame {
  const headBytes = payload.length < lengthIn16 ? 2 : payload.length < 2 ** 16 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headBytes + payload.length);
  bytes[0] = isBinary ? finalBinary : finalText;
  if (headBytes === 2) bytes[1] = payload.length;
  else if (headBytes === 4) {
    bytes[1] = lengthIn16;
    bytes.writeUInt16BE(payload.length, 2);
  } else {
    bytes[1] = lengthIn64;
    bytes.writeBigUInt64BE(BigInt(payload.length), 2);
  }
  payload.copy(bytes, headBytes);
  return { bytes, payload, isBinary };
}

/**
 * The line of a websocket. Its frames go straight to the connection below: the library would frame them anew for each
 * reader and hand them over in two pieces, at twice the CPU. Where it packs messages itself, or hides its connection,
 * it is left to do so.
 */
export function lineOf(socket: WebSocket): ReaderLine {
  const below = (socket as unknown as { readonly _socket?: Socket })._socket;
  const connection = socket.extensions === '' ? below : undefined;
  return {
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    get unsentBytes() {
      return connection ? connection.writableLength : socket.bufferedAmount;
    },
    write: ({ bytes, payload, isBinary }) => {
      if (connection) connection.write(bytes);
      else socket.send(payload, { binary: isBinary, compress: false });
    },
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
  };
}
