import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { problemJson } from './identity/problem-json.ts';
import { problem } from './identity/problem.ts';
import { CompanyAway } from './platform/company.ts';
import { isOutOfReach } from './platform/database.ts';
import type { Log } from './platform/log.ts';

type PageHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface AppParts {
  readonly log: Log;
  /** What every request of the API passes first. */
  readonly before: Hono;
  /** Slices' routes, mounted in this order. */
  readonly routes: readonly object[];
  /** Serves the pages: SvelteKit's handler, or Vite in development. */
  readonly pages: PageHandler | undefined;
  readonly isReady: () => Promise<boolean>;
}

/** Hono in front of SvelteKit: the API and the sockets here, pages and assets by the handler behind. */
export function createApp(parts: AppParts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, c) => {
    if (isForeignText(error)) return problem(c, 'request.invalid', { fields: 'text' });
    if (error instanceof CompanyAway) return problem(c, 'company.away', { waitSeconds: 2 });
    if (isOutOfReach(error)) return problem(c, 'database.away', { waitSeconds: 2 });
    const id = crypto.randomUUID();
    parts.log.error({ err: error, id, path: c.req.path }, 'a request failed');
    return problem(c, 'internal', { id });
  });
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', async (c) =>
    (await parts.isReady()) ? c.json({ ok: true }) : c.json({ ok: false }, 503),
  );
  app.use('/api/*', problemJson);
  app.route('/', parts.before as unknown as Hono<{ Bindings: HttpBindings }>);
  for (const routes of parts.routes) app.route('/', routes as Hono<{ Bindings: HttpBindings }>);
  app.all('/api/*', (c) => c.json({ code: 'not_found' }, 404));
  app.all('*', (c) =>
    parts.pages && c.env?.outgoing
      ? servePage(parts.pages, c.env as HttpBindings)
      : c.json({ code: 'not_found' }, 404),
  );
  // Hono makes an answer of its own for HEAD around what a route returns, which for a page that answers by itself would
  // be a second one: it goes past Hono.
  const { fetch } = app;
  app.fetch = (request, env, context) => {
    const bindings = env as HttpBindings | undefined;
    const isOurs = request.method === 'HEAD' && !isHonos.test(new URL(request.url).pathname);
    return isOurs && parts.pages && bindings?.outgoing
      ? servePage(parts.pages, bindings)
      : fetch(request, env, context);
  };
  return app;
}

const isHonos = /^\/(api\/|healthz$|readyz$|metrics$)/;

function servePage(pages: PageHandler, bindings: HttpBindings): Response {
  const outgoing = bindings.outgoing as ServerResponse;
  pages(bindings.incoming as IncomingMessage, outgoing, () => {
    outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"not_found"}');
  });
  return RESPONSE_ALREADY_SENT;
}

/** Text that Postgres keeps nowhere (null bytes, half of a character): wherever it came in, it is the asker's mistake. */
function isForeignText(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return code === '22021' || code === '22P05' || (code === '22P02' && error.message.includes('type json'));
}
