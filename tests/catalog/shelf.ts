import { Hono } from 'hono';
import { catalogRoutes } from '#server/catalog/routes.ts';
import { indexMissing } from '#server/catalog/index-skus.ts';
import { openHouse, type House } from '../identity/house.ts';

/** The house with goods: milk by the piece and the case, rice by the gram from the scale, a double of milk. */
export interface GoodsHouse extends House {
  askGoods(method: string, path: string, cookie: string, body?: unknown): Promise<Response>;
}

export async function openGoodsHouse(): Promise<GoodsHouse> {
  const house = await openHouse();
  await house.owner`insert into categories (code, name_zh, name_en) values ('C1', '乳品', 'Dairy'), ('C2', '粮油', 'Staples')`;
  await house.owner`insert into skus (code, name_zh, name_en, unit_zh, unit_en, price, cost, pack_quantity, category_id, spec) values
    ('MILK', '伊利纯牛奶', 'Pure milk', '盒', 'box', 450, 310, 24, 1, '250ml'), ('RICE', '东北大米', 'Rice', '克', 'g', 2, 1, 1, 2, ''),
    ('MILK2', '伊利 纯牛奶', 'Pure milk', '盒', 'box', 450, 310, 24, 1, '250ml'), ('TEA', '龙井茶', 'Longjing tea', '包', 'bag', 9900, 6000, 1, null, '')`;
  await house.owner`insert into barcodes (barcode, sku_id, quantity) values
    ('6907992500010', 1, 1), ('036000291452', 1, 1), ('2100123', 2, 1), ('6901234567892', 4, 1), ('6901234567892', 1, 12)`;
  await house.owner`insert into sku_aliases (location_id, alias, sku_id) values (1001, 'N7', 1), (null, 'OLD-TEA', 4)`;
  await house.owner`insert into store_skus (location_id, sku_id, price) values (1001, 1, 480)`;
  await house.owner`insert into company_settings (name_zh, name_en) values ('房子', 'House')`;
  await indexMissing(house.company.ledgerSql);
  const parts = {
    openCompany: (asked: string) =>
      asked === house.company.slug ? { company: house.company, sessions: house.sessions } : undefined,
    origin: undefined,
    rebook: () => Promise.resolve(true),
  };
  const app = new Hono().route('/', catalogRoutes(parts) as unknown as Hono);
  return {
    ...house,
    askGoods: async (method, path, cookie, body) =>
      app.fetch(
        new Request(`http://tongpan.test${path}`, {
          method,
          headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
  };
}
