import { readFileSync } from 'node:fs';
import type { TransferInstance, TransferItem } from '#domain/replenish/transfer-instance.ts';
import { solveTransfers } from '#domain/replenish/transfer-solve.ts';

/** A region has tens; documents between so many are millions. */
const storesMax = 2000;

/** `npm run -s transfers:solve < instance.json > moves.json`. */
function run(): number {
  let instance: TransferInstance;
  try {
    instance = instanceOf(JSON.parse(readFileSync(0, 'utf8')));
  } catch (error) {
    process.stderr.write(
      `the instance can't be read: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
  const moves = solveTransfers(instance).map(({ from, to, item, quantity }) => [
    from,
    to,
    instance.items[item]?.sku ?? item,
    quantity,
  ]);
  process.stdout.write(`${JSON.stringify({ moves })}\n`);
  return 0;
}

function instanceOf(value: unknown): TransferInstance {
  const { stores, unitCost = 0, docCost = 0, items } = value as Partial<TransferInstance>;
  const count = Array.isArray(stores) ? stores.length : stores;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > storesMax)
    throw new TypeError(`stores must be how many there are, ${storesMax} at most`);
  if (!isCost(unitCost) || !isCost(docCost)) throw new TypeError('unitCost and docCost must be 0 or more');
  if (!Array.isArray(items)) throw new TypeError('items must be a list');
  return { stores: count, unitCost, docCost, items: items.map((item, at) => itemOf(item, at, count)) };
}

function itemOf(value: unknown, at: number, stores: number): TransferItem {
  const { sku, margin, x, give, take } = value as Partial<TransferItem>;
  if (typeof margin !== 'number' || !Number.isFinite(margin))
    throw new TypeError(`item ${at}: margin must be a number`);
  if (!Array.isArray(x) || !Array.isArray(give) || !Array.isArray(take))
    throw new TypeError(`item ${at}: x, give and take must be lists by store`);
  return {
    sku: sku ?? at,
    margin,
    x: Array.from({ length: stores }, (_, s) => Number(x[s] ?? 0)),
    give: Array.from({ length: stores }, (_, s) => give[s] ?? []),
    take: Array.from({ length: stores }, (_, s) => take[s] ?? []),
  };
}

function isCost(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

process.exitCode = run();
