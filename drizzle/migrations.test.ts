import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('migrations/', import.meta.url);

test.each(readdirSync(folder))(
  '[I37] every migration of %s has its file and its snapshot, in the order of their times',
  (name) => {
    const home = new URL(`${name}/`, folder);
    const { entries } = JSON.parse(readFileSync(new URL('meta/_journal.json', home), 'utf8')) as {
      entries: { idx: number; when: number; tag: string }[];
    };
    expect(entries.length).toBeGreaterThan(0);
    const files = readdirSync(home).filter((file) => file.endsWith('.sql'));
    expect(files.sort()).toEqual(entries.map(({ tag }) => `${tag}.sql`).sort());
    for (const { idx } of entries)
      expect(
        existsSync(new URL(`meta/${String(idx).padStart(4, '0')}_snapshot.json`, home)),
        String(idx),
      ).toBe(true);
    const times = entries.map(({ when }) => when);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  },
);
