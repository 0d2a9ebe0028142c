import { afterEach, expect, test, vi } from 'vitest';
import type { Cell } from '#domain/export/cell.ts';
import { writeXlsx } from './xlsx.ts';

afterEach(() => {
  vi.useRealTimers();
});

async function bytesAt(moment: string): Promise<string> {
  vi.useFakeTimers({ now: new Date(moment), toFake: ['Date'] });
  const rows: readonly (readonly Cell[])[] = [[{ kind: 'text', text: '=1+1' }]];
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeXlsx(
    ['名称'],
    (async function* () {
      yield rows;
    })(),
  ))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString('hex');
}

test('[A9] the same rows are the same bytes, whenever they are asked for', async () => {
  expect(await bytesAt('2026-11-26T06:35:00Z')).toBe(await bytesAt('2026-11-26T07:41:13Z'));
});
