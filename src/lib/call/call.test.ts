import { afterEach, expect, test, vi } from 'vitest';
import { call, CallProblem } from './call.ts';

afterEach(() => vi.unstubAllGlobals());

function answering(body: BodyInit | null, status = 200): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
}

test('an answer that is cut off on its way is none', async () => {
  answering(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"steps":['));
        controller.error(new TypeError('aborted'));
      },
    }),
  );
  await expect(call('GET', '/api/first-steps')).rejects.toMatchObject({ code: 'network', status: 0 });
});

test('an answer without a body is a good one, and a page of a proxy is told by its status', async () => {
  answering(null, 204);
  expect(await call('PUT', '/api/session/language', {})).toEqual({});
  answering('<html>', 502);
  await expect(call('GET', '/api/me')).rejects.toEqual(new CallProblem('internal', 502));
});
