import { text } from '#domain/export/cell.ts';
import type { Language } from '#domain/identity/viewer.ts';
import { listFile, type ListColumn, type Words } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Sql } from '../platform/database.ts';

interface Store {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly regionZh: string;
  readonly regionEn: string;
  readonly kind: string;
  readonly address: string;
  readonly timeZone: string;
  readonly isActive: boolean;
}

const kinds: Readonly<Record<string, Words>> = {
  store: { 'zh-CN': '门店', en: 'Store' },
  warehouse: { 'zh-CN': '仓库', en: 'Warehouse' },
};

/** The first four are called as the import of stores calls them: what goes out comes in again. */
const columns: readonly ListColumn<Store>[] = [
  { heads: { 'zh-CN': '编码', en: 'Code' }, cell: ({ code }) => text(code) },
  {
    heads: { 'zh-CN': '名称', en: 'Name' },
    cell: ({ nameZh, nameEn }, language) => text(language === 'en' ? nameEn : nameZh),
  },
  {
    heads: { 'zh-CN': '区域', en: 'Region' },
    cell: ({ regionZh, regionEn }, language) => text(language === 'en' ? regionEn : regionZh),
  },
  { heads: { 'zh-CN': '地址', en: 'Address' }, cell: ({ address }) => text(address) },
  {
    heads: { 'zh-CN': '类型', en: 'Kind' },
    cell: ({ kind }, language) => text(kinds[kind]?.[language] ?? kind),
  },
  { heads: { 'zh-CN': '时区', en: 'Time zone' }, cell: ({ timeZone }) => text(timeZone) },
  {
    heads: { 'zh-CN': '状态', en: 'State' },
    cell: ({ isActive }, language) =>
      text(
        isActive ? { 'zh-CN': '营业', en: 'Open' }[language] : { 'zh-CN': '停用', en: 'Closed' }[language],
      ),
  },
];

const storesMax = 5000;

export async function storesFile(sql: Sql, language: Language): Promise<FileList> {
  const stores = await sql<Store[]>`
    select s.code, s.name_zh as "nameZh", s.name_en as "nameEn", r.name_zh as "regionZh", r.name_en as "regionEn", s.kind,
      coalesce(s.address, '') as address, s.time_zone as "timeZone", s.is_active as "isActive"
    from stores s join regions r on r.id = s.region_id order by s.code limit ${storesMax}`;
  return listFile({ 'zh-CN': '门店', en: 'stores' }, columns, language, [stores]);
}
