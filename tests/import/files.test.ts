import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { FileCheck, type Checked, type Rows } from '#server/import/checked-rows.ts';
import { look, type Look } from '#server/import/look.ts';
import { lookInto } from '#server/import/task.ts';
import { FileTrouble } from '#server/import/sheet.ts';
import { writeXlsx } from '#server/export/xlsx.ts';
import { text, wholeCell, moneyCell, momentCell } from '#domain/export/cell.ts';

const shared = new URL('../../../shared/data/', import.meta.url).pathname;
const hasShared = existsSync(shared);
const sheets = join(shared, 'import-files/sheets');

async function read(bytes: Uint8Array): Promise<{ look: Look; checked: Checked; rows: Rows }> {
  const seen = await look(bytes, {});
  const check = new FileCheck(bytes, {
    ...{ sheet: 0, headRow: seen.headRow, kind: seen.kind, columns: seen.columns, needsStore: false },
    ...{ fixes: [], skipped: [], skuIdsByCode: new Map(), storeByName: new Map() },
  });
  const rows: Rows = { products: [], stock: [], stores: [], bad: [] };
  for await (const { products, stock, stores, bad } of check.chunks()) {
    rows.products.push(...products);
    rows.stock.push(...stock);
    rows.stores.push(...stores);
    rows.bad.push(...bad);
  }
  return { look: seen, checked: check.checked, rows };
}

const troubleOf = (bytes: Uint8Array) =>
  lookInto(bytes).then(
    () => 'read',
    (error: unknown) =>
      error instanceof FileTrouble
        ? `${error.code}${error.row === undefined ? '' : ` ${error.row}`}`
        : String(error),
  );

/** A zip of one entry that was packed already. */
function zipped(name: string, packed: Buffer, size: number): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  head.copy(entry, 6, 4, 30);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(head.length + name.length + packed.length, 16);
  return Buffer.concat([head, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test('[IM-9] what is exported as a workbook is read back as it was: texts, numbers, money, times', async () => {
  const bytes = await bytesOf(
    writeXlsx(
      ['编码', '名称', '售价', '箱规', '更新时间'],
      (async function* () {
        yield [
          [
            text('=1+1'),
            text('a<b>&"\u0001c 好'),
            moneyCell(-5),
            wholeCell(12),
            momentCell(Date.parse('2026-11-25T02:00:00Z'), 8 * 3_600_000),
          ],
          [text('007'), text('  空格  '), moneyCell(123_456_789), wholeCell(null), momentCell(null)],
        ];
      })(),
    ),
  );
  const { rows } = await lookInto(bytes);
  expect(rows).toEqual([
    ['=1+1', 'a<b>&"c 好', '-0.05', '12', '2026-11-25 10:00:00'],
    ['007', '  空格  ', '1234567.89'],
  ]);
});

test('[IM-2] encodings are told apart, and so is what stands between columns', async () => {
  const table = '编码,名称,售价\nA1,纯牛奶,4.50\n';
  const gb = Buffer.from([
    0xb1, 0xe0, 0xc2, 0xeb, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a, 0x41, 0x31, 0x2c, 0xc5, 0xa3, 0xc4, 0xcc,
    0x0a,
  ]);
  const utf16 = Buffer.from(`\uFEFF${table.replaceAll(',', '\t')}`, 'utf16le');
  for (const bytes of [
    Buffer.from(table),
    Buffer.from(`\uFEFF${table}`),
    utf16,
    Buffer.from(table.replaceAll(',', ';')),
  ]) {
    const { rows } = await read(bytes);
    expect(rows.products[0]).toMatchObject({ code: 'A1', name: '纯牛奶', price: 450 });
  }
  expect((await read(gb)).rows.products[0]).toMatchObject({ code: 'A1', name: '牛奶' });
});

test('[IM-3] titles above, sums below and empty rows are no goods', async () => {
  const csv =
    '某某超市商品表,,,\n制表日期：2026-11-25,,,\n,,,\n编码,品名,零售价,库存数量\nA1,牛奶,4.5,12\n,,,\nA2,茶,99,1\n合计,,,13\n';
  const { look, checked, rows } = await read(Buffer.from(csv));
  expect([look.headRow, look.kind, checked.rows, checked.aside]).toEqual([3, 'products', 2, 2]);
  expect(rows.products.map(({ code, quantity }) => [code, quantity])).toEqual([
    ['A1', 12],
    ['A2', 1],
  ]);
});

test('[IM-4] [A43] every wrong cell is named, with what would be right where that can be told', async () => {
  const csv =
    '编码,条码,名称,售价,箱规\n,,无码,1,1\nA1,6.90799E+12,牛奶,1,1\nA2,,茶,四元5,0\nA3,,好,1.005,12\nA3,,坏,1,1\nA4\u202e,,x,1,1\n';
  const { checked, rows } = await read(Buffer.from(csv));
  expect(
    checked.problems.map(({ row, field, code, fix }) => `${row} ${field} ${code} ${fix ?? '-'}`),
  ).toEqual([
    '2 code code.empty -',
    '3 barcode barcode.rounded -',
    '4 pack pack.unreadable 0',
    '4 price money.unreadable 5',
    '6 code code.twice -',
    '7 code text.unreadable A4',
  ]);
  expect(rows.products.map(({ code, price }) => [code, price])).toEqual([['A3', 101]]);
});

test('[IM-5] a number of a style on many rows is the product; the barcode names the SKU', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, index) => `690000000${String(index).padStart(4, '0')},FJ${index % 4},鞋,37.${index % 9}`,
  );
  const { look, rows } = await read(Buffer.from(`条码/19码,货号,商品名称,尺码\n${lines.join('\n')}\n`));
  expect(Object.keys(look.columns).toSorted()).toEqual(['barcode', 'name', 'product', 'size']);
  expect(rows.products).toHaveLength(40);
  expect(rows.products[0]).toMatchObject({ code: '6900000000000', product: 'FJ0', size: '37.0' });
});

