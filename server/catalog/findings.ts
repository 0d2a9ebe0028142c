import { isGtin } from '#domain/catalog/barcode.ts';
import { plainNameOf, skeletonOf } from '#domain/catalog/sku.ts';
import type { Finding } from '#protocol/catalog/views.ts';
import type { Sql } from '../platform/database.ts';

/** Findings of one kind that are shown; the rest come when these are mended. */
const findingsMax = 100;
const skusOfFindingMax = 12;

interface Brief {
  readonly id: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly spec: string;
  readonly color: string;
  readonly size: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly packQuantity: number;
}

/**
 * What may hurt later: one barcode on several SKUs, codes that look alike, two SKUs of one name, one code that stands
 * for different numbers of pieces, and codes of 8, 12, 13 or 14 digits whose check digit is wrong.
 */
export async function findTroubles(
  sql: Sql,
): Promise<{ findings: Finding[]; counts: Record<string, number> }> {
  const skus = await sql<Brief[]>`
    select id, code, name_zh as "nameZh", name_en as "nameEn", spec, color, size, unit_zh as "unitZh", unit_en as "unitEn", pack_quantity as "packQuantity"
    from skus where is_active and merged_into_id is null`;
  const codes = await sql<{ barcode: string; skuId: number; quantity: number }[]>`
    select b.barcode, b.sku_id as "skuId", b.quantity from barcodes b join skus k on k.id = b.sku_id
    where k.is_active and k.merged_into_id is null`;
  const skuById = new Map(skus.map((sku) => [sku.id, sku]));
  const found: Finding[] = [];
  const counts: Record<string, number> = {};
  const add = (kind: Finding['kind'], text: string, rows: readonly { skuId: number; quantity: number }[]) => {
    const count = (counts[kind] = (counts[kind] ?? 0) + 1);
    if (count > findingsMax) return;
    const shown = rows.slice(0, skusOfFindingMax).flatMap(({ skuId, quantity }) => {
      const sku = skuById.get(skuId);
      if (!sku) return [];
      const { code, nameZh, nameEn, unitZh, unitEn, packQuantity } = sku;
      return [{ skuId, code, nameZh, nameEn, unitZh, unitEn, packQuantity, quantity }];
    });
    found.push({ kind, text, skus: shown });
  };
  for (const [barcode, rows] of grouped(codes, (row) => row.barcode)) {
    const owners = new Set(rows.map(({ skuId }) => skuId));
    if (owners.size > 1) {
      const isClash =
        new Set(rows.map(({ skuId, quantity }) => `${quantity} ${skuById.get(skuId)?.unitZh}`)).size > 1;
      add(isClash ? 'units_clash' : 'barcode_shared', barcode, rows);
    }
    if (/^(\d{8}|\d{12,14})$/.test(barcode) && !isGtin(barcode)) add('check_digit', barcode, rows);
  }
  const plain = skus.map((sku) => ({ skuId: sku.id, quantity: 1, sku }));
  for (const [, rows] of grouped(plain, ({ sku }) => skeletonOf(sku.code)))
    if (rows.length > 1)
      add(
        'code_alike',
        rows
          .map(({ sku }) => sku.code)
          .slice(0, 4)
          .join(' · '),
        rows,
      );
  for (const [, rows] of grouped(plain, ({ sku }) =>
    plainNameOf(`${sku.nameZh}${sku.spec}${sku.color}${sku.size}`),
  ))
    if (rows.length > 1) add('name_same', rows[0]?.sku.nameZh ?? '', rows);
  return { findings: found, counts };
}

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === '') continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
