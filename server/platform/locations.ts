import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { LocationDirectory } from './company.ts';
import type { Queries } from './database.ts';

/** Reads the locations of a company into memory; `reload` after stores changed. */
export async function openLocations(
  sql: Queries,
): Promise<LocationDirectory & Required<Pick<LocationDirectory, 'reload'>>> {
  let byId = new Map<LocationId, HoldingLocation>();
  let rulesById = new Map<LocationId, number>();
  let shelfByStore = new Map<StoreId, LocationId>();
  let transitByStore = new Map<StoreId, LocationId>();
  const reload = async (): Promise<void> => {
    const read = await sql<(HoldingLocation & { rules: number | null })[]>`
      select l.id, l.kind, l.store_id as "storeId", s.negative_policy as "negativePolicy", s.time_zone as "timeZone",
        s.day_cut_minutes as "dayCutMinutes", h.rules
      from locations l join stores s on s.id = l.store_id left join location_heads h on h.location_id = l.id order by l.id`;
    rulesById = new Map(read.map(({ id, rules }) => [id, rules ?? 0]));
    const rows = read.map(({ rules: _, ...row }): HoldingLocation => row);
    byId = new Map(rows.map((row) => [row.id, row]));
    shelfByStore = new Map(rows.filter((row) => row.kind === 'shelf').map((row) => [row.storeId, row.id]));
    transitByStore = new Map(
      rows.filter((row) => row.kind === 'transit').map((row) => [row.storeId, row.id]),
    );
  };
  await reload();
  return {
    of: (id) => byId.get(id),
    all: () => [...byId.values()],
    shelfOf: (store) => shelfByStore.get(store),
    transitOf: (store) => transitByStore.get(store),
    rulesOf: (id) => rulesById.get(id),
    reload,
  };
}
