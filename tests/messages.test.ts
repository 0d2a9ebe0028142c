import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../src/lib/messages/', import.meta.url);
const settings = JSON.parse(readFileSync(new URL('project.inlang/settings.json', folder), 'utf8')) as {
  'plugin.inlang.messageFormat': { pathPattern: string[] };
};
const slices = readdirSync(folder).filter((name) => !['generated', 'project.inlang'].includes(name));

function read(slice: string, locale: string): Record<string, string> {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(new URL(`${slice}/${locale}.json`, folder), 'utf8'),
  ) as Record<string, string>;
  return messages;
}

test('every message stands in both languages and is not empty', () => {
  for (const slice of slices) {
    const [zh, en] = [read(slice, 'zh-CN'), read(slice, 'en')];
    expect(Object.keys(zh).sort(), slice).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(zh)) {
      expect(text.trim() && en[key]?.trim(), key).toBeTruthy();
    }
  }
});

test('no two slices give one message, and every slice is read', () => {
  const keys = slices.flatMap((slice) => Object.keys(read(slice, 'en')));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
  expect(patterns.toSorted()).toEqual(slices.map((slice) => `./${slice}/{locale}.json`).toSorted());
});
