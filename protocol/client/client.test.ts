import { expect, test } from 'vitest';
import { Tongpan, TongpanProblem } from './client.ts';

type Sent = { readonly url: string; readonly headers: Record<string, string>; readonly body: unknown };

/** A server that answers in this order, and the client that asks it. */
function against(...answers: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  const slept: number[] = [];
  const left = [...answers];
  const client = new Tongpan({
    url: 'https://tongpan.test/',
    key: 'k',
    triesMax: 3,
    sleep: async (ms) => void slept.push(ms),
    fetch: async (url, init) => {
      sent.push({
        url: String(url),
        headers: init?.headers as Record<string, string>,
        body: init?.body,
      });
      const next = left.shift();
      if (!next) throw new Error('asked once too often');
      if (next instanceof Error) throw next;
      return next;
    },
  });
  return { client, sent, slept };
}

const sale = {
  kind: 'sale',
  storeId: 1,
  lines: [{ skuId: 1, quantity: 1, amount: 100 }],
} as const;
const posted = { outcome: 'posted', document: 'S1-1', locationId: 1, position: 1, notes: [] };
const busy = (status: number, wait?: string) =>
  Response.json(
    { code: 'ledger.busy' },
    { status, headers: wait === undefined ? {} : { 'retry-after': wait } },
  );

test('path and query are filled in and escaped, what is left out is not sent', async () => {
  const { client, sent } = against(Response.json({ levels: [], after: null }));
  await client.ask('GET /api/stores/{id}/levels', {
    path: { id: 7 },
    query: { search: '茶 & 咖啡', after: undefined },
  });
  expect(sent[0]?.url).toBe(
    'https://tongpan.test/api/stores/7/levels?search=%E8%8C%B6+%26+%E5%92%96%E5%95%A1',
  );
  expect(sent[0]?.headers).toEqual({ authorization: 'Bearer k' });
});

test('a write is sent again with the same key after a broken line and a busy server, as long as it was told to wait', async () => {
  const { client, sent, slept } = against(new TypeError('line'), busy(503, '2'), Response.json(posted));
  expect(await client.ask('POST /api/documents', { body: { ...sale, lines: [...sale.lines] } })).toEqual(
    posted,
  );
  const keys = sent.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(keys).size).toBe(1);
  expect(slept[0]).toBeGreaterThan(150);
  expect(slept[1]).toBe(2000);
});

test('an absurd wait is cut, and after the last try the refusal is told', async () => {
  const { client, slept } = against(busy(429, '86400'), busy(429), busy(503));
  await expect(client.ask('GET /api/stores')).rejects.toMatchObject({
    status: 503,
    problem: { code: 'ledger.busy' },
  });
  expect(slept).toHaveLength(2);
  expect(slept[0]).toBe(30_000);
});

test('a refusal is told at once, in its words, and a page of a proxy is one too', async () => {
  const problem = {
    type: 'urn:tongpan:problem:x',
    title: '库存不足。',
    detail: '还有 3 件。',
    status: 409,
    code: 'x',
  };
  const { client, sent } = against(Response.json(problem, { status: 409 }));
  const error = await client.ask('GET /api/stores').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TongpanProblem);
  expect((error as TongpanProblem).message).toBe('库存不足。 还有 3 件。');
  expect(sent).toHaveLength(1);
  const proxy = against(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  await expect(proxy.client.ask('GET /api/stores')).rejects.toMatchObject({
    status: 502,
    message: 'HTTP 502',
  });
});
