import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';

/** Document numbers begin with the code of the location: the store's, with `>` before it for what is on its way there. */
export interface StoreCodes {
  codeOf(location: LocationId): string;
  locationOf(code: string): LocationId | undefined;
}

/** Reads them into memory; `reload` after stores changed. */
export async function openStoreCodes(sql: Queries): Promise<StoreCodes & { reload(): Promise<void> }> {
  let codeById = new Map<LocationId, string>();
  let idByCode = new Map<string, LocationId>();
  const reload = async (): Promise<void> => {
    const rows = await sql<{ id: LocationId; code: string }[]>`
      select l.id, case l.kind when 'transit' then '>' || s.code else s.code end as code
      from locations l join stores s on s.id = l.store_id`;
    codeById = new Map(rows.map((row) => [row.id, row.code]));
    idByCode = new Map(rows.map((row) => [row.code, row.id]));
  };
  await reload();
  return {
    codeOf: (location) => codeById.get(location) ?? String(location),
    locationOf: (code) => idByCode.get(code),
    reload,
  };
}
