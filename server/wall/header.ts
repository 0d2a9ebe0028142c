import type { SnapshotFrame, WallRegion, WallStore } from '#protocol/wall/frame.ts';
import type { Queries } from '../platform/database.ts';

/** What seldom changes on the wall: the company, its regions and stores. */
export type WallHeader = Pick<SnapshotFrame, 'company' | 'regions' | 'stores'>;

export async function readHeader(sql: Queries): Promise<WallHeader> {
  const [company] = await sql<SnapshotFrame['company'][]>`
    select name_zh as "nameZh", name_en as "nameEn", currency, time_zone as "timeZone" from company_settings`;
  const regions = await sql<WallRegion[]>`
    select id as "regionId", parent_id as "parentId", name_zh as "nameZh", name_en as "nameEn" from regions order by id`;
  const stores = await sql<WallStore[]>`
    select id as "storeId", code, name_zh as "nameZh", name_en as "nameEn", kind, region_id as "regionId" from stores order by code`;
  if (!company) throw new Error('the company has no settings');
  return { company, regions, stores };
}

/** Adds the regions above those given. */
export function withParents(ids: Set<number>, regions: readonly WallRegion[]): Set<number> {
  const parentById = new Map(regions.map((region) => [region.regionId, region.parentId]));
  for (const id of ids) {
    const parent = parentById.get(id);
    if (parent !== null && parent !== undefined) ids.add(parent);
  }
  return ids;
}
