import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLog, type Log } from '#server/platform/log.ts';
import { capConnections, headMsMax } from '#server/connection-caps.ts';
import { socketBounds } from '#server/socket-bounds.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Documents } from '#server/sync/documents.ts';
import { liveRoutes } from '#server/sync/routes.ts';
import { everything, openHouse, slug, type House } from '../identity/house.ts';
import { sheetKind } from './sheet.ts';

export interface Person {
  readonly accountId: AccountId;
  readonly cookie: string;
  readonly secret: string;
}

/** A house with live sheets on a real port: what a page speaks to. */
export interface LiveWorld {
  readonly house: House;
  readonly sql: Sql;
  readonly kind: ReturnType<typeof sheetKind>;
  readonly port: number;
  readonly logged: string[];
  documents: Documents;
  /** Puts the clock of the live documents on. */
  pass(ms: number): void;
  person(role?: Role): Promise<Person>;
  /** The socket as a browser opens it. */
  socket(person: Person | undefined, id: string, options?: SocketOptions): WebSocket;
  /** Sockets that the server has open. */
  connections(): Promise<number>;
  /** Ends the server's rooms as a crash does (nothing is kept that was not committed) and opens others. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export interface SocketOptions {
  readonly query?: string;
  readonly kind?: string;
  readonly origin?: string | null;
}

export async function openLiveWorld(
  options: { readonly ofAddressMax?: number; readonly totalMax?: number } = {},
): Promise<LiveWorld> {
  const house = await openHouse();
  const kind = sheetKind();
  const logged: string[] = [];
  const log: Log = openLog('warn', { write: (line: string) => void logged.push(line) });
  const sql = openDatabase({
    url: house.appUrl,
    connectionsMax: 4,
    reach: 'all',
    applicationName: 'test live',
  });
  let passedMs = 0;
  const openDocuments = (): Documents =>
    new Documents({
      sql,
      log,
      kinds: [kind],
      watch: (viewer, onEnd) => house.sessions.watch(viewer, onEnd),
      now: () => performance.now() + passedMs,
    });
  let documents = openDocuments();
  const app = new Hono();
  app.route(
    '/',
    liveRoutes({
      openCompany: (asked) => (asked === slug ? house : undefined),
      origin: undefined,
      liveOf: () => documents,
    }),
  );
  const sockets = new WebSocketServer(socketBounds);
  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: sockets },
    serverOptions: { headersTimeout: headMsMax, connectionsCheckingInterval: 500 },
  }) as Server;
  capConnections(server, {
    totalMax: options.totalMax ?? 5_000,
    ofAddressMax: options.ofAddressMax ?? 5_000,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  let people = 0;
  return {
    house,
    sql,
    kind,
    port,
    logged,
    get documents() {
      return documents;
    },
    pass: (ms) => void (passedMs += ms),
    person: async (role = 'clerk') => {
      people += 1;
      const accountId = await house.account(`live${people}`, role, everything, null);
      const { secret } = await house.sessions.open(accountId, 'test');
      return { accountId, secret, cookie: `${cookieName}=${slug}.${secret}` };
    },
    socket: (
      person,
      id,
      { query = '', kind: kindName = 'sheet', origin = `http://127.0.0.1:${port}` } = {},
    ) =>
      new WebSocket(`ws://127.0.0.1:${port}/api/live/${kindName}/${id}${query}`, {
        headers: person ? { cookie: person.cookie } : {},
        ...(origin === null ? {} : { origin }),
      }),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    crash: async () => {
      for (const client of sockets.clients) client.terminate();
      const old = documents;
      await sql`update live_documents set node = null, leased_until = null`;
      documents = openDocuments();
      await old.rooms.abandon();
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of sockets.clients) client.terminate();
      await documents.close();
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await closed;
      await sql.end();
      await house.close();
    },
  };
}
