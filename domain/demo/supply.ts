// One day of supply, decided at midnight from the levels of that moment. It is imperfect on purpose: forecasts err, suppliers
// come short, lines are forgotten, so that shelves run dry towards the evening as they do in the data.
//
// 00:10 supplier → regional   02:30 regional → shop   05:10 fresh on the shelf   09:30 supplier → central
// 04:40 waste written off     11:00 regional → shop   14:00 dry goods on the shelf   15:00 central → regional, there 19:00
import { Chance } from './chance.ts';
import type { DemoCompany, DemoStore } from './company.ts';
import { expectedPieces } from './demand.ts';
import { isFresh } from './freshness.ts';
import { levelCount, levelIndex, type Levels, type Place, ratesByRegion } from './levels.ts';
import { clock, purchase, transfer } from './supply-paper.ts';
import { inTimeOrder, type SupplyEvent, type SupplyLine } from './supply-event.ts';
import { shelfCheck } from './waste.ts';

/**
 * Everything that is to happen on this business date (and late lorries of the next), in time order. Levels are those at its
 * midnight, by `levelIndex`; they are read, not changed. No event takes more from a warehouse than it has. A write-off never
 * takes more than the midnight level, but night customers may have been faster: the caller cuts it to what is on hand.
 */
export function daySupply(company: DemoCompany, seed: number, day: number, levels: Levels): SupplyEvent[] {
  const desk = openDesk(company, seed, day, levels);
  company.stores.forEach((_store, index) => {
    desk.events.push(...shelfCheck(company, seed, day, index, desk.onHand));
  });
  const freshNeeds = company.stores.map((store, index) => freshNeed(desk, store, index));
  const dryNeeds = company.stores.map((store, index) => dryNeed(desk, store, index));
  company.warehouses.forEach((warehouse, index) => {
    if (warehouse.kind !== 'regional') return;
    const mine = company.stores.flatMap((store, storeIndex) =>
      store.warehouseIndex === index ? [storeIndex] : [],
    );
    buyFresh(desk, index, mine, freshNeeds);
    send(desk, index, mine, freshNeeds, 'fresh');
    send(desk, index, mine, dryNeeds, 'dry');
  });
  buyDry(desk);
  company.warehouses.forEach((warehouse, index) => {
    if (warehouse.kind === 'regional') refill(desk, index);
  });
  return inTimeOrder(desk.events);
}

/** Fresh goods on the shelf in the morning: the forecast, and a buffer that grows with its root; thin, as waste is feared. */
const freshBuffer = 1.4;
const freshForecastVariance = 0.06;
const forgottenShare = { fresh: 0.03, dry: 0.12 } as const;
const dryCoverDays = 4;
const supplierShortShare = 0.05;

type Need = ReadonlyMap<number, number>;

type Desk = {
  readonly company: DemoCompany;
  readonly seed: number;
  readonly day: number;
  readonly levels: Levels;
  /** What is left to give, as the night's decisions go on. */
  readonly onHand: Int32Array;
  readonly rates: readonly Float64Array[];
  readonly chance: Chance;
  readonly events: SupplyEvent[];
};

function openDesk(company: DemoCompany, seed: number, day: number, levels: Levels): Desk {
  const onHand = new Int32Array(levelCount(company));
  onHand.set(levels.onHand);
  return {
    company,
    seed,
    day,
    levels,
    onHand,
    rates: ratesByRegion(company),
    chance: new Chance(seed, day, 41),
    events: [],
  };
}

/** Up to the day's forecast, every day. */
function freshNeed(desk: Desk, store: DemoStore, storeIndex: number): Need {
  const { company, seed, day } = desk;
  const needs = new Map<number, number>();
  for (const { skuIndex, rate } of store.pairs) {
    if (!isFresh(company.skus[skuIndex]?.shelfLifeDays ?? 1)) continue;
    const chance = new Chance(seed, storeIndex, skuIndex, day, 42);
    if (chance.isLucky(forgottenShare.fresh)) continue;
    const forecast =
      expectedPieces(company, seed, store.regionIndex, skuIndex, rate, day) *
      chance.factor(freshForecastVariance);
    const need =
      Math.round(forecast + freshBuffer * Math.sqrt(forecast)) -
      position(desk, { kind: 'store', index: storeIndex }, skuIndex);
    if (need > 0) needs.set(skuIndex, need);
  }
  return needs;
}

/** Whole cases when the reorder point is reached, every second day. */
function dryNeed(desk: Desk, store: DemoStore, storeIndex: number): Need {
  const needs = new Map<number, number>();
  if ((desk.day + storeIndex) % 2 !== 0) return needs;
  for (const { skuIndex, rate, orderPoint } of store.pairs) {
    const sku = desk.company.skus[skuIndex];
    if (sku === undefined || isFresh(sku.shelfLifeDays)) continue;
    const free = position(desk, { kind: 'store', index: storeIndex }, skuIndex);
    if (free > orderPoint || desk.chance.isLucky(forgottenShare.dry)) continue;
    needs.set(skuIndex, wholeCases(rate * dryCoverDays - free, sku.casePack));
  }
  return needs;
}

