import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readTrade, type TradeFile } from './trade-file.ts';

async function read(bytes: string | Uint8Array): Promise<TradeFile> {
  const folder = await mkdtemp(join(tmpdir(), 'trade-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'sales.csv');
  await writeFile(path, bytes);
  return readTrade(path, 910);
}

test('[RP-12] names in quotes may hold commas; columns come in any order', async () => {
  const { stores, trade, complaints } = await read(
    '\uFEFFdemand,store,"sku",date\r\n3,"A, ""the"" one",x,2024-01-01\r\n2,B,x,"2024-01-02"\r\n',
  );
  expect(stores).toEqual(['A, "the" one', 'B']);
  expect([...trade.demand]).toEqual([3, 0, 0, 2]);
  expect(complaints).toEqual([]);
});

test('[RP-12] two shops of a file that is not UTF-8 stay two', async () => {
  const gbk = (...bytes: number[]) => Buffer.from(bytes);
  const { stores, complaints } = await read(
    Buffer.concat([
      Buffer.from('date,store,sku,demand\n2024-01-01,'),
      gbk(0xc9, 0xcf, 0xba, 0xa3),
      Buffer.from(',x,1\n2024-01-01,'),
      gbk(0xb1, 0xb1, 0xbe, 0xa9),
      Buffer.from(',x,1\n'),
    ]),
  );
  expect(stores).toEqual(['上海', '北京']);
  expect(complaints).toEqual(['2 lines are not UTF-8 and are read as GB 18030']);
});

test('[RP-12] a slip of a year makes no eight thousand empty ones', async () => {
  const { trade, complaints } = await read(
    'date,store,sku,demand\n2024-01-01,A,x,1\n9999-12-31,A,x,1\n0001-01-01,A,x,1\n2024-01-03,A,x,-1\n2024-01-02,A,x,2\n',
  );
  expect(trade.days).toBe(2);
  expect(complaints.at(-1)).toBe("3 lines can't be read and are left out");
});

test('[RP-12] what is no such file is told', async () => {
  await expect(read('')).rejects.toThrow(/no row of date,store,sku,demand/);
  await expect(read('date,store,units\n')).rejects.toThrow(/names no column sku, demand/);
});
