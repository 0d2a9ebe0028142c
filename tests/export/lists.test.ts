import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseCard, SupplierPriceView, SupplierView } from '#protocol/purchase/views.ts';
import type { Measures, MeasureRow, SuggestionView } from '#protocol/replenish/views.ts';
import type { StocktakeRow } from '#protocol/stocktake/views.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { categoriesFile } from '#server/catalog/export-categories.ts';
import { auditFile } from '#server/admin/export-audit.ts';
import { alertsFile } from '#server/alert/export-alerts.ts';
import { sendFile, type FileForm, type FileList } from '#server/export/send.ts';
import { lookInto } from '#server/import/task.ts';
import { peopleFile } from '#server/organisation/export-people.ts';
import { storesFile } from '#server/organisation/export-stores.ts';
import { ordersFile } from '#server/purchase/export-orders.ts';
import { pricesFile, suppliersFile } from '#server/purchase/export-suppliers.ts';
import { measuresFile } from '#server/replenish/export-measures.ts';
import { suggestionsFile } from '#server/replenish/export-suggestions.ts';
import { documentsFile } from '#server/stock/export-documents.ts';
import { movementsFile } from '#server/stock/export-movements.ts';
import { stocktakesFile } from '#server/stocktake/export-stocktakes.ts';
import { boardFile } from '#server/transfer/export-board.ts';
import { everything, openHouse, type House } from '../identity/house.ts';

const evil = '=HYPERLINK("http://evil.example","x")';
let house: House;
let viewer: Viewer;

beforeAll(async () => {
  house = await openHouse();
  const { owner } = house;
  const accountId = await house.account('hq', 'hq', everything);
  viewer = {
    ...{ kind: 'person', company: 'house' as CompanySlug, accountId, session: 's' as SessionHandle },
    ...{ name: 'hq', role: 'hq', language: 'zh-CN', scope: { kind: 'all' }, locations: 'all' },
  };
  await owner`update stores set name_zh = ${evil}, address = ${`+${evil}`} where code = 'S1'`;
  await owner`update accounts set name_zh = ${evil}`;
  await owner`insert into skus (code, name_zh, name_en) values ('K1', ${evil}, ${evil})`;
  await owner`insert into audit_entries (account_id, session, action, subject, detail)
    values (${accountId}, 's', 'session.begin', ${evil}, ${JSON.stringify({ name: evil })}::text::jsonb)`;
  await owner`insert into categories (code, name_zh, name_en) values (${evil}, ${evil}, ${evil})`;
  await owner`insert into alert_rules (name, kind, account_id, region_ids, store_ids, category_ids, told_roles, told_accounts, told_webhooks)
    values (${evil}, 'negative', ${accountId}, '{}', '{}', '{}', '{}', '{}', '{}')`;
  await owner`insert into alerts (location_id, sku_id, kind, rule_id, opened_at, opened_position)
    values (1001, 1, 'negative', 1, now(), 1)`;
});
afterAll(() => house.close());

async function bytesOf(list: FileList, form: FileForm): Promise<Uint8Array> {
  const app = new Hono().get('/', (c) => sendFile(c, form, list));
  return new Uint8Array(await (await app.request('/')).arrayBuffer());
}

/** Whatever people can write, in every text of a row. */
function hostile<Row extends object>(numbers: Partial<Row>): Row {
  return new Proxy(numbers, {
    get: (row, name) => (name in row ? Reflect.get(row, name) : String(name).endsWith('Ms') ? 0 : evil),
  }) as Row;
}

const hostileSupplier = hostile<SupplierView>({
  ...{ skus: 1, leadDays: 3, payDays: 30, invoice: 'plain', openOrders: 0, isActive: true },
  ...{ realLeadDays: 2.25, fill: 0.5, minimum: -100, openValue: 100 },
});
const hostileSuggestion = hostile<SuggestionView>({
  ...{ id: 1, kind: 'purchase', state: 'rejected', quantity: 6, chosen: null, pack: 6, grain: 1 },
  ...{ sourceStock: -1, targetStock: 2, sourceCover: 1.5, targetCover: 0, take: [0.9, 0.5], give: [] },
  ...{ packPrice: 1200, margin: 300, transferId: null, purchaseId: null },
});
const hostileStocktake = hostile<StocktakeRow>({
  ...{ id: 1, scope: 'full', state: 'committed', isBlind: true, expectedSkus: 2, countedSkus: 1 },
  ...{ entries: 1, units: 1, people: 1, late: 0, gain: 100, loss: -100, committedAtMs: null },
  ...{ timeZone: 'Asia/Shanghai' },
});
const measuresOf = (row: Partial<MeasureRow>): Measures => ({
  days: 28,
  classes: [],
  transfers: { documents: 0, units: 0, different: 0, extra: 0, freight: null, gain: null },
  rows: [
    hostile<MeasureRow>({
      ...{ units: 1, onHand: 1, turnover: 2, outCells: 0, soldCells: 1, outHours: 0, lostUnits: 0.5 },
      ...{ lostPerDay: 0, deadUnits28: 0, deadUnits91: 0, deadValue28: 0, deadValue91: 0 },
      ...row,
    }),
  ],
});

