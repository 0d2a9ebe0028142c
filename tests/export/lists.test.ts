import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseCard } from '#protocol/purchase/views.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { auditFile } from '#server/admin/export-audit.ts';
import { alertsFile } from '#server/alert/export-alerts.ts';
import { sendFile, type FileForm, type FileList } from '#server/export/send.ts';
import { lookInto } from '#server/import/task.ts';
import { storesFile } from '#server/organisation/export-stores.ts';
import { ordersFile } from '#server/purchase/export-orders.ts';
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
