import { Hono } from 'hono';
import type { AccountId, CompanySlug } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import type { RegionId, StoreId } from '#domain/store/ids.ts';
import type { Company } from '#server/platform/company.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { Feed } from '#server/stream/feed.ts';
import { createAccount } from '#server/identity/accounts.ts';
import { apiHeaders, sameOrigin, type GuardParts } from '#server/identity/guard.ts';
import { problemJson } from '#server/identity/problem-json.ts';
import { identityRoutes } from '#server/identity/routes.ts';
import { Sessions } from '#server/identity/sessions.ts';
import { freshDatabase } from '../postgres/cluster.ts';

export const password = '通盘 pass phrase';
export const slug = 'house' as CompanySlug;
const host = 'tongpan.test';

/** Three stores: S1 in Hangzhou (below East), S2 in East itself, S3 in West. Served in memory; the clock is ours. */
export interface House {
  readonly owner: Sql;
  /** For more connections as the app. */
  readonly appUrl: string;
  readonly company: Company;
  readonly sessions: Sessions;
  readonly clock: { now(): number; pass(ms: number): void };
  account(login: string, role: Role, scope: DataScope, secret?: string | null): Promise<AccountId>;
  ask(method: string, path: string, options?: AskOptions): Promise<Response>;
  /** Signs in and answers the cookie as the browser sends it back. */
  signIn(login: string, options?: AskOptions): Promise<string>;
  close(): Promise<void>;
}

export interface AskOptions {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

export async function openHouse(
  origin?: string,
  more: (parts: GuardParts & { readonly clock: House['clock'] }) => readonly object[] = () => [],
): Promise<House> {
  const database = await freshDatabase();
  const owner = openDatabase({
    url: database.ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'test owner',
  });
  await owner`insert into regions (code, name_zh, name_en, parent_id) values ('E', '东', 'East', null), ('H', '杭', 'Hangzhou', 1), ('W', '西', 'West', null)`;
  await owner`insert into stores (code, name_zh, name_en, kind, region_id)
    values ('S1', '一', 'One', 'store', 2), ('S2', '二', 'Two', 'store', 1), ('S3', '三', 'Three', 'store', 3)`;
  await owner`insert into locations select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores`;
  const ledgerSql = openDatabase({
    url: database.appUrl,
    connectionsMax: 4,
    reach: 'all',
    applicationName: 'test',
  });
  const clock = ourClock();
  const company: Company = {
    slug,
    ledgerSql,
    viewerSql: ledgerSql,
    clock,
    feed: new Feed(),
    locations: await openLocations(ledgerSql),
  };
  const sessions = new Sessions(company, clock);
  const parts = {
    openCompany: (asked: string) => (asked === slug ? { company, sessions } : undefined),
    origin,
    clock,
    companies: () => [{ slug, nameZh: '房子', nameEn: 'House' }],
  };
  const app = new Hono();
  app.use('/api/*', problemJson, apiHeaders, sameOrigin(origin));
  app.route('/', identityRoutes(parts) as unknown as Hono);
  for (const routes of more(parts)) app.route('/', routes as Hono);
  const ask: House['ask'] = async (
    method,
    path,
    { body, cookie, headers = {}, address = '10.0.0.1' } = {},
  ) => {
    const all: Record<string, string> = { host, ...headers };
    if (cookie !== undefined) all['cookie'] = cookie;
    if (body !== undefined) all['content-type'] ??= 'application/json';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new Request(`http://${host}${path}`, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: text }),
    });
    return app.fetch(request, { incoming: { socket: { remoteAddress: address } } });
  };
  return {
    owner,
    appUrl: database.appUrl,
    company,
    sessions,
    clock,
    ask,
    account: (login, role, scope, secret = password) =>
      createAccount(ledgerSql, { login, nameZh: login, nameEn: login, password: secret, role, scope }),
    signIn: async (login, options = {}) => {
      const response = await ask('POST', '/api/session', {
        body: { company: slug, login, password },
        ...options,
      });
      if (response.status !== 200)
        throw new Error(`${login} could not sign in: ${response.status} ${await response.text()}`);
      return cookieOf(response);
    },
    close: async () => {
      await ledgerSql.end();
      await owner.end();
      await database.drop();
    },
  };
}

/** The cookie that a response sets, as the browser sends it back. */
export function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

export const everything: DataScope = { kind: 'all' };
export const inRegions = (...regions: number[]): DataScope => ({
  kind: 'regions',
  regions: regions as RegionId[],
});
export const inStores = (...stores: number[]): DataScope => ({ kind: 'stores', stores: stores as StoreId[] });

function ourClock(): House['clock'] {
  let nowMs = Date.parse('2026-11-24T02:00:00Z');
  return { now: () => nowMs, pass: (ms) => void (nowMs += ms) };
}