const lists: Readonly<Record<string, () => Promise<FileList> | FileList>> = {
  stores: () => storesFile(house.company.ledgerSql, 'zh-CN'),
  alerts: () =>
    alertsFile(house.company, viewer, {
      set: 'open',
      kind: undefined,
      storeId: undefined,
      ruleId: undefined,
    }),
  audit: () => auditFile(house.company, viewer, { action: '', person: '' }),
  purchases: () =>
    ordersFile(
      viewer,
      'Asia/Shanghai',
      (async function* () {
        yield [
          hostile<PurchaseCard>({
            ...{ id: 1, state: 'sent', lineCount: 1, unitsOrdered: 1, unitsReceived: 0 },
            ...{ value: -100, receivedValue: null },
          }),
        ];
      })(),
    ),
  categories: () => categoriesFile(house.company.ledgerSql, 'zh-CN'),
  people: () => peopleFile(house.company.ledgerSql, 'zh-CN', 'Asia/Shanghai'),
  suppliers: () => suppliersFile(viewer, [hostileSupplier]),
  'supplier-prices': () =>
    pricesFile(viewer, hostileSupplier, [
      hostile<SupplierPriceView>({ ...{ pack: 6, packsMin: 1, price: -100, isOwn: true } }),
    ]),
  suggestions: () => suggestionsFile(viewer, [hostileSuggestion]),
  measures: () => measuresFile(viewer, measuresOf({ coverDays: -1.5, stockValue: -100 })),
  stocktakes: () => stocktakesFile(viewer, [hostileStocktake]),
  transfers: () =>
    boardFile(viewer, 'Asia/Shanghai', [
      hostile<TransferCard>({
        ...{ id: 1, state: 'talks', lineCount: 1, units: 1, unitsInTransit: 0, unitsDifferent: 0, value: 1 },
      }),
    ]),
};

for (const [name, list] of Object.entries(lists))
  test(`[A31] nothing that people wrote is a formula in the file of ${name}`, async () => {
    const csv = parse((await bytesOf(await list(), 'csv')) as Buffer, { bom: true }) as string[][];
    const texts = csv.slice(1).flat();
    expect(texts.some((text) => text.includes('HYPERLINK'))).toBe(true);
    expect(texts.filter((text) => /^\s*[=+@]/.test(text))).toEqual([]);
    const sheet = unzipSync(await bytesOf(await list(), 'xlsx'))['xl/worksheets/sheet1.xml'];
    expect(new TextDecoder().decode(sheet)).not.toMatch(/<f[ >]/);
  });

test('[IM-9] [IM-8] stores that were exported are read as stores, as they were', async () => {
  for (const form of ['csv', 'xlsx'] as const) {
    const look = await lookInto(await bytesOf(await storesFile(house.company.ledgerSql, 'zh-CN'), form));
    expect([look.kind, look.columns]).toMatchObject(['stores', { code: 0, name: 1, region: 2, address: 3 }]);
    expect(look.rows[0]?.slice(0, 4)).toEqual(['S1', evil, '杭', `+${evil}`]);
  }
});

test('[A31] who may not see what goods cost has no such column in any list', async () => {
  const clerk: Viewer = { ...viewer, role: 'clerk' };
  const headsOf = async (list: FileList) =>
    (parse((await bytesOf(list, 'csv')) as Buffer, { bom: true }) as string[][])[0] ?? [];
  const files = (reader: Viewer) => [
    suppliersFile(reader, [hostileSupplier]),
    pricesFile(reader, hostileSupplier, []),
    suggestionsFile(reader, [hostileSuggestion]),
    measuresFile(reader, measuresOf({})),
    stocktakesFile(reader, [hostileStocktake]),
    movementsFile(house.company, reader, { location: 1001, skuId: 1, timeZone: 'Asia/Shanghai' }),
    documentsFile(house.company, reader, [], {
      ...{ state: 'all', isWithoutSales: false, isMine: false },
    }),
  ];
  for (const [at, list] of files(clerk).entries()) {
    const whole = await headsOf(files(viewer)[at] ?? list);
    const seen = await headsOf(list);
    expect(seen.length, list.name).toBeLessThan(whole.length);
    expect(
      seen.filter((head) => /进价|毛利|成本|金额|库存金额|联系人/.test(head) && head !== '金额'),
    ).toEqual([]);
  }
});

test('[A31] a measure is a number in both forms', async () => {
  const csv = parse((await bytesOf(measuresFile(viewer, measuresOf({ coverDays: 12.5 })), 'csv')) as Buffer, {
    bom: true,
    columns: true,
  }) as Record<string, string>[];
  expect(csv[0]?.['可卖天数']).toBe('12.5');
  const file = await bytesOf(measuresFile(viewer, measuresOf({ coverDays: 12.5 })), 'xlsx');
  const sheet = new TextDecoder().decode(unzipSync(file)['xl/worksheets/sheet1.xml']);
  expect(sheet).toContain('<v>12.5</v>');
});
