import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ToUtf8 } from './to-utf8.ts';

/** 门店，编码 in GB18030. */
const storeCode = [0xc3, 0xc5, 0xb5, 0xea, 0x2c, 0xb1, 0xe0, 0xc2, 0xeb];

async function through(bytes: readonly number[], size: number): Promise<string> {
  const all = Buffer.from(bytes);
  const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.subarray(index * size, (index + 1) * size),
  );
  return (await buffer(Readable.from(chunks).pipe(new ToUtf8()))).toString();
}

const utf8 = (text: string) => [...Buffer.from(text)];
const ascii = utf8('store,code\n'.repeat(20));

test.each([1, 2, 3, 7, 64])('text comes out whole however it is cut (pieces of %i bytes)', async (size) => {
  expect(await through(utf8('门店,编码😀\n'), size)).toBe('门店,编码😀\n');
  expect(await through(utf8('\ufeff门店'), size)).toBe('\ufeff门店');
  expect(await through([...ascii, ...storeCode], size)).toBe(`${'store,code\n'.repeat(20)}门店,编码`);
  expect(await through([0xff, 0xfe, ...Buffer.from('门店,1', 'utf16le')], size)).toBe('\ufeff门店,1');
});

test.each([
  ['UTF-8 with a torn sign', [...utf8('门店'), 0xff, 0x41, 0x41]],
  ['UTF-8 that ends in the middle of a sign', utf8('门店').slice(0, -1)],
  ['neither', [0x41, 0xff, 0xff]],
])('%s is refused', async (_name, bytes) => {
  await expect(through(bytes, 64)).rejects.toThrow(/encod/i);
});
