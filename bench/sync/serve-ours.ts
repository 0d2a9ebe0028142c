// A server of live documents alone, for benches and for tests that kill it: [PORT=…] node bench/sync/serve-ours.ts DATABASE_URL [KIND]
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { counterSource } from '#protocol/live/counter.ts';
import { documentShape, type ValueSchema } from '#protocol/live/shape.ts';
import type { GuardParts } from '#server/identity/guard.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { Documents } from '#server/sync/documents.ts';
import type { DocumentKind } from '#server/sync/kind.ts';
import { liveRoutes } from '#server/sync/routes.ts';
import { socketBounds } from '#server/socket-bounds.ts';

const quantity: ValueSchema<number> = {
  safeParse: (value) =>
    Number.isSafeInteger(value) ? { success: true, data: value as number } : { success: false },
};
const text: ValueSchema<string> = {
  safeParse: (value) =>
    typeof value === 'string' && value.length < 2000 ? { success: true, data: value } : { success: false },
};

/** Counts that add up, as in a stocktake; every document exists and is everybody's. The facts are a real query. */
const kind: DocumentKind<true> = {
  shape: documentShape({
    kind: process.argv[3] ?? 'bench',
    version: 1,
    entriesMax: 200_000,
    roots: {
      counts: {
        key: new RegExp(`^[0-9]{1,9}\\|(?<counter>${counterSource})$`),
        value: quantity,
        isErasable: false,
      },
      notes: { key: /^[a-z0-9-]{1,40}$/, value: text, isErasable: true },
    },
  }),
  readFacts: async (sql, ids) => {
    await sql`select name from live_documents where name = any(${ids as string[]})`;
    return new Map(ids.map((id) => [id, true]));
  },
  accessOf: () => ({ role: 'counter', mayWrite: true }),
};

/** The secret is the account's number: signing in is not what is measured. */
function viewerOf(secret: string): Viewer {
  const accountId = Number(secret) as AccountId;
  return {
    kind: 'person',
    company: 'bench' as CompanySlug,
    accountId,
    session: `s${secret}` as SessionHandle,
    name: `P${secret}`,
    role: 'clerk',
    language: 'en',
    scope: { kind: 'all' },
    locations: 'all',
  };
}

const [url = ''] = process.argv.slice(2);
const sql = openDatabase({ url, connectionsMax: 4, reach: 'all', applicationName: 'bench live' });
const documents = new Documents({
  sql,
  log: openLog('warn'),
  kinds: [kind],
  watch: () => () => undefined,
  now: () => performance.now(),
});
const open = { sessions: { viewerOf: async (secret: string) => viewerOf(secret) }, company: {} };
const routes = liveRoutes({
  openCompany: (() => open) as unknown as GuardParts['openCompany'],
  origin: undefined,
  liveOf: () => documents,
});
const server = createAdaptorServer({
  fetch: routes.fetch,
  websocket: { server: new WebSocketServer(socketBounds) },
}) as Server;
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`port ${port}\n`);
});
process.on('SIGTERM', () => {
  void documents.close().finally(() => process.exit(0));
});
