import { expect, test } from 'vitest';
import { setupSchema } from '#protocol/setup/requests.ts';
import { Answers } from './answers.svelte.ts';

test('[FM-2] what is missing is named, and whole answers are what the server takes', () => {
  const answers = new Answers();
  expect(answers.missing).toEqual(['name', 'city', 'person', 'login', 'password']);
  answers.name = ' 青禾便利 ';
  answers.cities = [
    { city: '杭州', count: 2 },
    { city: '苏州', count: 1 },
  ];
  answers.person = '沈若溪';
  answers.login = 'shen';
  answers.password = 'long enough';
  answers.colleagues = [{ name: '周晓燕', role: 'store_manager', store: 2 }];
  expect(answers.missing).toEqual([]);
  const read = answers.read('c'.repeat(32), 'zh-CN', 'Asia/Shanghai');
  expect(setupSchema.safeParse(read).success).toBe(true);
  expect(read.stores.map(({ city }) => city)).toEqual(['杭州', '杭州', '苏州']);
  expect(read.company.name).toBe('青禾便利');
});

test('[FM-2] the answers stay within bounds whatever is typed', () => {
  const answers = new Answers();
  answers.cities = [{ city: '杭州', count: 1_000_000 }];
  expect(answers.stores).toHaveLength(200);
  answers.cities = [{ city: '杭州', count: -3 }];
  expect(answers.missing).toContain('city');
  answers.cities = [{ city: '杭州', count: 1 }];
  answers.colleagues = [{ name: 'a', role: 'clerk', store: 5 }];
  expect(answers.read('c', 'en', 'UTC').colleagues[0]?.store).toBeNull();
  answers.trade = 'other';
  expect(answers.read('c', 'en', 'UTC').beginning).toBe('later');
});
