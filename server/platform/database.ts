import postgres from 'postgres';
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
}

/** Opens a pool. Statements end after 30 s, transactions that nobody drives after 10 s. */
export function openDatabase(options: DatabaseOptions): Sql {
  return postgres(options.url, {
    max: options.connectionsMax,
    idle_timeout: 0,
    connect_timeout: 10,
    max_lifetime: null,
    types,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 10_000,
      'app.locations': options.reach === 'all' ? 'all' : '',
    },
  }) as Sql;
}

/** Runs queries as a viewer: row-level security then shows the locations of his scope and no others. */
export async function withViewer<Result>(
  sql: Sql,
  viewer: Pick<Viewer, 'locations'>,
  run: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const reach = viewer.locations === 'all' ? 'all' : [...viewer.locations].join(',');
  const result = await sql.begin('read only', async (queries) => {
    await queries`select set_config('app.locations', ${reach}, true)`;
    return run(queries as Queries);
  });
  return result as Result;
}
