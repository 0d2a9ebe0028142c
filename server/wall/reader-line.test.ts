import type { EventEmitter } from 'node:events';
import * as library from 'ws';
import { expect, test } from 'vitest';
import { frameOf } from './reader-line.ts';

interface Reading extends EventEmitter {
  write(bytes: Buffer): void;
}
/** The library's own reading end, which its types leave out. */
const { Receiver } = library as unknown as {
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Reading;
};

// Around every border where the head of a frame takes another form.
const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000];

test.each(lengths.flatMap((length) => [[length, true] as const, [length, false] as const]))(
  '[WL-6] a frame of %i bytes (binary: %s) is read back as it was',
  (length, isBinary) => {
    const payload = Buffer.alloc(length, 'a');
    const seen: [data: Buffer, isBinary: boolean][] = [];
    const receiver = new Receiver({ isServer: false, maxPayload: 0 });
    receiver.on('message', (data: Buffer, binary: boolean) => seen.push([data, binary]));
    receiver.write(frameOf(payload, isBinary).bytes);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.[0].equals(payload)).toBe(true);
    expect(seen[0]?.[1]).toBe(isBinary);
  },
);
