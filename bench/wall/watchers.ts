import type { AccountId } from '#domain/identity/ids.ts';
import { cookieName } from '#server/identity/guard.ts';
import { Sessions } from '#server/identity/sessions.ts';
import { systemClock } from '#server/platform/clock.ts';
import { openLocations } from '#server/platform/locations.ts';
import { storesOfWorld, type World } from '../platform/world.ts';

/** What the server of the bench is called. */
export const benchOrigin = 'http://wall.bench';

const regionsOfWorld = 10;

/** People who look at the same bytes: one scope, one clearance. */
export interface WatcherGroup {
  readonly name: string;
  readonly cookies: readonly string[];
}

/** Who looks: out of ten, three at headquarters, one in finance, three regional and three store managers. */
const shares = [
  { role: 'hq', scope: 'all', share: 0.3, groups: 1 },
  { role: 'finance', scope: 'all', share: 0.1, groups: 1 },
  { role: 'regional_manager', scope: 'regions', share: 0.3, groups: regionsOfWorld },
  { role: 'store_manager', scope: 'stores', share: 0.3, groups: storesOfWorld },
] as const;

/** Divides the bench company into regions, gives it people, and signs each group in as often as it has watchers. */
export async function openWatchers(world: World, count: number): Promise<WatcherGroup[]> {
  const { owner, ledgerSql, row } = world;
  await owner`insert into regions (code, name_zh, name_en)
    select 'R' || i, '区' || i, 'Region ' || i from generate_series(1, ${regionsOfWorld}) i on conflict do nothing`;
  await owner`update stores set region_id = (select id from regions where code = 'R' || (1 + stores.id % ${regionsOfWorld}))`;
  const locations = await openLocations(ledgerSql);
  const sessions = new Sessions({ slug: row.slug, locations, ledgerSql }, systemClock);
  const groups: WatcherGroup[] = [];
  for (const { role, scope, share, groups: groupsOfRole } of shares) {
    for (let index = 1; index <= groupsOfRole; index++) {
      const name = `${role} ${index}`;
      const [account] = await owner<{ id: AccountId }[]>`
        insert into accounts (login, name_zh, name_en, role, scope_kind) values (${name}, ${name}, ${name}, ${role}, ${scope})
        on conflict (login) do update set role = excluded.role returning id`;
      if (!account) throw new Error('no account');
      if (scope === 'regions')
        await owner`insert into account_regions (account_id, region_id) select ${account.id}, id from regions where code = ${`R${index}`} on conflict do nothing`;
      if (scope === 'stores')
        await owner`insert into account_stores (account_id, store_id) values (${account.id}, ${index}) on conflict do nothing`;
      const { secret } = await sessions.open(account.id, 'bench');
      const readers = Math.round((count * share) / groupsOfRole);
      groups.push({
        name,
        cookies: Array.from({ length: readers }, () => `${cookieName}=${row.slug}.${secret}`),
      });
    }
  }
  return groups;
}
