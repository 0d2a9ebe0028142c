// A watcher's line without a library: what a thousand watchers cost the machine they share with the server is not the
// server's. Reads whole frames from one buffer that all lines of the process share.
import { connect } from 'node:net';
import { benchOrigin } from './watchers.ts';

const readBytes = 256 * 1024;
const shared = Buffer.allocUnsafe(readBytes);
const lengthIn16 = 126;
const lengthIn64 = 127;
const binaryCode = 2;
const closeCode = 8;

export interface Line {
  pause(): void;
  resume(): void;
  end(): void;
}

export interface LineEars {
  /** `data` is the line's only until the call ends. */
  readonly onMessage: (data: Buffer, isBinary: boolean) => void;
  readonly onClose: () => void;
}

export function openLine(port: number, cookie: string, { onMessage, onClose }: LineEars): Line {
  let rest: Buffer | undefined;
  let isUpgraded = false;
  const take = (part: Buffer): void => {
    let data = rest ? Buffer.concat([rest, part]) : part;
    if (!isUpgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return void (rest = Buffer.from(data));
      if (!data.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return void socket.destroy();
      isUpgraded = true;
      data = data.subarray(end + 4);
    }
    for (let frame = frameIn(data); frame; frame = frameIn(data)) {
      if (frame.code === closeCode) return void socket.destroy();
      onMessage(data.subarray(frame.from, frame.to), frame.code === binaryCode);
      data = data.subarray(frame.to);
    }
    rest = data.length > 0 ? Buffer.from(data) : undefined;
  };
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: { buffer: shared, callback: (count) => (take(shared.subarray(0, count)), true) },
  });
  socket.on('error', () => undefined);
  socket.on('close', onClose);
  const key = Buffer.from('tongpan bench 01').toString('base64');
  socket.write(
    `GET /api/wall HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nOrigin: ${benchOrigin}\r\nCookie: ${cookie}\r\n\r\n`,
  );
  return { pause: () => socket.pause(), resume: () => socket.resume(), end: () => socket.destroy() };
}

/** The first frame of the bytes: where its payload lies; undefined where it is not all there. */
function frameIn(
  data: Buffer,
): { readonly code: number; readonly from: number; readonly to: number } | undefined {
  if (data.length < 2) return undefined;
  const short = (data[1] ?? 0) & 0x7f;
  const from = short === lengthIn16 ? 4 : short === lengthIn64 ? 10 : 2;
  if (data.length < from) return undefined;
  const length =
    short === lengthIn16
      ? data.readUInt16BE(2)
      : short === lengthIn64
        ? Number(data.readBigUInt64BE(2))
        : short;
  if (data.length < from + length) return undefined;
  return { code: (data[0] ?? 0) & 0x0f, from, to: from + length };
}
