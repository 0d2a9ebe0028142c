import { expect, test } from 'vitest';
import { identityProblemCodes, problemOf } from './problems.ts';

const facts = { waitSeconds: 90, fields: 'login', kiosksMax: 50, keysMax: 20, webhooksMax: 20, id: 'a1' };

test.each(identityProblemCodes)('%s says what happened and what to do, in both languages', (code) => {
  const chinese = problemOf(code, 'zh-CN', facts);
  const english = problemOf(code, 'en', facts);
  for (const text of [chinese.title, chinese.detail]) expect(text).toMatch(/\p{Script=Han}/u);
  for (const text of [english.title, english.detail]) expect(text).toMatch(/^[A-Z][^\p{Script=Han}]+$/u);
  for (const text of [chinese.title, chinese.detail, english.title, english.detail])
    expect(text).not.toMatch(/[{}]/);
});

test('facts stand in the sentence and beside it, and never in the place of the code', () => {
  expect(problemOf('session.wait', 'en', { waitSeconds: 90, code: 'other' })).toEqual({
    code: 'session.wait',
    title: 'There were too many tries to sign in.',
    detail: 'Try again in 90 seconds.',
    waitSeconds: 90,
  });
});
