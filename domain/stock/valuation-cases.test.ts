import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import type { Fen } from '../money.ts';
import type { Quantity } from '../quantity.ts';
import type { LocationId } from '../store/ids.ts';
import type { BusinessDay } from '../store/business-day.ts';
import { Book } from './book.ts';
import type { Costing } from './costing.ts';
import { post } from './post.ts';

interface Case {
  readonly id: string;
  readonly method: Costing;
  readonly steps: readonly {
    readonly op: 'in' | 'out';
    readonly qty: number;
    readonly unit_cost?: number;
    readonly cost_out?: number;
  }[];
  readonly cost_out_exact?: readonly number[];
  readonly end: { readonly qty: number; readonly value: number };
}

const file = new URL('../../../shared/data/valuation-cases/cases.json', import.meta.url);
const isHere = existsSync(file);
if (!isHere) console.warn('SKIPPED: ../shared/data/valuation-cases is not here, its cases were not tried');
const cases = isHere ? (JSON.parse(readFileSync(file, 'utf8')) as Case[]) : [];
const shelf = 1001 as LocationId;
const sku = 1 as SkuId;

/** A case whose quantities are not whole is counted in tenths: the base unit of such goods is the smallest that is dealt in. */
function unitsOf({ steps }: Case): number {
  return steps.every(({ qty }) => Number.isInteger(qty)) ? 1 : 10;
}

test.runIf(isHere)('all cases of both methods are here', () => {
  const count = (method: Costing): number => cases.filter((one) => one.method === method).length;
  expect([count('moving_average'), count('fifo')]).toEqual([3, 4]);
});

test.runIf(isHere).each(cases)('[I12] the case $id comes out to the fen', (one) => {
  const { method, steps, end, cost_out_exact: exact } = one;
  const book = new Book(method);
  const issues: number[] = [];
  for (const [index, { op, qty, unit_cost: unitCost, cost_out: costOut }] of steps.entries()) {
    const quantity = Math.round(qty * unitsOf(one)) as Quantity;
    const outcome = post(
      op === 'in'
        ? {
            kind: 'receipt',
            location: shelf,
            lines: [{ sku, quantity, value: Math.round(qty * (unitCost ?? 0) * 100) as Fen }],
          }
        : { kind: 'sale', location: shelf, happened: false, lines: [{ sku, quantity, amount: 0 as Fen }] },
      book,
      {
        locationOf: () => undefined,
        linkedOf: () => undefined,
        nextPositionOf: () => index + 1,
        businessDay: 0 as BusinessDay,
        closedThrough: null,
      },
    );
    if (outcome.outcome !== 'posting') throw new Error(outcome.code);
    const value = outcome.movements[0]?.value ?? 0;
    if (op === 'out') issues.push(value);
    if (costOut !== undefined) expect(value).toBe(Math.round(costOut * 100));
  }
  // Each issue is within a fen of the exact one, and nothing drifts: the end is exact.
  exact?.forEach((cost, index) => expect(Math.abs((issues[index] ?? 0) - cost * 100)).toBeLessThanOrEqual(1));
  expect(book.read(shelf, sku)).toMatchObject({
    onHand: Math.round(end.qty * unitsOf(one)),
    value: Math.round(end.value * 100),
  });
});
