import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { invariants } from '#server/invariants/check.ts';

test('every invariant that is checked has a planted corruption that it must find', async () => {
  const here = new URL('./', import.meta.url);
  const files = (await readdir(here)).filter((name) => name.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, here), 'utf8')));
  const planted = (name: string) => texts.some((text) => text.includes(`'${name}'`));
  expect(invariants.map(({ id, name }) => `${id} ${name}`).filter((name) => !planted(name))).toEqual([]);
});
