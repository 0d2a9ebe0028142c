import { expect, test } from 'vitest';
import { found, keepRecent, readRecent, recentMax, type PaletteEntry } from './palette.ts';

const entry = (text: string, note = '', href = `/${text}`): PaletteEntry => ({
  kind: 'page',
  text,
  note,
  href,
});

function shelf(content: Record<string, string> = {}) {
  const kept = new Map(Object.entries(content));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test('[FD-1] every word must be there, and what begins so comes first', () => {
  const all = [entry('人民路店', 'S001'), entry('新人民店', 'S002'), entry('Stock')];
  expect(found(all, '人民').map(({ text }) => text)).toEqual(['人民路店', '新人民店']);
  expect(found(all, 's002').map(({ text }) => text)).toEqual(['新人民店']);
  expect(found(all, '人民 S002').map(({ text }) => text)).toEqual(['新人民店']);
});

test('[FD-2] the last ones opened come first, once each, and no way leads out of the product', () => {
  const kept = shelf();
  for (let turn = 0; turn < recentMax + 3; turn++) keepRecent('me', entry(`p${turn}`), kept);
  keepRecent('me', entry('p5'), kept);
  const recent = readRecent('me', kept).map(({ text }) => text);
  expect(recent.slice(0, 2)).toEqual(['p5', 'p10']);
  expect(recent).toHaveLength(recentMax);
  expect(readRecent('other', kept)).toEqual([]);
  const planted = shelf({
    'tongpan.recent me': JSON.stringify([entry('x', '', 'javascript:alert(1)'), entry('y', '', '//evil')]),
  });
  expect(readRecent('me', planted)).toEqual([]);
});
