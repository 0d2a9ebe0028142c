import { expect, test } from 'vitest';
import { overwriteGetLocale } from '#messages/runtime.js';
import { statusOf, type LiveFacts } from './live-status.ts';
import { statusWords } from './words.ts';

const noon = new Date(2026, 10, 26, 12, 0).getTime();
const at = (hour: number, minute: number, day = 26): number =>
  new Date(2026, 10, day, hour, minute).getTime();

const calm: LiveFacts = {
  isLoaded: true,
  isConnected: true,
  isSynced: true,
  isGone: false,
  isSignedOut: false,
  isOutdated: false,
  isFrozen: false,
  mayWrite: true,
  isKept: true,
  waiting: 0,
  late: 0,
  offlineSinceMs: undefined,
  savedAtMs: at(11, 58),
};
const away = { isConnected: false, isSynced: false, offlineSinceMs: at(9, 2) };

/** What a phone on a bad network goes through: what it knows → what is said. */
const cases: readonly (readonly [Partial<LiveFacts>, string, string])[] = [
  [{}, 'Saved 11:58', '已保存 11:58'],
  [{ savedAtMs: undefined }, 'Saved', '已保存'],
  [{ waiting: 3 }, 'Saving 3', '正在保存 3 条'],
  [{ isLoaded: false }, 'Opening', '正在打开'],
  [{ isConnected: false, isSynced: false }, 'Opening', '正在打开'],
  [{ ...away, waiting: 3 }, 'Offline since 09:02 · 3 kept on this device', '09:02 起离线 · 3 条存在本机'],
  [away, 'Offline since 09:02', '09:02 起离线'],
  [{ ...away, offlineSinceMs: at(9, 2, 24) }, 'Offline since 11/24, 09:02', '11/24 09:02 起离线'],
  [
    { ...away, isKept: false, waiting: 3 },
    'Offline since 09:02 · This browser keeps nothing: leave the page open until it is saved',
    '09:02 起离线 · 此浏览器不能离线保存：保存完成前请不要关闭页面',
  ],
  [{ isKept: false }, 'Saved 11:58 · This browser can’t work offline', '已保存 11:58 · 此浏览器不能离线录入'],
  [
    { isKept: false, waiting: 1 },
    'Saving 1 · This browser keeps nothing: leave the page open until it is saved',
    '正在保存 1 条 · 此浏览器不能离线保存：保存完成前请不要关闭页面',
  ],
  [
    { isSignedOut: true, ...away, waiting: 2 },
    'You are signed out · 2 kept on this device',
    '您已退出登录 · 2 条存在本机',
  ],
  [
    { isOutdated: true, waiting: 1 },
    'This page is too old to write here · 1 kept on this device',
    '页面版本过旧，不能在此录入 · 1 条存在本机',
  ],
  [
    { isFrozen: true, waiting: 4, late: 6 },
    'Closed for writing · handing in 4 · 6 handed in late',
    '已停止录入 · 正在补交 4 条 · 6 条已补交',
  ],
  [{ mayWrite: false }, 'Read only', '只读'],
  [
    { isGone: true },
    'No longer yours to see. What this device kept of it is gone.',
    '您已无权查看，本机保存的内容已清除。',
  ],
];

test.each(cases)('[LD-12][F25] %o is told as "%s" and "%s"', (facts, english, chinese) => {
  const words = (): string => statusWords(statusOf({ ...calm, ...facts }), noon).text;
  overwriteGetLocale(() => 'en');
  expect(words()).toBe(english);
  overwriteGetLocale(() => 'zh-CN');
  expect(words()).toBe(chinese);
});
