import { expect, test } from 'vitest';
import { checkDigit } from './barcode.ts';
import { chainPiecesPerDay } from './assortment.ts';
import { demoCompany } from './company.ts';

const company = demoCompany(1);

test('the same seed gives the same company, another seed other shelves', () => {
  expect(demoCompany(1)).toEqual(company);
  expect(demoCompany(2).stores).not.toEqual(company.stores);
});

test('44 shops in three cities, each below its region and its warehouse', () => {
  const shopsOf = (regionIndex: number) =>
    company.stores.filter((store) => store.regionIndex === regionIndex).length;
  expect([0, 1, 2, 3].map(shopsOf)).toEqual([0, 20, 12, 12]);
  expect(company.regions.map((region) => region.parentIndex)).toEqual([undefined, 0, 0, 0]);
  for (const store of company.stores)
    expect(company.warehouses[store.warehouseIndex]?.regionIndex).toBe(store.regionIndex);
});

test('about 450 goods, 4,700 pairs and the chain’s demand', () => {
  const pairs = company.stores.flatMap((store) => store.pairs);
  expect(company.skus.length).toBeGreaterThan(420);
  expect(Math.abs(pairs.length - 4_747)).toBeLessThan(250);
  expect(pairs.reduce((sum, pair) => sum + pair.rate, 0)).toBeCloseTo(chainPiecesPerDay, 3);
  expect(Math.min(...pairs.map((pair) => pair.reorderPoint))).toBeGreaterThanOrEqual(1);
});

test('every good is kept somewhere, and in a shop only once', () => {
  expect(
    new Set(company.stores.flatMap((store) => store.pairs.map((pair) => pair.skuIndex))).size,
  ).toBeGreaterThan(company.skus.length * 0.95);
  for (const store of company.stores)
    expect(new Set(store.pairs.map((pair) => pair.skuIndex)).size).toBe(store.pairs.length);
});

test('no code, barcode or name is used twice', () => {
  const { skus, stores, warehouses, suppliers, categories, people } = company;
  for (const texts of [
    skus.map((sku) => sku.code),
    skus.map((sku) => sku.barcode),
    skus.map((sku) => `${sku.zh} ${sku.unit.zh}`),
    skus.map((sku) => sku.zh),
    skus.map((sku) => sku.en),
    [...stores, ...warehouses, ...suppliers].map((place) => place.code),
    [...stores, ...warehouses].map((place) => place.zh),
    [...stores, ...warehouses].map((place) => place.en),
    categories.map((category) => category.code),
    people.map((person) => person.login),
  ]) {
    const twice = texts.filter((text, index) => texts.indexOf(text) !== index);
    expect(twice).toEqual([]);
  }
});

test('barcodes are in-store EAN-13 with a right check digit', () => {
  for (const { barcode } of company.skus) {
    expect(barcode).toMatch(/^20\d{11}$/);
    expect(checkDigit(barcode.slice(0, 12))).toBe(barcode[12]);
  }
});

test('money is whole fen and every good earns something', () => {
  for (const sku of company.skus) {
    expect(Number.isInteger(sku.price) && Number.isInteger(sku.cost)).toBe(true);
    expect(1 - sku.cost / sku.price).toBeGreaterThan(0.1);
    expect(1 - sku.cost / sku.price).toBeLessThan(0.42);
    expect([900, 1300]).toContain(sku.taxRateBp);
    expect(company.suppliers[sku.supplierIndex]).toBeDefined();
    expect(company.categories[sku.categoryIndex]?.parentIndex).toBeDefined();
  }
});

test('one login per role at least, each with a scope that exists', () => {
  expect(new Set(company.people.map((person) => person.role)).size).toBe(6);
  expect(company.people.filter((person) => person.role === 'regionalManager')).toHaveLength(3);
});
