import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDigitOf } from '#domain/catalog/barcode.ts';
import type { BarcodeAnswer } from '#protocol/catalog/views.ts';
import { everything, inStores } from '../identity/house.ts';
import { openGoodsHouse, type GoodsHouse } from './shelf.ts';

let house: GoodsHouse;
let hq: string;
let clerk: string;

beforeAll(async () => {
  house = await openGoodsHouse();
  await house.account('hq', 'hq', everything);
  await house.account('clerk', 'clerk', inStores(1));
  hq = await house.signIn('hq');
  clerk = await house.signIn('clerk');
});
afterAll(() => house.close());

async function scan(code: string, store = '', cookie = hq): Promise<BarcodeAnswer> {
  const response = await house.askGoods(
    'GET',
    `/api/barcodes/${encodeURIComponent(code)}${store && `?store=${store}`}`,
    cookie,
  );
  expect(response.status).toBe(200);
  return (await response.json()) as BarcodeAnswer;
}

async function brief(code: string, store = '', cookie = hq): Promise<string[]> {
  const { matches } = await scan(code, store, cookie);
  return matches.map((one) => `${one.skuCode} ${one.quantity} ${one.amount ?? '-'} ${one.by} ${one.price}`);
}

const withCheck = (body: string) => body + checkDigitOf(body);

test('[CT-1] [CT-2] a scan finds its SKU however the code is written', async () => {
  for (const code of ['6907992500010', "'6907992500010", '６９０７９９２５０００１０', '06907992500010'])
    expect(await brief(code), code).toEqual(['MILK 1 - barcode 450']);
  for (const code of ['036000291452', '0036000291452', '36000291452'])
    expect(await brief(code), code).toEqual(['MILK 1 - barcode 450']);
});

test('[CT-2] a barcode of two SKUs gives both: a person chooses', async () => {
  expect(await brief('6901234567892')).toEqual(['MILK 12 - barcode 450', 'TEA 1 - barcode 9900']);
});

test('[CT-3] a case nobody entered is known by the piece inside', async () => {
  expect(await brief(withCheck('1690799250001'))).toEqual(['MILK 24 - case 450']);
});

test('[CT-4] a scale’s label says what and how much', async () => {
  expect(await brief(withCheck('210012301234'))).toEqual(['RICE 617 1234 label 2']);
  expect(await brief(withCheck('21001230123400500'))).toEqual(['RICE 500 1234 label 2']);
});

test('[CT-6] the store’s own price and its own names hold in that store only', async () => {
  expect(await brief('6907992500010', '1')).toEqual(['MILK 1 - barcode 480']);
  expect(await brief('6907992500010', '2')).toEqual(['MILK 1 - barcode 450']);
  expect(await brief('N7', '1')).toEqual(['MILK 1 - alias 480']);
  expect(await brief('N7', '2')).toEqual([]);
  expect(await brief('OLD-TEA')).toEqual(['TEA 1 - alias 9900']);
  expect(await brief('tea')).toEqual(['TEA 1 - code 9900']);
});

test('[I30] a clerk scans in his store; another store’s price is not told', async () => {
  expect(await brief('6907992500010', '1', clerk)).toEqual(['MILK 1 - barcode 480']);
  expect(await brief('6907992500010', '2', clerk)).toEqual(['MILK 1 - barcode 450']);
  expect((await house.askGoods('GET', '/api/barcodes/1', '')).status).toBe(401);
});

test('[A38] codes that are no codes find nothing and break nothing', async () => {
  for (const code of ["'; drop table skus --", '%', '\u0000', '../x', 'x'.repeat(200), '0', 'cccccccc'])
    expect(await brief(code), JSON.stringify(code)).toEqual([]);
});

test('[CT-7] a merged SKU answers as the one it was merged into', async () => {
  await house.owner`update skus set merged_into_id = 1, is_active = false where code = 'MILK2'`;
  expect(await brief('MILK2')).toEqual(['MILK 1 - code 450']);
});
