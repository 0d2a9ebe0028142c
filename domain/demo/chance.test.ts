import { expect, test } from 'vitest';
import { Chance, cumulate } from './chance.ts';

const many = <Value>(count: number, draw: () => Value) => Array.from({ length: count }, draw);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('the same names give the same stream, other names another', () => {
  const draw = (...names: number[]) => {
    const chance = new Chance(...names);
    return many(5, () => chance.next());
  };
  expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
  expect(draw(1, 2, 3)).not.toEqual(draw(1, 3, 2));
  expect(draw(0)).not.toEqual(draw(0, 0));
});

test('neighbouring streams are not alike', () => {
  const firsts = Array.from({ length: 4000 }, (_, day) => new Chance(7, 3, day).next());
  expect(mean(firsts)).toBeCloseTo(0.5, 1);
  expect(new Set(firsts.map((first) => Math.floor(first * 10))).size).toBe(10);
});

test.each([0.2, 3, 60])('poisson with mean %d has that mean and variance', (expected) => {
  const chance = new Chance(1);
  const counts = many(20_000, () => chance.poisson(expected));
  expect(mean(counts) / expected).toBeCloseTo(1, 1);
  expect(mean(counts.map((count) => (count - expected) ** 2)) / expected).toBeCloseTo(1, 1);
});

test('a factor has mean 1 and the variance asked for', () => {
  const chance = new Chance(2);
  const factors = many(40_000, () => chance.factor(0.25));
  expect(mean(factors)).toBeCloseTo(1, 1);
  expect(mean(factors.map((factor) => (factor - 1) ** 2))).toBeCloseTo(0.25, 1);
});

test('a place is drawn in proportion to its weight', () => {
  const chance = new Chance(3);
  const table = cumulate([1, 0, 3]);
  const places = many(20_000, () => chance.place(table));
  expect(places.filter((place) => place === 1)).toHaveLength(0);
  expect(places.filter((place) => place === 2).length / 20_000).toBeCloseTo(0.75, 1);
});
