// What customers want to buy in one shop on one day. It is demand: whether the shelf had it is the ledger's word.
import { Chance, cumulate } from './chance.ts';
import type { DemoCompany, DemoStore } from './company.ts';
import { type Curve, curveOf } from './curve.ts';
import { dayEffect, offerOf, weekdayOf } from './offer.ts';

export type DemandLine = {
  readonly skuIndex: number;
  /** Whole base units. */
  readonly quantity: number;
  /** Fen a base unit, tax included, after the week's promotion. */
  readonly unitPrice: number;
};

export type DemandReceipt = {
  /** Second of the local business day, 0..86399. */
  readonly second: number;
  /** 1 to 4 lines, each SKU once. */
  readonly lines: readonly DemandLine[];
};

/**
 * Receipts of one shop on one business date (days since 1970-01-01), in time order. The same arguments always give the same
 * receipts, whatever was asked before. Expected pieces of a pair in an hour = rate × weekday × weather and holiday × promotion
 * × the category's share of the hour. The data has no receipts: a line stands for the pieces of one pair-hour with a sale.
 */
export function dayReceipts(
  company: DemoCompany,
  seed: number,
  storeIndex: number,
  day: number,
): DemandReceipt[] {
  const store = company.stores[storeIndex];
  if (store === undefined) throw new Error(`No store ${storeIndex}`);
  const chance = new Chance(seed, storeIndex, day, salt);
  return baskets(chance, wishes(company, seed, store, day, chance));
}

/** Mean pieces wanted of a SKU in a city that day, for a pair that sells `rate` pieces a day in the long mean. */
export function expectedPieces(
  company: DemoCompany,
  seed: number,
  regionIndex: number,
  skuIndex: number,
  rate: number,
  day: number,
): number {
  const sku = company.skus[skuIndex];
  if (sku === undefined) return 0;
  const weekday = curveOf(sku.curve).weekdays[weekdayOf(day)] ?? 1;
  return (
    rate *
    weekday *
    dayEffect(seed, regionIndex, day) *
    offerOf(company, seed, regionIndex, skuIndex, day).effect
  );
}

const salt = 21;
const secondsPerHour = 3600;
/** Receipts with 1, 2, 3 and 4 lines. */
const basketSizes = cumulate([0.42, 0.28, 0.18, 0.12]);

type Wish = DemandLine & { readonly second: number };

function wishes(company: DemoCompany, seed: number, store: DemoStore, day: number, chance: Chance): Wish[] {
  const weekday = weekdayOf(day);
  const effect = dayEffect(seed, store.regionIndex, day);
  const found: Wish[] = [];
  for (const { skuIndex, rate } of store.pairs) {
    const sku = company.skus[skuIndex];
    if (sku === undefined) continue;
    const curve = curveOf(sku.curve);
    const offer = offerOf(company, seed, store.regionIndex, skuIndex, day);
    const pieces =
      rate * (curve.weekdays[weekday] ?? 1) * effect * offer.effect * chance.factor(curve.dayVariance);
    for (let left = chance.poisson(pieces / curve.piecesMean); left > 0; left--) {
      found.push({
        skuIndex,
        quantity: 1 + chance.place(curve.pieces),
        unitPrice: offer.unitPrice,
        second: secondOf(curve, chance),
      });
    }
  }
  return found.sort((a, b) => a.second - b.second || a.skuIndex - b.skuIndex);
}

function secondOf(curve: Curve, chance: Chance): number {
  return chance.place(curve.hours) * secondsPerHour + chance.whole(0, secondsPerHour);
}

/** Neighbours in time become one receipt, at the time of the first. */
function baskets(chance: Chance, wanted: readonly Wish[]): DemandReceipt[] {
  const receipts: DemandReceipt[] = [];
  for (let from = 0; from < wanted.length;) {
    const size = 1 + chance.place(basketSizes);
    const lines = new Map<number, DemandLine>();
    for (const { skuIndex, quantity, unitPrice } of wanted.slice(from, from + size)) {
      lines.set(skuIndex, { skuIndex, quantity: quantity + (lines.get(skuIndex)?.quantity ?? 0), unitPrice });
    }
    receipts.push({ second: wanted[from]?.second ?? 0, lines: [...lines.values()] });
    from += size;
  }
  return receipts;
}
