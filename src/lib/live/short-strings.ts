import { utf8TextDecoder } from 'lib0/string';

/** Longer ones are left to the browser. */
const lengthMax = 96;

/**
 * Yjs reads every key and value of an update with a call of the browser's text decoder, some 5 µs each whatever the length: half
 * of the time in which a phone opens a sheet of 100,000 entries. Short strings of plain characters are read here instead; this
 * changes lib0's own decoder and no other.
 */
export function readShortStringsFast(): void {
  if (!utf8TextDecoder || Object.hasOwn(utf8TextDecoder, 'decode')) return;
  const decode = utf8TextDecoder.decode.bind(utf8TextDecoder);
  utf8TextDecoder.decode = (input, options) =>
    (input instanceof Uint8Array && options === undefined ? plain(input) : undefined) ??
    decode(input, options);
}

function plain(bytes: Uint8Array): string | undefined {
  if (bytes.length > lengthMax) return undefined;
  for (const byte of bytes) if (byte > 0x7f) return undefined;
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}
