import { text, wholeCell } from '#domain/export/cell.ts';
import type { Language } from '#domain/identity/viewer.ts';
import { column, listFile, nameColumn, type ListColumn } from '../export/list-file.ts';
import type { FileList } from '../export/send.ts';
import type { Sql } from '../platform/database.ts';

export interface CategoryRow {
  readonly id: number;
  readonly parentId: number | null;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly skus: number;
}

const categoriesMax = 5000;

/** Categories with how many goods each one has itself. */
export function readCategories(sql: Sql): Promise<readonly CategoryRow[]> {
  return sql<CategoryRow[]>`
    select id, parent_id as "parentId", code, name_zh as "nameZh", name_en as "nameEn",
      (select count(*) from skus k where k.category_id = c.id and k.is_active) as skus
    from categories c order by code limit ${categoriesMax}`;
}

/** The tree of categories, each one with the code of the one above it. */
export async function categoriesFile(sql: Sql, language: Language): Promise<FileList> {
  const rows = await readCategories(sql);
  const codes = new Map(rows.map(({ id, code }) => [id, code]));
  const columns: readonly ListColumn<CategoryRow>[] = [
    column('编码', 'Code', ({ code }) => text(code)),
    nameColumn(
      '名称',
      'Name',
      (row) => row.nameZh,
      (row) => row.nameEn,
    ),
    column('上级编码', 'Code of the one above', ({ parentId }) =>
      text(parentId === null ? '' : (codes.get(parentId) ?? '')),
    ),
    column('商品数', 'Goods', ({ skus }) => wholeCell(skus)),
  ];
  return listFile({ 'zh-CN': '分类', en: 'categories' }, columns, language, [rows]);
}
