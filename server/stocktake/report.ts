import writeXlsxFile from 'write-excel-file/node';
import { accountOf } from '#domain/stocktake/entry.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { LateEntry, Report, ReportLine } from '#protocol/stocktake/views.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { readLateAbout } from './late-rows.ts';
import { readSkuNames } from './progress.ts';
import { readUnknownCodes } from './unknown-codes.ts';
import type { StocktakeRecord } from './rows.ts';

/** The gain and loss report of a committed stocktake: its lines as they were posted, and what came late. */
export async function readReport(
  sql: Sql,
  viewer: Viewer,
  record: StocktakeRecord,
  storeCode: string,
  fold: SheetFold,
): Promise<Report> {
  const lines = await readLines(sql, viewer, record);
  const amounts = lines.map(({ amount }) => amount);
  const seesCost = maySee(viewer, 'cost');
  return {
    lines,
    countedSkus: record.totals?.countedSkus ?? 0,
    gain: seesCost ? record.gain : null,
    loss: seesCost ? record.loss : null,
    gainAmount: amounts.reduce((sum, amount) => sum + Math.max(0, amount), 0),
    lossAmount: amounts.reduce((sum, amount) => sum + Math.max(0, -amount), 0),
    late: await lateEntries(sql, viewer, record, storeCode, fold),
    unknown: await readUnknownCodes(sql, viewer, record.id, fold),
  };
}

async function readLines(sql: Queries, viewer: Viewer, record: StocktakeRecord): Promise<ReportLine[]> {
  const rows = await sql<ReportLine[]>`
    select n.sku_id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn",
      n.state, n.counted, n.book, n.moved_in as "movedIn", n.moved_out as "movedOut", n.variance, (n.variance * k.price)::bigint as amount,
      coalesce(m.value, 0)::bigint as value
    from stocktake_lines n join skus k on k.id = n.sku_id
    left join lateral (
      select case when n.variance < 0 then -sum(value) else sum(value) end as value from movements
      where location_id = ${record.locationId} and position = ${record.documentPosition ?? 0} and sku_id = n.sku_id and quantity > 0
        and 4 in (source_id, target_id)) m on true
    where n.stocktake_id = ${record.id} and (n.variance <> 0 or n.state in ('asked', 'left'))
    order by abs(n.variance * k.price) desc, n.sku_id`;
  return maySee(viewer, 'cost') ? rows : rows.map((row) => ({ ...row, value: null }));
}

/** What came after the freeze, of a committed or a cancelled stocktake. */
export async function lateEntries(
  sql: Sql,
  viewer: Viewer,
  record: StocktakeRecord,
  storeCode: string,
  fold: SheetFold,
): Promise<LateEntry[]> {
  const about = await readLateAbout(sql, record.id, fold);
  const names = await readSkuNames(
    sql,
    about.flatMap(({ meaning }) => meaning?.sku ?? []),
  );
  return about.map(({ row, entry, meaning }) => {
    const name = meaning && names.get(meaning.sku);
    return {
      key: row.entryKey,
      isVoid: row.isVoid,
      name:
        (viewer.language === 'en' ? row.accountNameEn : row.accountNameZh) || String(accountOf(row.entryKey)),
      skuId: meaning?.sku ?? null,
      barcode: entry.counted.kind === 'barcode' ? entry.counted.barcode : null,
      skuNameZh: name?.nameZh ?? '',
      skuNameEn: name?.nameEn ?? '',
      quantity: meaning?.quantity ?? entry.quantity,
      countedAtMs: entry.atSeconds * 1000,
      receivedAtMs: row.receivedAtMs,
      state: row.state,
      correction: row.correction,
      document: row.documentPosition === null ? null : `${storeCode}-${row.documentPosition}`,
    };
  });
}

const headings = {
  'zh-CN': [
    '商品编码',
    '商品名称',
    '单位',
    '账面数',
    '盘点数',
    '盘点期间入',
    '盘点期间出',
    '差异数',
    '差异金额(售价)',
    '差异金额(成本)',
    '状态',
  ],
  en: [
    'SKU',
    'Name',
    'Unit',
    'Book',
    'Counted',
    'In while counted',
    'Out while counted',
    'Difference',
    'Difference at price',
    'Difference at cost',
    'State',
  ],
} as const;

function cellsOf(viewer: Viewer, line: ReportLine): (string | number | null)[] {
  const isEn = viewer.language === 'en';
  return [
    line.skuCode,
    isEn ? line.skuNameEn : line.skuNameZh,
    isEn ? line.unitEn : line.unitZh,
    line.book,
    line.counted,
    line.movedIn,
    line.movedOut,
    line.variance,
    line.amount / 100,
    line.value === null ? null : line.value / 100,
    stateWords[viewer.language][line.state],
  ];
}

/** As the report's page says them. */
const stateWords: { readonly [L in Viewer['language']]: { readonly [S in ReportLine['state']]: string } } = {
  'zh-CN': {
    fine: '已过账',
    chosen: '采用点数',
    asked: '未选择，未过账',
    left: '不处理',
    uncounted: '未点，按零',
  },
  en: {
    fine: 'Posted',
    chosen: 'Count used',
    asked: 'Not decided, not posted',
    left: 'Left',
    uncounted: 'Not counted, taken as zero',
  },
};

/** CSV that spreadsheets open as text where it is text: no formula gets in by a name. [A31] */
export function reportCsv(viewer: Viewer, report: Report): string {
  const rows = [headings[viewer.language], ...report.lines.map((line) => cellsOf(viewer, line))];
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[\s]*[=+\-@＝＋－＠\t\r;]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export async function reportXlsx(viewer: Viewer, report: Report): Promise<Buffer> {
  const head = headings[viewer.language].map((value) => ({
    value,
    type: String,
    fontWeight: 'bold' as const,
  }));
  const rows = report.lines.map((line) =>
    cellsOf(viewer, line).map((value) =>
      value === null ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String },
    ),
  );
  return writeXlsxFile([head, ...rows]).toBuffer();
}
