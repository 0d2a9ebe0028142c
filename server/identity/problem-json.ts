import { createMiddleware } from 'hono/factory';
import type { Language } from '#domain/identity/viewer.ts';
import { languageOf } from './problem.ts';

/** The media type of RFC 9457. */
export const problemType = 'application/problem+json';

/** What is said of a status where the answer has no words of its own. */
const titleByStatus: Readonly<Record<number, { readonly [L in Language]: string }>> = {
  401: { 'zh-CN': '尚未登录或登录已过期。', en: 'You aren’t signed in, or your session is over.' },
  403: { 'zh-CN': '该请求不被接受。', en: 'The request is not taken.' },
  // The same in every language: nobody learns from the words which of two addresses there is.
  404: { 'zh-CN': '没有找到 · Not found', en: '没有找到 · Not found' },
  409: {
    'zh-CN': '与现在的状态不符，未作任何改动。',
    en: 'It no longer fits what is there; nothing was changed.',
  },
  413: { 'zh-CN': '提交的内容过大。', en: 'What was sent is too large.' },
  422: { 'zh-CN': '提交的内容不完整或不正确。', en: 'What was sent is incomplete or wrong.' },
  429: { 'zh-CN': '请求过于频繁。', en: 'There were too many requests.' },
  503: { 'zh-CN': '暂时无法处理。', en: 'It can’t be done for the moment.' },
};
const titleOfTheRest = { 'zh-CN': '服务器出现问题。', en: 'Something went wrong at the server.' };

/**
 * Gives every refusal of the API the form of RFC 9457: `type` (`urn:tongpan:problem:CODE`), `title`, `status`, what the
 * slice said beside them (`code`, `facts`, `sentence`, …), and its media type. Answers that went well are not touched.
 */
export const problemJson = createMiddleware(async (c, next) => {
  await next();
  const answer = c.res;
  if (answer.status < 400 || !answer.headers.get('content-type')?.startsWith('application/json')) return;
  const said: unknown = await answer.json().catch(() => undefined);
  const facts = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  const code = typeof facts['code'] === 'string' ? facts['code'] : 'internal';
  const title = [facts['title'], facts['sentence']].find((words) => typeof words === 'string');
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  headers.set('content-type', problemType);
  const body = {
    type: `urn:tongpan:problem:${code}`,
    title: title ?? (titleByStatus[answer.status] ?? titleOfTheRest)[languageOf(c)],
    status: answer.status,
    ...facts,
    code,
  };
  c.res = undefined;
  c.res = new Response(JSON.stringify(body), { status: answer.status, headers });
});
