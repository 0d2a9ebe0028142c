import { codeKindOf } from '#domain/catalog/barcode.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { SkuCard, SkuChangeView } from '#protocol/catalog/views.ts';
import type { Queries } from '../platform/database.ts';

const changesShownMax = 200;

/** All that is known of a SKU, cut to what the viewer may see; undefined where there is none. */
export async function readCard(sql: Queries, viewer: Viewer, skuId: number): Promise<SkuCard | undefined> {
  const [card] = await sql<SkuCard[]>`
    select k.id as "skuId", k.code, k.name_zh as "nameZh", k.name_en as "nameEn", k.spec, k.color, k.size, k.brand,
      k.category_id as "categoryId", k.unit_zh as "unitZh", k.unit_en as "unitEn", k.pack_quantity as "packQuantity", k.price,
      ${maySee(viewer, 'cost') ? sql`k.cost` : sql`null::bigint`} as cost,
      ${maySee(viewer, 'internal') ? sql`k.supplier_id` : sql`null::int`} as "supplierId", k.is_active as "isActive", k.revision,
      (extract(epoch from k.updated_at) * 1000)::bigint as "updatedAtMs", k.tax_basis_points as "taxBasisPoints",
      k.product_id as "productId", k.merged_into_id as "mergedIntoId", (select p.hash from sku_photos p where p.sku_id = k.id) as photo,
      coalesce((select sum(l.on_hand) from levels l where l.sku_id = k.id), 0)::bigint as "onHand"
    from skus k where k.id = ${skuId}`;
  if (!card) return undefined;
  const barcodes = await sql<{ barcode: string; quantity: number }[]>`
    select barcode, quantity from barcodes where sku_id = ${skuId} order by quantity, barcode`;
  const packs = await sql<
    SkuCard['packs']
  >`select name_zh as "nameZh", name_en as "nameEn", quantity from sku_packs where sku_id = ${skuId} order by quantity, name_zh`;
  const aliases = await sql<SkuCard['aliases']>`
    select a.alias, s.id as "storeId", s.code as "storeCode" from sku_aliases a left join locations l on l.id = a.location_id
    left join stores s on s.id = l.store_id where a.sku_id = ${skuId} order by s.code nulls first, a.alias`;
  const stores = await sql<SkuCard['stores']>`
    select s.id as "storeId", s.code, s.name_zh as "nameZh", s.name_en as "nameEn", o.price, o.minimum, o.maximum
    from store_skus o join locations l on l.id = o.location_id join stores s on s.id = l.store_id
    where o.sku_id = ${skuId} order by s.code`;
  const variants =
    card.productId === null
      ? []
      : await sql<
          SkuCard['variants']
        >`select id as "skuId", code, color, size from skus where product_id = ${card.productId} and merged_into_id is null order by color, size, code limit 200`;
  return {
    ...card,
    barcodes: barcodes.map((row) => ({ ...row, kind: codeKindOf(row.barcode) })),
    packs: [...packs],
    aliases: [...aliases],
    stores: [...stores],
    variants: [...variants],
  };
}

/** What changed, newest first; fields that the viewer may not see are left out of each change. */
export async function readChanges(sql: Queries, viewer: Viewer, skuId: number): Promise<SkuChangeView[]> {
  const rows = await sql<SkuChangeView[]>`
    select c.batch, (extract(epoch from c.at) * 1000)::bigint as "atMs", coalesce(a.name_zh, '') as "accountName", c.action, c.changes,
      exists (select from catalog_changes u where u.sku_id = c.sku_id and u.action = 'undo' and u.changes ->> 'of' is not null
        and u.changes ->> 'of' = c.batch::text) as "isUndone"
    from catalog_changes c left join accounts a on a.id = c.account_id where c.sku_id = ${skuId} order by c.id desc limit ${changesShownMax}`;
  const hidden = new Set([
    ...(maySee(viewer, 'cost') ? [] : ['cost']),
    ...(maySee(viewer, 'internal') ? [] : ['supplierId']),
    'of',
  ]);
  return rows.map((row) => ({
    ...row,
    changes: Object.fromEntries(Object.entries(row.changes).filter(([field]) => !hidden.has(field))),
  }));
}
