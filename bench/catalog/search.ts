import { performance } from 'node:perf_hooks';
import { indexMissing } from '#server/catalog/index-skus.ts';
import { listGoods } from '#server/catalog/list.ts';
import { goodsQuerySchema } from '#protocol/catalog/requests.ts';
import { createCompany, dropCompany } from '#server/company/companies.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openCluster, ownerOf } from '../platform/cluster.ts';
import { percentile, rounded, type Bench } from '../platform/figure.ts';

const skus = 100_000;
const asks = 400;
const goalMs = 100;
const searches = [
  '牛奶',
  '奶',
  '纯牛奶 250',
  'chunniunai',
  'niunai',
  'cnn',
  'yl',
  'K012345',
  '6900000',
  '69000000777',
  '龙井茶',
  'longjing',
  'A',
  '苹果',
  'zzz',
];

/** Searching 100,000 SKUs by Chinese, pinyin, initials, code and barcode: from the question to the rows, without the wire. */
export const catalogSearch: Bench = {
  name: 'search',
  run: async (say) => {
    const cluster = await openCluster();
    try {
      await dropCompany(cluster, 'bench-goods');
      const row = await createCompany(cluster, { slug: 'bench-goods', nameZh: '商品', nameEn: 'Goods' });
      const owner = ownerOf(cluster, row.database);
      await owner`insert into skus (code, name_zh, name_en, price)
        select 'K' || lpad(i::text, 6, '0'), (array['伊利','蒙牛','光明','君乐宝','农夫','三只松鼠'])[1 + i % 6] || (array['纯牛奶','酸奶','龙井茶','苹果汁','坚果','大米','酱油'])[1 + i / 6 % 7] || ' ' || (i % 40 * 25) || 'ml', 'Good ' || i, i
        from generate_series(1, ${skus}::int) i`;
      await owner`insert into barcodes (barcode, sku_id) select '69' || lpad(id::text, 11, '0'), id from skus`;
      const sql = openDatabase({
        url: cluster.appUrl(row.database),
        connectionsMax: 2,
        reach: 'all',
        applicationName: 'bench',
      });
      const began = performance.now();
      await indexMissing(sql);
      const indexSeconds = (performance.now() - began) / 1000;
      say(`${skus} SKUs indexed in ${indexSeconds.toFixed(1)} s`);
      await owner`vacuum analyze`;
      const times: number[] = [];
      const slowest = new Map<string, number>();
      for (let turn = 0; turn < asks; turn++) {
        const search = searches[turn % searches.length] ?? '';
        const started = performance.now();
        await listGoods(sql, { role: 'hq' } as never, goodsQuerySchema.parse({ search }), {
          offset: 0,
          limit: 50,
        });
        const ms = performance.now() - started;
        times.push(ms);
        slowest.set(search, Math.max(slowest.get(search) ?? 0, ms));
      }
      const p99 = percentile(times, 0.99);
      await sql.end();
      await owner.end();
      return [
        {
          name: 'search',
          value: rounded(p99, 1),
          unit: 'ms p99',
          ratio: rounded(p99 / goalMs, 2),
          against: goalMs,
          goal: '100,000 SKUs, p99 < 100 ms',
          ok: p99 < goalMs,
          detail: {
            p50: rounded(percentile(times, 0.5), 1),
            indexSeconds: rounded(indexSeconds, 1),
            slowest: Object.fromEntries([...slowest].map(([search, ms]) => [search, rounded(ms, 1)])),
          },
        },
      ];
    } finally {
      await cluster.stop();
    }
  },
};
