import type { Api, Problem } from './api.ts';

export type * from './api.ts';
export { rowsOf } from './rows-of.ts';

/** An operation of the API, as its method and path: `GET /api/skus/{id}/levels`. */
export type Operation = keyof Api;
export type Answer<O extends Operation> = Api[O]['answer'];

/** What an operation is asked with: `path`, `query` and `body` as it has them; `key` is what makes a write happen once. */
export type Question<O extends Operation> = Omit<Api[O], 'answer'> & {
  /** A UUID, made when the deed was done. Left out, one is made here, and used again when the call is tried again. */
  readonly key?: string;
  readonly signal?: AbortSignal;
};
type Asked<O extends Operation> =
  Record<string, never> extends Omit<Api[O], 'answer'> ? [Question<O>?] : [Question<O>];

export interface TongpanOptions {
  /** Where Tongpan answers: `https://stock.example.com`. */
  readonly url: string;
  /** An API key, made by HQ on the page of integrations. */
  readonly key: string;
  /** How often a call is tried at most where the server is busy or out of reach; 5 where left out. */
  readonly triesMax?: number;
  readonly fetch?: typeof fetch;
  /** Waits; for tests. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** A refusal, as RFC 9457 gives it. `problem.code` is for programs, `message` for people, in the language of the key's account. */
export class TongpanProblem extends Error {
  readonly status: number;
  readonly problem: Problem & Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Problem & Readonly<Record<string, unknown>>) {
    super([problem.title, problem.detail].filter(Boolean).join(' '));
    this.name = 'TongpanProblem';
    this.status = status;
    this.problem = problem;
  }
}

const waitMsMax = 30_000;

/**
 * Tongpan's API for programs. A call that met a busy server (429, 503) or no server at all is tried again, after what
 * `Retry-After` says or longer and longer; a write with the same key, so that it has one effect however often it is sent.
 */
export class Tongpan {
  readonly #url: string;
  readonly #authorization: string;
  readonly #triesMax: number;
  readonly #fetch: typeof fetch;
  readonly #sleep: (ms: number) => Promise<void>;

  constructor(options: TongpanOptions) {
    this.#url = options.url.replace(/\/+$/, '');
    this.#authorization = `Bearer ${options.key}`;
    this.#triesMax = options.triesMax ?? 5;
    this.#fetch = options.fetch ?? fetch;
    this.#sleep = options.sleep ?? ((ms) => new Promise((wake) => setTimeout(wake, ms)));
  }

  /** Asks and answers what came. Throws `TongpanProblem` where it is refused, and what `fetch` throws where nothing answers. */
  async ask<O extends Operation>(operation: O, ...[question]: Asked<O>): Promise<Answer<O>> {
    const asked = (question ?? {}) as {
      path?: Record<string, unknown>;
      query?: Record<string, unknown>;
      body?: unknown;
      key?: string;
      signal?: AbortSignal;
    };
    const [method = '', path = ''] = operation.split(' ');
    const address = this.#addressOf(path, asked.path ?? {}, asked.query ?? {});
    const headers: Record<string, string> = { authorization: this.#authorization };
    if (method !== 'GET') {
      headers['content-type'] = 'application/json';
      headers['idempotency-key'] = asked.key ?? crypto.randomUUID();
    }
    for (let turn = 1; ; turn++) {
      const isLast = turn >= this.#triesMax;
      let response: Response;
      try {
        response = await this.#fetch(address, {
          method,
          headers,
          ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
          ...(asked.signal && { signal: asked.signal }),
        });
      } catch (error) {
        if (isLast || asked.signal?.aborted) throw error;
        await this.#sleep(laterMs(turn));
        continue;
      }
      if (response.ok) return (await response.json()) as Answer<O>;
      const mayTryAgain = response.status === 429 || response.status === 503;
      if (!mayTryAgain || isLast) throw new TongpanProblem(response.status, await problemOf(response));
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after'));
      await this.#sleep(seconds > 0 ? Math.min(seconds * 1000, waitMsMax) : laterMs(turn));
    }
  }

  #addressOf(path: string, values: Record<string, unknown>, query: Record<string, unknown>): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(values[name])),
    );
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) asked.set(name, String(value));
    return `${this.#url}${filled}${asked.size > 0 ? `?${asked.toString()}` : ''}`;
  }
}

async function problemOf(response: Response): Promise<Problem & Record<string, unknown>> {
  const said = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const { status } = response;
  return { type: 'about:blank', title: `HTTP ${status}`, status, code: 'unknown', ...said };
}

/** 250 ms, then twice as long each time, and a little by chance, so that many don't come back at once. */
function laterMs(turn: number): number {
  return Math.min(250 * 2 ** (turn - 1) * (0.75 + Math.random() / 2), waitMsMax);
}
