import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { countsBlind } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';

export type Sql = postgres.Sql<{ bigint: number }>;
/** What queries run in: the pool, or a transaction of it. */
export type Queries = Sql | postgres.TransactionSql<{ bigint: number }>;

const bigintOid = 20;

/** int8 comes as a number; one beyond the safe integers is a bug and throws. */
const types = {
  bigint: {
    to: bigintOid,
    from: [bigintOid],
    serialize: (value: number) => String(value),
    parse: (text: string) => {
      const value = Number(text);
      if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond safe integers: ${text}`);
      return value;
    },
  },
};

export interface DatabaseOptions {
  readonly url: string;
  /** Most connections of the pool. */
  readonly connectionsMax: number;
  /** `all`: the ledger, the wall's fold and jobs. Otherwise rows are cut until `withViewer` says for whom. */
  readonly reach: 'all' | 'none';
  readonly applicationName: string;
  /** Refuses to write, whatever it is sent. */
  readonly isReadOnly?: boolean;
  /**
   * A connection on which a statement was sent and nothing came back for so long is given up: the line is dead and told
   * nobody. Longer than any statement may take; left out where statements may take any time.
   */
  readonly silenceMsMax?: number;
}

/** Statements of `openDatabase` end by themselves before this. [F9] */
export const silenceMsOfServer = 45_000;

/** Opens a pool. Statements end after 30 s, transactions that nobody drives after 10 s. */
export function openDatabase(options: DatabaseOptions): Sql {
  return postgres(options.url, {
    max: options.connectionsMax,
    idle_timeout: 0,
    connect_timeout: 10,
    max_lifetime: null,
    types,
    onnotice: () => undefined,
    // The driver takes it; its types don't know it.
    ...{ socket: socketsOf(options.silenceMsMax) },
    connection: {
      application_name: options.applicationName,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 10_000,
      'app.locations': options.reach === 'all' ? 'all' : '',
      ...(options.isReadOnly ? { default_transaction_read_only: true } : {}),
    },
  }) as Sql;
}

/** The database can't be reached now, or it is starting or stopping: trying again may help. */
export function isOutOfReach(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(57P0[123]|08...|53300|CONNECTION_|CONNECT_|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH)/.test(code);
}

interface Address {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string;
}

/**
 * Sockets for the driver. A line that breaks is told to it as closed and not as an error: between the two events it would
 * still take statements, and forget them for ever. (Before it is connected an error stays one.) A line that took a
 * statement and says nothing is closed; over TLS nobody looks.
 */
function socketsOf(silenceMsMax: number | undefined) {
  let dialled = 0;
  return ({ host, port, path }: Address): Socket => {
    const index = dialled++ % host.length;
    const [name, number] = [host[index] ?? '127.0.0.1', port[index] ?? 5432];
    const socket = Object.assign(path ? connect(path) : connect(number, name), { host: name, port: number });
    const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
    let isConnected = false;
    socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
      if (event === 'connect') isConnected = true;
      if (isConnected && event === 'error') return true;
      return isConnected && event === 'close' ? emit(event, false) : emit(event, ...values);
    };
    if (silenceMsMax !== undefined) closeWhenDead(socket, silenceMsMax);
    return socket;
  };
}

function closeWhenDead(socket: Socket, silenceMsMax: number): void {
  let writtenAtAnswer = 0;
  socket.on('data', () => (writtenAtAnswer = socket.bytesWritten));
  socket.setTimeout(silenceMsMax);
  socket.on('timeout', () => {
    if (socket.bytesWritten !== writtenAtAnswer) socket.destroy();
  });
}

/**
 * Throws where a commit on this connection may be forgotten after it was confirmed: the cluster's settings are asserted at
 * its start, but a database or a role may have its own.
 */
export async function assertDurable(sql: Queries): Promise<void> {
  const [row] = await sql<{ fsync: string; commit: string; pages: string; name: string }[]>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('full_page_writes') as pages, current_database() as name`;
  if (row && ![row.fsync, row.commit, row.pages].includes('off')) return;
  throw new Error(
    `The database ${row?.name ?? ''} can lose what it confirmed: fsync, synchronous_commit or full_page_writes is off for it. Set them on (also ALTER DATABASE and ALTER ROLE), then start again.`,
  );
}

/** Beside the pool of viewers, where it has one: connections that only read, and always reach every row. */
const wholeBeside = new WeakMap<Sql, Sql>();

/**
 * The pool of everything that a person asks, for `withViewer`. Who reaches all locations has connections beside it that
 * are opened that way: nothing is cut for him, so he needs no transaction to say so, which are three of four journeys.
 */
export function openViewerDatabase(options: Omit<DatabaseOptions, 'reach'>): {
  readonly sql: Sql;
  close(): Promise<void>;
} {
  const sql = openDatabase({ ...options, reach: 'none' });
  const whole = openDatabase({ ...options, reach: 'all', isReadOnly: true });
  wholeBeside.set(sql, whole);
  return {
    sql,
    close: async () => {
      await Promise.all([sql.end({ timeout: 5 }), whole.end({ timeout: 5 })]);
    },
  };
}

/**
 * Runs queries as a viewer: row-level security then shows the locations of his scope and no others; and to who counts and
 * does not review no level of what is being counted blind.
 */
export async function withViewer<Result>(
  sql: Sql,
  viewer: Pick<Viewer, 'locations' | 'role'>,
  run: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const whole = wholeBeside.get(sql);
  if (viewer.locations === 'all' && !countsBlind(viewer.role) && whole) return run(whole);
  const reach = viewer.locations === 'all' ? 'all' : [...viewer.locations].join(',');
  const result = await sql.begin('read only', async (queries) => {
    await queries`select set_config('app.locations', ${reach}, true), set_config('app.blind', ${countsBlind(viewer.role) ? 'on' : 'off'}, true)`;
    return run(queries as Queries);
  });
  return result as Result;
}