function buyFresh(
  desk: Desk,
  warehouseIndex: number,
  stores: readonly number[],
  needs: readonly Need[],
): void {
  const { company, chance, onHand } = desk;
  const wanted = new Map<number, number>();
  for (const store of stores)
    for (const [skuIndex, need] of needs[store] ?? [])
      wanted.set(skuIndex, need + (wanted.get(skuIndex) ?? 0));
  const lines: SupplyLine[] = [];
  for (const [skuIndex, total] of wanted) {
    const index = levelIndex(company, { kind: 'warehouse', index: warehouseIndex }, skuIndex);
    const fill = chance.isLucky(supplierShortShare) ? 0.3 + 0.5 * chance.next() : 1;
    const missing = (total - (onHand[index] ?? 0)) * fill;
    if (missing <= 0) continue;
    const quantity = wholeCases(missing, company.skus[skuIndex]?.casePack ?? 1);
    onHand[index] = (onHand[index] ?? 0) + quantity;
    lines.push({ skuIndex, quantity });
  }
  desk.events.push(...purchase(company, desk.seed, desk.day, warehouseIndex, clock(0, 10), lines));
}

/** One transfer a shop; when the warehouse has too little of a SKU every shop gets its share of it. */
function send(
  desk: Desk,
  warehouseIndex: number,
  stores: readonly number[],
  needs: readonly Need[],
  run: 'fresh' | 'dry',
): void {
  const { company, onHand } = desk;
  const source: Place = { kind: 'warehouse', index: warehouseIndex };
  const wanted = new Map<number, number>();
  for (const store of stores)
    for (const [skuIndex, need] of needs[store] ?? [])
      wanted.set(skuIndex, need + (wanted.get(skuIndex) ?? 0));
  const share = new Map(
    [...wanted].map(([skuIndex, total]) => [
      skuIndex,
      Math.min(1, (onHand[levelIndex(company, source, skuIndex)] ?? 0) / total),
    ]),
  );
  for (const store of stores) {
    const lines: SupplyLine[] = [];
    for (const [skuIndex, need] of needs[store] ?? []) {
      const quantity = Math.floor(need * (share.get(skuIndex) ?? 0));
      if (quantity < 1) continue;
      const index = levelIndex(company, source, skuIndex);
      onHand[index] = (onHand[index] ?? 0) - quantity;
      lines.push({ skuIndex, quantity });
    }
    const hours = run === 'fresh' ? freshHours : dryHours;
    desk.events.push(
      ...transfer(
        desk,
        `${run}-${desk.day}-${company.stores[store]?.code}`,
        source,
        { kind: 'store', index: store },
        hours,
        lines,
      ),
    );
  }
}

const freshHours = {
  dispatch: clock(2, 30),
  receive: clock(5, 10),
  late: { days: 0, second: clock(11, 20) },
} as const;
const dryHours = {
  dispatch: clock(11, 0),
  receive: clock(14, 0),
  late: { days: 1, second: clock(9, 0) },
} as const;
const refillHours = {
  dispatch: clock(15, 0),
  receive: clock(19, 0),
  late: { days: 1, second: clock(7, 30) },
} as const;

/** Each supplier of dry goods comes to the central warehouse on its own weekday. */
function buyDry(desk: Desk): void {
  const { company, chance, onHand } = desk;
  const lines: SupplyLine[] = [];
  company.skus.forEach((sku, skuIndex) => {
    if (isFresh(sku.shelfLifeDays) || (desk.day + sku.supplierIndex) % 7 !== 0) return;
    const index = levelIndex(company, { kind: 'warehouse', index: 0 }, skuIndex);
    const missing = (desk.rates[0]?.[skuIndex] ?? 0) * 16 - (onHand[index] ?? 0);
    if (missing <= 0 || chance.isLucky(supplierShortShare)) return;
    const quantity = wholeCases(missing, sku.casePack);
    onHand[index] = (onHand[index] ?? 0) + quantity;
    lines.push({ skuIndex, quantity });
  });
  desk.events.push(...purchase(company, desk.seed, desk.day, 0, clock(9, 30), lines));
}

/** Central to regional: under three days of demand, up to a week. */
function refill(desk: Desk, warehouseIndex: number): void {
  const { company, onHand } = desk;
  const [source, target]: [Place, Place] = [
    { kind: 'warehouse', index: 0 },
    { kind: 'warehouse', index: warehouseIndex },
  ];
  const rates = desk.rates[company.warehouses[warehouseIndex]?.regionIndex ?? 0];
  const lines: SupplyLine[] = [];
  company.skus.forEach((sku, skuIndex) => {
    const rate = rates?.[skuIndex] ?? 0;
    const free = position(desk, target, skuIndex);
    if (isFresh(sku.shelfLifeDays) || free >= rate * 3) return;
    const index = levelIndex(company, source, skuIndex);
    const quantity = Math.min(onHand[index] ?? 0, wholeCases(rate * 7 - free, sku.casePack));
    if (quantity < 1) return;
    onHand[index] = (onHand[index] ?? 0) - quantity;
    lines.push({ skuIndex, quantity });
  });
  desk.events.push(
    ...transfer(
      desk,
      `refill-${desk.day}-${company.warehouses[warehouseIndex]?.code}`,
      source,
      target,
      refillHours,
      lines,
    ),
  );
}

/** On hand and on its way. */
function position(desk: Desk, place: Place, skuIndex: number): number {
  const index = levelIndex(desk.company, place, skuIndex);
  return (desk.onHand[index] ?? 0) + (desk.levels.inTransit[index] ?? 0);
}

const wholeCases = (quantity: number, casePack: number) =>
  Math.max(1, Math.ceil(quantity / casePack)) * casePack;
