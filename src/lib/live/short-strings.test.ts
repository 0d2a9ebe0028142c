import { readVarString, createDecoder } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarString } from 'lib0/encoding';
import { expect, test } from 'vitest';
import { readShortStringsFast, writeShortStringsFast } from './short-strings.ts';

test('strings are read and written the same with the fast way and without it', () => {
  const texts = [
    '',
    'a',
    '7-abcdefghij-0:1k',
    'S'.repeat(96),
    'S'.repeat(97),
    '条码 690',
    'é',
    '\u0000x',
    '😀',
    '\ufeffx',
  ];
  const write = () => {
    const encoder = createEncoder();
    for (const text of texts) writeVarString(encoder, text);
    return toUint8Array(encoder);
  };
  const bytes = write();
  const read = () => {
    const decoder = createDecoder(bytes);
    return texts.map(() => readVarString(decoder));
  };
  const before = read();
  readShortStringsFast();
  readShortStringsFast();
  expect(read()).toEqual(before);
  expect(read()).toEqual(texts);
  writeShortStringsFast();
  writeShortStringsFast();
  expect(write()).toEqual(bytes);
});
