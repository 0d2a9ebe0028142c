import type { Language, Viewer } from '#domain/identity/viewer.ts';
import type { Company } from '../platform/company.ts';
import { numberArray } from '../stock/pg-array.ts';
import { wantsSomebody } from '../wall/alerts.ts';

/** Alerts of one message; of more only their number is told. */
const linesMax = 20;

const words: { readonly [L in Language]: Readonly<Record<string, string>> } = {
  'zh-CN': {
    negative: '负库存',
    more: '另有 {count} 条',
  },
  en: {
    negative: 'Negative',
    more: '{count} more',
  },
};

/** What came up behind an alert, in the reach and the language of who is told; empty where nothing did. */
export async function readAlertTexts(
  company: Pick<Company, 'ledgerSql'>,
  viewer: Viewer,
  after: number,
): Promise<{ text: string; through: number }> {
  const sql = company.ledgerSql;
  const [newest] = await sql<
    { through: number }[]
  >`select coalesce(max(id), 0) as through from alerts where rule_id is null`;
  const through = newest?.through ?? 0;
  if (through <= after) return { text: '', through: after };
  const isEnglish = viewer.language === 'en';
  const reach =
    viewer.locations === 'all'
      ? sql`true`
      : sql`a.location_id = any(${numberArray([...viewer.locations])}::text::int[])`;
  const rows = await sql<{ kind: string; store: string; sku: string; total: number }[]>`
    select a.kind, ${isEnglish ? sql`s.name_en` : sql`s.name_zh`} as store, ${isEnglish ? sql`k.name_en` : sql`k.name_zh`} as sku,
      count(*) over () as total
    from alerts a join locations l on l.id = a.location_id join stores s on s.id = l.store_id join skus k on k.id = a.sku_id
    where a.id > ${after} and a.id <= ${through} and a.rule_id is null and a.closed_at is null and ${wantsSomebody(sql)} and ${reach}
    order by a.id limit ${linesMax}`;
  const word = words[viewer.language];
  const lines = rows.map(({ kind, store, sku }) => `${word[kind] ?? kind} · ${store} · ${sku}`);
  const more = (rows[0]?.total ?? 0) - rows.length;
  if (more > 0) lines.push((word['more'] ?? '').replace('{count}', String(more)));
  return { text: lines.join('\n'), through };
}
