import { expect, test } from 'vitest';
import { PlannerSession } from './planner-session.ts';

const init = {
  type: 'init',
  version: 1,
  level: 0.95,
  explain: true,
  step: 1,
  start: '2024-01-01',
  stores: ['A', 'B'],
  skus: [{ id: 'x', price: 30, cost: 10, pack: 2, display: 1 }],
  network: {
    review: 7,
    lead: 2,
    central: false,
    regions: null,
    transfer: { lead: 1, every: 3, docCost: 1, unitCost: 0.1 },
  },
  holding: 0.25,
};

function started(): { session: PlannerSession; complaints: string[] } {
  const complaints: string[] = [];
  const session = new PlannerSession((text) => complaints.push(text));
  expect(session.take(init)).toMatchObject({ type: 'ready' });
  for (let day = 0; day < 40; day++)
    expect(session.take({ type: 'day', decide: false, sales: [0, 0, 1, 1, 0, 3], out: [] })).toBeUndefined();
  return { session, complaints };
}

const evening = {
  type: 'day',
  decide: true,
  sales: [],
  out: [1, 0],
  stock: [60, 0],
  inbound: [],
  mayOrder: [],
  nextOrder: [6, 6],
  mayMove: true,
  mayBuy: false,
  warehouse: null,
  supplier: [],
  seasonDaysLeft: null,
};

test('[RP-4] says with a sentence why goods should go from A to B', () => {
  const { session } = started();
  const plan = session.take(evening) as {
    transfers: {
      from: number;
      to: number;
      qty: number;
      text: string;
      coverFrom: number;
      coverTo: number;
      gain: number;
    }[];
  };
  expect(plan.transfers).toHaveLength(1);
  const [transfer] = plan.transfers;
  expect(transfer).toMatchObject({ from: 0, to: 1 });
  expect(transfer?.text).toContain('A 够卖');
  expect(transfer?.text).toContain(String(transfer?.coverFrom));
  expect(transfer?.text).toContain(String(transfer?.coverTo));
  expect(transfer?.gain).toBeGreaterThan(0);
});

test('[RP-4] orders whole packs, only where orders are open tonight', () => {
  const { session } = started();
  const plan = session.take({ ...evening, mayMove: false, mayOrder: [1] }) as {
    orders: number[][];
    transfers: unknown[];
  };
  expect(plan.transfers).toEqual([]);
  expect(plan.orders).toHaveLength(1);
  expect((plan.orders[0]?.[2] ?? 1) % 2).toBe(0);
});

test('[RP-12] answers every evening that asks, whatever is wrong with it', () => {
  const { session, complaints } = started();
  for (const odd of [
    { type: 'day', decide: true },
    { ...evening, stock: 'none', sales: [9, 9, 9], inbound: [[]], nextOrder: null, mayOrder: [77, -1, 'x'] },
    { ...evening, stock: [1e300, -5], sales: [0, 0, 1e300], out: [0] },
  ])
    expect(session.take(odd)).toMatchObject({ type: 'plan' });
  expect(complaints.join('\n')).toMatch(/stock has 0 figures/);
  expect(session.take({ type: 'what' })).toBeUndefined();
});

test('[RP-12] plans for nobody: no stores, no SKUs', () => {
  const session = new PlannerSession(() => undefined);
  session.take({ ...init, stores: [], skus: [] });
  expect(session.take({ ...evening, stock: [], nextOrder: [] })).toEqual({
    type: 'plan',
    orders: [],
    transfers: [],
    buy: [],
  });
});

test('[RP-10][RP-12] a buy of any size is dealt out whole, and soon', () => {
  const { session } = started();
  for (const units of [7, 20_001, 1e9]) {
    const answer = session.take({ type: 'allocate', days: 91, supply: [units], central: false }) as {
      readonly allocation: readonly (readonly number[])[];
    };
    expect(answer.allocation.reduce((sum, [, , quantity]) => sum + (quantity ?? 0), 0)).toBe(units);
    expect(
      answer.allocation.every(([, , quantity]) => Number.isInteger(quantity) && (quantity ?? 0) > 0),
    ).toBe(true);
  }
});
