import { momentCell, text } from '#domain/export/cell.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope, Language } from '#domain/identity/viewer.ts';
import { zoneOffsetMs } from '#domain/store/business-day.ts';
import { column, listFile, nameColumn, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Sql } from '../platform/database.ts';
import { readPeople } from './people.ts';

const roleWords: { readonly [R in Role]: Words } = {
  hq: { 'zh-CN': '总部', en: 'HQ' },
  regional_manager: { 'zh-CN': '区域经理', en: 'Regional manager' },
  store_manager: { 'zh-CN': '店长', en: 'Store manager' },
  clerk: { 'zh-CN': '店员', en: 'Clerk' },
  warehouse_keeper: { 'zh-CN': '仓管', en: 'Warehouse keeper' },
  finance: { 'zh-CN': '财务', en: 'Finance' },
};

const scopeWords: { readonly [K in DataScope['kind']]: Words } = {
  all: { 'zh-CN': '全部门店', en: 'All stores' },
  regions: { 'zh-CN': '指定区域', en: 'Some regions' },
  stores: { 'zh-CN': '指定门店', en: 'Some stores' },
};

interface Person {
  readonly login: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly role: Role;
  readonly scopeKind: DataScope['kind'];
  readonly isDisabled: boolean;
  readonly regions: readonly number[];
  readonly stores: readonly number[];
  readonly lastSeenAtMs: number | null;
}

type Codes = ReadonlyMap<number, string>;

function columnsFor(timeZone: string, regions: Codes, stores: Codes): readonly ListColumn<Person>[] {
  const named = (ids: readonly number[], codes: Codes) => ids.map((id) => codes.get(id) ?? id).join(' ');
  return [
    column('登录名', 'Login', ({ login }) => text(login)),
    nameColumn(
      '姓名',
      'Name',
      (row) => row.nameZh,
      (row) => row.nameEn,
    ),
    column('角色', 'Role', ({ role }, language) => text(roleWords[role][language])),
    column('范围', 'Reach', ({ scopeKind }, language) => text(scopeWords[scopeKind][language])),
    column('区域或门店编码', 'Codes of regions or stores', (row) =>
      text(row.scopeKind === 'regions' ? named(row.regions, regions) : named(row.stores, stores)),
    ),
    column('最近登录', 'Last seen', ({ lastSeenAtMs: ms }) =>
      momentCell(ms, ms === null ? 0 : zoneOffsetMs(ms, timeZone)),
    ),
    column('状态', 'State', ({ isDisabled }, language) =>
      text(
        isDisabled
          ? { 'zh-CN': '已停用', en: 'Disabled' }[language]
          : { 'zh-CN': '可登录', en: 'May sign in' }[language],
      ),
    ),
  ];
}

/** Who works in the chain, as what, and where. */
export async function peopleFile(sql: Sql, language: Language, timeZone: string): Promise<FileList> {
  const people = await readPeople(sql);
  const codesOf = async (table: 'regions' | 'stores'): Promise<Codes> => {
    const rows = await sql<{ id: number; code: string }[]>`select id, code from ${sql(table)}`;
    return new Map(rows.map(({ id, code }) => [id, code]));
  };
  const columns = columnsFor(timeZone, await codesOf('regions'), await codesOf('stores'));
  return listFile({ 'zh-CN': '人员', en: 'people' }, columns, language, [
    people as unknown as readonly Person[],
  ]);
}
