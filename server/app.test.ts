import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { CompanyAway } from './platform/company.ts';

const faults: unknown[] = [];
const note = (error: unknown): void => void faults.push(error);
process.on('unhandledRejection', note);
afterEach(() => {
  expect(faults).toEqual([]);
});

/** Serves pages that answer by themselves, a moment later, as SvelteKit's handler does. */
async function served() {
  const app = createApp({
    log: pino({ level: 'silent' }),
    before: new Hono(),
    routes: [new Hono().get('/api/thing', (c) => c.json({ ok: true }))],
    pages: (request, response, next) => {
      if (request.url === '/none') return next();
      setTimeout(() => {
        try {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page</p>');
        } catch (error) {
          note(error);
        }
      }, 20);
    },
    isReady: async () => true,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ask: async (method: string, path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      return [answer.status, answer.headers.get('content-type'), await answer.text()];
    },
    close: () => server.close(),
  };
}

test('[A18] HEAD of a page is answered once, and the server goes on', async () => {
  const { ask, close } = await served();
  for (let turn = 0; turn < 3; turn++) expect(await ask('HEAD', '/wall')).toEqual([200, 'text/html', '']);
  expect((await ask('HEAD', '/none')).slice(0, 2)).toEqual([404, 'application/json']);
  expect((await ask('HEAD', '/healthz')).slice(0, 2)).toEqual([200, 'application/json']);
  expect((await ask('HEAD', '/api/thing')).slice(0, 2)).toEqual([200, 'application/json']);
  expect((await ask('HEAD', '/api/none')).slice(0, 1)).toEqual([404]);
  expect(await ask('GET', '/wall')).toEqual([200, 'text/html', '<p>page</p>']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  close();
});

test('while a company is opened anew its pages are told to ask again, and nothing is logged', async () => {
  const lines: string[] = [];
  const app = createApp({
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    before: new Hono(),
    routes: [
      new Hono().get('/api/thing', () => {
        throw new CompanyAway('company demo is not open');
      }),
    ],
    pages: undefined,
    isReady: async () => true,
  });
  const answer = await app.request('/api/thing', { headers: { 'accept-language': 'en' } });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await answer.json()).toMatchObject({ code: 'company.away', status: 503 });
  expect(lines).toEqual([]);
});
