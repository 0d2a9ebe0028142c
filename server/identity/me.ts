import { maySee, operationsOf, type Viewer } from '#domain/identity/viewer.ts';
import { presetByRole } from '#domain/identity/role.ts';
import type { Me } from '#protocol/identity/me.ts';
import type { Sql } from '../platform/database.ts';

const namesMax = 200;

/** Who the viewer is, and the names of the regions or stores that were given to him. */
export async function readMe(
  sql: Sql,
  viewer: Viewer,
  companyName: { nameZh: string; nameEn: string },
): Promise<Me> {
  const { kind, name, role, language, company, scope, session } = viewer;
  const { columns, home } = presetByRole[role];
  const names =
    scope.kind === 'all'
      ? []
      : scope.kind === 'regions'
        ? await sql<{ nameZh: string; nameEn: string }[]>`
            select name_zh as "nameZh", name_en as "nameEn" from account_regions a join regions r on r.id = a.region_id
            where a.account_id = ${viewer.accountId} order by r.code limit ${namesMax}`
        : await sql<{ nameZh: string; nameEn: string }[]>`
            select name_zh as "nameZh", name_en as "nameEn" from account_stores a join stores s on s.id = a.store_id
            where a.account_id = ${viewer.accountId} order by s.code limit ${namesMax}`;
  return {
    kind,
    accountId: viewer.accountId,
    name,
    role,
    language,
    company,
    companyNameZh: companyName.nameZh,
    companyNameEn: companyName.nameEn,
    session,
    scope: { kind: scope.kind, names: [...names] },
    operations: [...operationsOf(viewer)],
    columns: columns.filter((column) => maySee(viewer, column)),
    home: kind === 'kiosk' ? '/wall' : home,
  };
}
