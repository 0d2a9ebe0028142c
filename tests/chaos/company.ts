import type { AccountId } from '#domain/identity/ids.ts';
import { createCompany, dropCompany, type CompanyRow } from '#server/company/companies.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Sessions } from '#server/identity/sessions.ts';
import type { Cluster } from '#server/launch/cluster.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openLocations } from '#server/platform/locations.ts';
import { pause } from './processes.ts';

export const storesOfChaos = 4;
export const skusOfChaos = 8;
/** Recovery of a Postgres that was killed, on a busy machine. */
const backMsMax = 60_000;

const places = `
insert into regions (code, name_zh, name_en) values ('R', '区', 'Region');
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'refuse' from generate_series(1, ${storesOfChaos}) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into skus (code, name_zh, name_en, price, cost)
  select 'K' || i, '货' || i, 'Good ' || i, 500, 300 from generate_series(1, ${skusOfChaos}) i;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('till', '收银', 'Till', 'hq', 'all');
`;

export interface ChaosCompany {
  readonly row: CompanyRow;
  readonly cookie: string;
  readonly ownerUrl: string;
  /** A connection as the owner, made when it is needed, as soon as the database answers: it comes and goes. */
  withOwner<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result>;
}

/** A company of a few shops, made anew, with one person signed in. */
export async function makeCompany(cluster: Cluster, slug: string): Promise<ChaosCompany> {
  await dropCompany(cluster, slug);
  const row = await createCompany(cluster, { slug, nameZh: '乱', nameEn: 'Chaos' }, async (sql) => {
    await sql.unsafe(places);
  });
  const ownerUrl = cluster.ownerUrl(row.database);
  const withOwner: ChaosCompany['withOwner'] = async (run) => {
    const sql = openDatabase({ url: ownerUrl, connectionsMax: 1, reach: 'all', applicationName: 'chaos' });
    try {
      await untilItAnswers(sql);
      return await run(sql);
    } finally {
      await sql.end({ timeout: 1 });
    }
  };
  const secret = await withOwner(async (sql) => {
    const sessions = new Sessions(
      { slug: row.slug, ledgerSql: sql, locations: await openLocations(sql) },
      systemClock,
    );
    return (await sessions.open(1 as AccountId, 'till')).secret;
  });
  return { row, ownerUrl, withOwner, cookie: `${cookieName}=${slug}.${secret}` };
}

/** Who asks right after a kill may come before whoever looks after the Postgres has seen it. */
async function untilItAnswers(sql: Sql): Promise<void> {
  const deadline = performance.now() + backMsMax;
  for (;;) {
    const failure = await sql`select 1`.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    if (performance.now() > deadline) throw failure;
    await pause(200);
  }
}