test('[A36] bombs are refused within four seconds and hold nobody up', { timeout: 30_000 }, async () => {
  const bomb = zipped('xl/workbook.xml', deflateRawSync(Buffer.alloc(300 * 1024 * 1024)), 300 * 1024 * 1024);
  const sheet = (body: string) =>
    zipSync({
      'xl/workbook.xml': strToU8(
        '<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="r1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      'xl/worksheets/sheet1.xml': strToU8(body),
    });
  const merges = sheet(
    `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c></row></sheetData><mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(20_000)}</mergeCells></worksheet>`,
  );
  const far = sheet(
    '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="A1048576"><v>3</v></c></row></sheetData></worksheet>',
  );
  const many = zipSync(
    Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, new Uint8Array(1)])),
  );
  let stalls = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    if (now - last > 250) stalls += 1;
    last = now;
  }, 20);
  for (const [bytes, answer] of [
    [bomb, 'file.too_large'],
    [merges, 'read'],
    [far, 'read'],
    [many, 'file.too_large'],
    [
      zipSync({ 'xl/workbook.xml': strToU8('<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>') }),
      'file.no_sheet',
    ],
  ] as const) {
    const started = performance.now();
    expect(await troubleOf(bytes)).toBe(answer);
    expect(performance.now() - started).toBeLessThan(4000);
  }
  clearInterval(beat);
  expect(stalls).toBeLessThan(3);
});

test('[A37] text bombs and broken text are refused with the row', { timeout: 30_000 }, async () => {
  expect(await troubleOf(Buffer.from(`编码,名称\n${'x'.repeat(30 * 1024 * 1024)}`))).toMatch(
    /^file\.long_row/,
  );
  expect(await troubleOf(Buffer.from('编码,名称\nA1,a\nA\u0000,b\n'))).toBe('file.null_byte 3');
  expect(await troubleOf(Buffer.from(''))).toBe('file.empty');
  expect(await troubleOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]))).toBe('file.old_excel');
  expect(await troubleOf(Buffer.from('%PDF-1.4'))).toBe('file.other_form');
  expect(await troubleOf(Buffer.from('PK\u0003\u0004broken'))).toMatch(/^file\./);
  const wide = await lookInto(Buffer.from(`编码,名称${',c'.repeat(50_000)}\nA1,b\n`));
  expect(wide.heads.length).toBeLessThanOrEqual(200);
});

test.runIf(hasShared)('[IM-1] every awkward workbook has its answer', { timeout: 60_000 }, async () => {
  const answers: Record<string, string> = {};
  for (const name of readdirSync(sheets)) answers[name] = await troubleOf(readFileSync(join(sheets, name)));
  expect(answers).toEqual({
    'Attendance.csv': 'read',
    'Attendance.xlsx': 'read',
    'AutoFilter.xlsx': 'read',
    'ErrorTypes.xlsx': 'read',
    'defined_names_unicode.xlsx': 'read',
    'formula_stress_test.xlsx': 'read',
    'merge_cells.ods': 'file.no_workbook',
    'merge_cells.xls': 'file.old_excel',
    'merge_cells.xlsx': 'read',
    'mixed_sheets.xlsx': 'read',
    'number_format_entities.xlsx': 'read',
    'password_2002_40_xor.xls': 'file.old_excel',
    'phonetic_text.xlsx': 'read',
    'rich_text_stress.xlsx': 'read',
    'sheet_visibility.xlsx': 'read',
    'text_and_numbers.xlsx': 'read',
    'xlsx-stream-d-date-cell.xlsx': 'read',
  });
  for (const name of readdirSync(join(shared, 'import-files/encodings')).filter((one) =>
    one.startsWith('products-'),
  )) {
    const { checked, rows } = await read(readFileSync(join(shared, 'import-files/encodings', name)));
    expect([name, checked.rows, checked.good], JSON.stringify(checked.problems.slice(0, 3))).toEqual([
      name,
      182,
      182,
    ]);
    expect(rows.products.every(({ name: one }) => one === undefined || !one.includes('\uFFFD'))).toBe(true);
  }
});

test.runIf(hasShared)(
  '[IM-1] the dirty barcode list of 95,145 rows is read, and what is wrong with it is said',
  { timeout: 60_000 },
  async () => {
    const bytes = gunzipSync(readFileSync(join(shared, 'scan-log-cn/barcode-master.csv.gz')));
    const { look, checked, rows } = await read(bytes);
    expect(look.kind).toBe('products');
    expect(checked.rows + checked.aside).toBe(95_145);
    expect(checked.good + checked.bad).toBe(checked.rows);
    expect(checked.good).toBeGreaterThan(90_000);
    expect(new Set(rows.products.map(({ code }) => code)).size).toBeGreaterThan(88_000);
  },
);

test.runIf(hasShared)(
  '[IM-1] goods and stores of a foreign chain are read as they are',
  { timeout: 60_000 },
  async () => {
    const goods = await read(gunzipSync(readFileSync(join(shared, 'foodmart/product.csv.gz'))));
    expect([goods.look.kind, goods.checked.rows, goods.checked.bad]).toEqual(['products', 1560, 0]);
    const cn = await read(readFileSync(join(shared, 'products-cn/products.csv')));
    expect([cn.checked.rows, cn.checked.good]).toEqual([1313, 1313]);
  },
);
