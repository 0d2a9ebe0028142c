import type { Browser, BrowserContext } from '@playwright/test';
import { indexMissing } from '#server/catalog/index-skus.ts';
import { createCompany, dropCompany } from '#server/company/companies.ts';
import { openDatabase, type Sql } from '#server/platform/database.ts';
import { openCookies, startServer, type BenchServer } from '../http/server.ts';
import { openCluster, ownerOf, settle, type BenchCluster } from '../platform/cluster.ts';
import { openBrowser } from '../wall/browser.ts';

export const skusOfGoods = 100_000;
const slug = 'bench-goods';

/** A company of 100,000 SKUs with names, barcodes and their search index. */
export interface GoodsStage {
  readonly cluster: BenchCluster;
  readonly owner: Sql;
  /** As the app. */
  readonly sql: Sql;
  readonly cookie: () => Promise<string>;
}

export async function openGoods(
  stack: AsyncDisposableStack,
  say: (line: string) => void,
): Promise<GoodsStage> {
  const cluster = stack.adopt(await openCluster(), (open) => open.stop());
  await dropCompany(cluster, slug);
  const row = await createCompany(cluster, { slug, nameZh: '商品', nameEn: 'Goods' });
  stack.defer(() => dropCompany(cluster, slug));
  const owner = stack.adopt(ownerOf(cluster, row.database), (open) => open.end());
  await owner.unsafe(places);
  await owner`insert into skus (code, name_zh, name_en, price, cost)
    select 'K' || lpad(i::text, 6, '0'), (array['伊利','蒙牛','光明','君乐宝','农夫','三只松鼠'])[1 + i % 6] || (array['纯牛奶','酸奶','龙井茶','苹果汁','坚果','大米','酱油'])[1 + i / 6 % 7] || ' ' || (i % 40 * 25) || 'ml', 'Good ' || i, i, i / 2
    from generate_series(1, ${skusOfGoods}::int) i`;
  await owner`insert into barcodes (barcode, sku_id) select '69' || lpad(id::text, 11, '0'), id from skus`;
  const sql = stack.adopt(
    openDatabase({
      url: cluster.appUrl(row.database),
      connectionsMax: 2,
      reach: 'all',
      applicationName: 'bench',
    }),
    (open) => open.end(),
  );
  await indexMissing(sql);
  await owner`vacuum analyze`;
  await settle(cluster);
  say(`${skusOfGoods} SKUs are made and indexed`);
  return {
    cluster,
    owner,
    sql,
    cookie: async () => (await openCookies({ row, ledgerSql: sql }, 1))[0] ?? '',
  };
}

export interface GoodsPages {
  readonly server: BenchServer;
  readonly browser: Browser;
  /** A browser that has kept nothing yet, signed in. */
  fresh(): Promise<BrowserContext>;
}

/** The server in a process of its own, and a browser at its pages. */
export async function openPages(stack: AsyncDisposableStack, stage: GoodsStage): Promise<GoodsPages> {
  const server = stack.adopt(await startServer(stage.cluster), (open) => open.stop());
  const browser = stack.adopt(await openBrowser(), (open) => open.close());
  const [name = '', value = ''] = (await stage.cookie()).split('=');
  const baseURL = `http://127.0.0.1:${server.port}`;
  return {
    server,
    browser,
    async fresh() {
      const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
      await context.addCookies([{ name, value, url: baseURL }]);
      return context;
    },
  };
}

const places = `
insert into regions (code, name_zh, name_en) values ('R', '区', 'Region');
insert into stores (code, name_zh, name_en, kind, region_id, negative_policy)
  select 'S' || i, '店' || i, 'Store ' || i, 'store', 1, 'refuse' from generate_series(1, 20) i;
insert into locations (id, kind, store_id)
  select 999 + 2 * id, 'shelf', id from stores union all select 1000 + 2 * id, 'transit', id from stores;
insert into location_heads (location_id) select id from locations where store_id is not null;
insert into accounts (login, name_zh, name_en, role, scope_kind) values ('bench', '量', 'Bench', 'hq', 'all');
`;
