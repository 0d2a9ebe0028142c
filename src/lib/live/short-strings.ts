import { utf8TextDecoder, utf8TextEncoder } from 'lib0/string';

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

/**
 * The other way round: what a copy takes in it writes once more for the device to keep, every key and value with a call of the
 * browser's encoder. For 100,000 entries that took longer than taking them in.
 */
export function writeShortStringsFast(): void {
  if (!utf8TextEncoder || Object.hasOwn(utf8TextEncoder, 'encodeInto')) return;
  const encodeInto = utf8TextEncoder.encodeInto.bind(utf8TextEncoder);
  utf8TextEncoder.encodeInto = (text, into) => writePlain(text, into) ?? encodeInto(text, into);
}

function writePlain(text: string, into: Uint8Array): TextEncoderEncodeIntoResult | undefined {
  const { length } = text;
  if (length > lengthMax || length > into.length) return undefined;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return undefined;
    into[at] = code;
  }
  return { read: length, written: length };
}
