import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { cleanBarcode, spellingsOf } from '#domain/catalog/barcode.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { Counter } from '#domain/stocktake/entry.ts';
import { Tally } from '#domain/stocktake/tally.ts';
import { countedTwice } from '#domain/stocktake/twice.ts';
import { entryWrite, SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import { sheetShape } from '#protocol/stocktake/sheet-shape.ts';

const folder = new URL('../../../shared/data/scan-log-cn/', import.meta.url);
const isThere = existsSync(new URL('scan-log-to-2026-01-10.csv', folder));
if (!isThere) process.stderr.write('skipped: the scan log of a real shop is not here\n');

type Row = Readonly<Record<string, string>>;
const read = (file: string): Row[] => {
  const bytes = readFileSync(new URL(file, folder));
  return parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, {
    columns: true,
    bom: true,
    relax_column_count: true,
  });
};

test.runIf(isThere)(
  '[I28][SK-4] the stocktake of a real shop, scan by scan by three people: every scan is an entry',
  () => {
    const skuByCode = new Map<string, Set<string>>();
    for (const row of read('barcode-master.csv.gz')) {
      const code = cleanBarcode(Object.values(row)[0] ?? '');
      const item = row['货号'] ?? '';
      if (code === '' || item === '') continue;
      const items = skuByCode.get(code) ?? new Set();
      skuByCode.set(code, items.add(item));
    }
    const ids = new Map<string, SkuId>();
    const idOf = (item: string): SkuId => {
      const id = ids.get(item) ?? ((ids.size + 1) as SkuId);
      ids.set(item, id);
      return id;
    };
    const tallies = [0, 1, 2].map((device) => new Tally(`${device + 1}-scanlog000-0` as Counter, 0, 0));
    const fold = new SheetFold();
    const scans = read('scan-log-to-2026-01-10.csv').filter((row) => row['操作类型'] === '检测');
    let known = 0;
    let unknown = 0;
    let ambiguous = 0;
    let twice = 0;
    scans.forEach((row, index) => {
      const code = cleanBarcode(row['条形码'] ?? '');
      const items = spellingsOf(code).flatMap((spelling) => [...(skuByCode.get(spelling) ?? [])]);
      // Several articles under one code: a person would be asked; the replay takes the first.
      const [first] = new Set(items);
      if (new Set(items).size > 1) ambiguous += 1;
      const tally = tallies[index % tallies.length];
      if (!tally || code === '') throw new Error(`scan ${index} was lost`);
      if (first === undefined) unknown += 1;
      else known += 1;
      const entry = tally.next({
        counted: first === undefined ? { kind: 'barcode', barcode: code } : { kind: 'sku', sku: idOf(first) },
        zone: 1,
        round: 1,
        quantity: quantity(1),
        atSeconds: Date.parse(`${row['操作时间']?.replace(' ', 'T')}+08:00`) / 1000,
      });
      const write = entryWrite(entry);
      expect(sheetShape.roots.e.value.safeParse(write.value).success, write.value).toBe(true);
      fold.put(write.root, write.key, write.value);
      if (countedTwice(fold.sheet, entry)) twice += 1;
    });
    process.stdout.write(
      `scan log: ${scans.length} scans, ${known} known, ${unknown} unknown (${fold.sheet.unknown.size} codes), ${ambiguous} ambiguous, ${twice} asked about\n`,
    );
    expect(scans).toHaveLength(144);
    expect(fold.sheet.entries.size).toBe(144);
    expect(fold.sheet.units).toBe(known);
    const kept = [...fold.sheet.unknown.values()].reduce((sum, keys) => sum + keys.size, 0);
    expect(known + kept).toBe(144);
  },
);
