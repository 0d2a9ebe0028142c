import { expect, test } from 'vitest';
import { romanised, romanisedPerson, slugOf, storeNames } from './names.ts';

test('[FM-3] a short name follows from the company’s name and is its own', () => {
  const none = () => false;
  expect(slugOf('青禾鲜生', none)).toBe('qinghexiansheng');
  expect(slugOf('Café Łuk & Sons', none)).toBe('cafe-uk-sons');
  expect(slugOf('7-日店', none)).toMatch(/^[a-z][a-z0-9-]+$/);
  expect(slugOf('🍵', none)).toBe('company');
  expect(slugOf('x'.repeat(80), none)).toMatch(/^[a-z][a-z0-9-]{1,30}$/);
  const taken = new Set(['tea', 'tea-2']);
  expect(slugOf('Tea', (slug) => taken.has(slug))).toBe('tea-3');
});

test('[FM-3] stores without a name are numbered in both languages', () => {
  expect(storeNames('杭州', '', 2)).toEqual({ nameZh: '杭州2店', nameEn: 'Hangzhou No. 2' });
  expect(storeNames('杭州', '西溪天街店', 2).nameZh).toBe('西溪天街店');
  expect(romanisedPerson('沈若溪')).toBe('Shen Ruoxi');
  expect(romanisedPerson('Ann Lee')).toBe('Ann Lee');
  expect(romanised('Lyon')).toBe('Lyon');
});
