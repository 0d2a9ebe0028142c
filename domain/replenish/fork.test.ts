import { expect, test } from 'vitest';
import {
  figuresOf,
  fittingQuantity,
  forkWorth,
  freightOf,
  laidOn,
  linesOf,
  pairsOf,
  type ForkCell,
  type ForkLevel,
  type ForkMove,
} from './fork.ts';

const cell = (part: Partial<ForkCell>): ForkCell => ({
  locationId: 1,
  skuId: 7,
  onHand: 0,
  reserved: 0,
  inTransit: 0,
  base: 0,
  perDay: 1,
  take: [],
  give: [],
  ...part,
});
const level = (onHand: number, reserved = 0, inTransit = 0): ForkLevel => ({
  onHand,
  reserved,
  inTransit,
  onOrder: 0,
});
/** Ten stand at A and hardly sell; B has none and would sell four or five. */
const a = cell({ onHand: 10, base: 10, perDay: 0.2, give: [0, 0, 0, 0.01, 0.01, 0.02, 0.04, 0.2, 0.5, 0.8] });
const b = cell({ locationId: 2, perDay: 2, take: [0.95, 0.9, 0.8, 0.6, 0.4, 0.2, 0.1] });
const none = { out: 0, in: 0 };
const moves: readonly ForkMove[] = [
  { sku: 7, from: 1, to: 2, quantity: 3 },
  { sku: 7, from: 1, to: 2, quantity: 1 },
];
const world = (levelOfA = level(10)) => ({
  places: [1, 2],
  goods: [{ skuId: 7, margin: 1000 }],
  unitCost: 60,
  docCost: 1200,
  cellOf: (location: number) => (location === 1 ? a : b),
  levelOf: (location: number) => (location === 1 ? levelOfA : level(0)),
});

test('[FK-3] moves are laid over what stands there now', () => {
  expect(figuresOf(a, level(10), laidOn(moves, 1, 7), 0)).toMatchObject({
    available: 10,
    after: 6,
    coverDaysBefore: 50,
    coverDays: 30,
    free: 6,
    beyond: 0,
    drift: 0,
  });
  expect(figuresOf(b, level(0, 0, 2), laidOn(moves, 2, 7), 0)).toMatchObject({ after: 4, coverDays: 3 });
});

test('[FK-3] never what is reserved or kept back, and told where more is laid than is free', () => {
  expect(figuresOf(a, level(10, 3), none, 5)).toMatchObject({ available: 7, free: 2, drift: -3 });
  expect(figuresOf(a, level(6, 3), laidOn(moves, 1, 7), 1)).toMatchObject({ free: 0, beyond: 2, drift: -7 });
});

test('[FK-4] short and over follow from the chances, and from what was laid', () => {
  expect(figuresOf(b, level(0), none, 0).short).toBe(4);
  expect(figuresOf(b, level(0), laidOn(moves, 2, 7), 0)).toMatchObject({ short: 0, over: 0 });
  expect(figuresOf(a, level(10), none, 0)).toMatchObject({ short: 0, over: 7 });
  expect(figuresOf(a, level(10), laidOn(moves, 1, 7), 0).over).toBe(3);
  // Two were sold there since: what remains is worth more.
  expect(figuresOf(a, level(8), none, 0).over).toBe(5);
});

test('[FK-4] what is ordered counts as on its way, and goes on counting once it has come', () => {
  const ordered = { ...b, base: 10 };
  const before = figuresOf(ordered, { ...level(0), onOrder: 10 }, none, 0);
  expect(before).toMatchObject({ short: 4, onOrder: 10 });
  expect(figuresOf(ordered, level(10), none, 0).short).toBe(before.short);
});

test('[FK-4] proposes as many as sell likelier there than here', () => {
  const at = (one: ForkCell, stands: ForkLevel, laid = none) => ({ cell: one, level: stands, laid });
  expect(fittingQuantity(at(a, level(10)), at(b, level(0)), 10)).toBe(7);
  expect(fittingQuantity(at(a, level(10)), at(b, level(0)), 3)).toBe(3);
  expect(fittingQuantity(at(b, level(0)), at(a, level(10)), 0)).toBe(0);
  expect(fittingQuantity(at(a, level(10)), at(b, level(0), { out: 0, in: 9 }), 10)).toBe(1);
});

test('[FK-4] worth is what the planner reckons, less freight', () => {
  // 0.95 + 0.9 + 0.8 + 0.6 sold there; 0 + 0 + 0 + 0.01 given up here; four units and one document carried.
  expect(forkWorth(world(), moves)).toBe(3250 - 10 - 240 - 1200);
  expect(freightOf(world(), moves)).toBe(1440);
  expect(forkWorth(world(), [])).toBe(0);
  // Six were sold at the source meanwhile: the same move now takes what would have sold.
  expect(forkWorth(world(level(4)), moves)).toBe(3250 - 40 - 200 - 500 - 800 - 1440);
});

test('[FK-4] a place without a forecast gives for nothing and keeps for nothing', () => {
  const store = cell({ base: null, perDay: null, onHand: 500 });
  expect(figuresOf(store, level(500), none, 0)).toMatchObject({ short: 0, over: 0, coverDays: undefined });
});

test('[FK-5] one document a pair, each SKU once', () => {
  const more = [...moves, { sku: 3, from: 2, to: 1, quantity: 2 }];
  expect(pairsOf(more).map(({ from, to, moves: laid }) => [from, to, linesOf(laid)])).toEqual([
    [1, 2, [{ sku: 7, quantity: 4 }]],
    [2, 1, [{ sku: 3, quantity: 2 }]],
  ]);
});
