import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = new URL('../src/lib/messages/', import.meta.url);
const settings = JSON.parse(readFileSync(new URL('project.inlang/settings.json', folder), 'utf8')) as {
  'plugin.inlang.messageFormat': { pathPattern: string[] };
};
const slices = readdirSync(folder).filter((name) => !['generated', 'project.inlang'].includes(name));

/** A sentence, or one for each of some values of what it tells. */
type Message = string | readonly [{ readonly match: Readonly<Record<string, string>> }];

function read(slice: string, locale: string): Record<string, Message> {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(new URL(`${slice}/${locale}.json`, folder), 'utf8'),
  ) as Record<string, Message>;
  return messages;
}

function sentencesOf(message: Message | undefined): readonly string[] {
  return typeof message === 'object' ? Object.values(message[0].match) : [message ?? ''];
}

test('every message stands in both languages and is not empty', () => {
  for (const slice of slices) {
    const [zh, en] = [read(slice, 'zh-CN'), read(slice, 'en')];
    expect(Object.keys(zh).sort(), slice).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(zh))
      for (const sentence of [...sentencesOf(text), ...sentencesOf(en[key])])
        expect(sentence.trim(), key).toBeTruthy();
  }
});

test('no two slices give one message, and every slice is read', () => {
  const keys = slices.flatMap((slice) => Object.keys(read(slice, 'en')));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
  expect(patterns.toSorted()).toEqual(slices.map((slice) => `./${slice}/{locale}.json`).toSorted());
});

test('what is counted in English has a form for one', () => {
  // Spans that are never one, sentences whose figures stand beside others, and words that are no plural.
  const others =
    /^(plan_cycle_class|rp_(run|what_if_of|sentence.*)|purchase_mail_body|report_counted|review_zero_sure|stocktake_zones_done|count_list_left_off|count_keep_code|transfer_scan_several|wall_(equal|verified_how)|api_answered)$/;
  const counted = /\{\w+\} (?!goods\b|is\b|was\b|has\b)[a-z]+s\b/;
  for (const slice of slices)
    for (const [key, text] of Object.entries(read(slice, 'en')))
      if (typeof text === 'string' && !others.test(key)) expect(text, key).not.toMatch(counted);
});

test(
  'words are written whole where few files may be open at once',
  { skip: process.platform === 'win32' },
  () => {
    const options = new URL('../server/launch/message-options.js', import.meta.url).href;
    const folder = mkdtempSync(join(tmpdir(), 'words-'));
    const script = `
    const { messageOptions: { fs } } = await import(${JSON.stringify(options)});
    await Promise.all(Array.from({ length: 1500 }, (_, at) => fs.promises.writeFile(${JSON.stringify(folder)} + '/' + at, 'x')));`;
    const shell = `ulimit -n 256 && exec "${process.execPath}" --input-type=module -e "$SCRIPT"`;
    const written = spawnSync('sh', ['-c', shell], {
      env: { ...process.env, SCRIPT: script },
      encoding: 'utf8',
    });
    expect(written.stderr).toBe('');
    expect(written.status).toBe(0);
    expect(readdirSync(folder)).toHaveLength(1500);
    rmSync(folder, { recursive: true });
  },
);
