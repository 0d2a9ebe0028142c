import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';

/** Document numbers begin with the code of the location: the store's, with `>` before it for what is on its way there. */
export interface StoreCodes {
  codeOf(location: LocationId): string;
  locationOf(code: string): LocationId | undefined;
}

export async function readStoreCodes(sql: Queries): Promise<StoreCodes> {
  const rows = await sql<{ id: LocationId; code: string }[]>`
    select l.id, case l.kind when 'transit' then '>' || s.code else s.code end as code
    from locations l join stores s on s.id = l.store_id`;
  const codeById = new Map(rows.map((row) => [row.id, row.code]));
  const idByCode = new Map(rows.map((row) => [row.code, row.id]));
  return {
    codeOf: (location) => codeById.get(location) ?? String(location),
    locationOf: (code) => idByCode.get(code),
  };
}
