import type { Book, Goods, GoodsRow } from '#protocol/stocktake/views.ts';
import type { Queries } from '../platform/database.ts';
import { readHead, readPlanned, type StocktakeRecord } from './rows.ts';

/** SKUs that a phone keeps to count offline; a larger catalogue is looked up one by one while there is a network. */
export const goodsRowsMax = 20_000;

/** What a phone needs to know of goods to count without a network: no price, no cost, no stock. [SK-15] */
export async function readGoods(sql: Queries, id: number): Promise<Goods> {
  const rows = await sql<{ row: GoodsRow }[]>`
    select json_build_array(k.id, k.code, k.name_zh, k.name_en, k.unit_zh, k.unit_en, k.pack_quantity,
      coalesce((select json_agg(json_build_array(b.barcode, b.quantity)) from barcodes b where b.sku_id = k.id), '[]'::json)) as row
    from skus k where k.is_active and k.merged_into_id is null order by k.id limit ${goodsRowsMax}`;
  return { rows: rows.map(({ row }) => row), planned: await readPlanned(sql, id) };
}

/** What the books say of the goods now, those that moved after a position: for a phone that counts with book quantity. */
export async function readBook(
  sql: Queries,
  { id, locationId }: Pick<StocktakeRecord, 'id' | 'locationId'>,
  after: number,
): Promise<Book> {
  // The head first: what is posted between the two is told again the next time.
  const position = await readHead(sql, locationId);
  const rows = await sql<{ sku: number; units: number }[]>`
    select sku_id as sku, on_hand as units from levels l where location_id = ${locationId} and position > ${after}
      and (not exists (select from stocktake_skus k where k.stocktake_id = ${id})
        or exists (select from stocktake_skus k where k.stocktake_id = ${id} and k.sku_id = l.sku_id))
    order by sku_id limit ${goodsRowsMax}`;
  return { position, rows: rows.map(({ sku, units }) => [sku, units] as const) };
}
