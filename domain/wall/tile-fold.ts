import { receiptsOf, salesOf } from '../stock/sales-rollup.ts';
import type { PostedDocument } from '../stock/document.ts';
import { isDue } from '../stock/level.ts';
import type { BusinessDay, DayElapsed } from '../store/business-day.ts';
import type { LocationId, StoreId } from '../store/ids.ts';
import type { Quantity } from '../quantity.ts';

/** What a tile knows of one SKU on the shelf. */
interface ShelfSku {
  onHand: number;
  reorderPoint: number | null;
}

/** Sales of one business day by local hour, 24 entries each. */
export interface HourSums {
  readonly amount: number[];
  readonly receipts: number[];
}

/** Sales of one business day. */
export interface DaySums extends HourSums {
  readonly quantity: number;
  readonly cost: number;
}

/** What can be wrong with a SKU on a shelf. `due` is below its reorder point with some left; `out` with none left. */
export const needs = ['out', 'negative', 'due'] as const;
export type Need = (typeof needs)[number];

/** A need of a SKU that began or ended with a document. */
export interface StockTurn {
  readonly skuId: number;
  readonly need: Need;
  readonly isOpen: boolean;
  readonly atMs: number;
  readonly position: number;
}

/** Documents of a day that has not begun on the wall, kept until it does. Older ones are in the sums it begins with. */
const aheadMax = 4000;

/**
 * One store on the wall: folds the documents of its shelf and of its transit, in their order, each once.
 * Money in fen, quantities in base units.
 */
export class TileFold {
  readonly storeId: StoreId;
  readonly shelf: LocationId;
  readonly transit: LocationId;
  shelfPosition = 0;
  transitPosition = 0;
  businessDay: BusinessDay;
  quantity = 0;
  receipts = 0;
  cost = 0;
  amountByHour: number[] = emptyHours();
  /** The same weekday a week before. */
  before: HourSums = noHours();
  stockValue = 0;
  outOfStock = 0;
  belowReorderPoint = 0;
  negative = 0;
  inTransit = 0;
  inTransitValue = 0;
  lastAtMs = 0;
  readonly #skus = new Map<number, ShelfSku>();
  #ahead: PostedDocument[] = [];
  #soldThrough = 0;

  constructor(storeId: StoreId, shelf: LocationId, transit: LocationId, businessDay: BusinessDay) {
    this.storeId = storeId;
    this.shelf = shelf;
    this.transit = transit;
    this.businessDay = businessDay;
  }

  get skus(): number {
    return this.#skus.size;
  }

  get amount(): number {
    return this.amountByHour.reduce((sum, amount) => sum + amount, 0);
  }

  /** Takes a level as it stands where the fold begins. */
  loadLevel(skuId: number, onHand: number, reorderPoint: number | null): void {
    const sku = { onHand, reorderPoint };
    this.#skus.set(skuId, sku);
    this.#count(sku, 1);
  }

  /**
   * Begins a business day with what the ledger says was sold on it up to the position `through` of the shelf. What is
   * folded behind that position, before now or later, is counted on top.
   */
  turnTo(day: BusinessDay, today: DaySums, before: HourSums, through: number): void {
    this.businessDay = day;
    this.before = before;
    this.quantity = today.quantity;
    this.cost = today.cost;
    this.receipts = today.receipts.reduce((sum, count) => sum + count, 0);
    this.amountByHour = [...today.amount];
    this.#soldThrough = through;
    const ahead = this.#ahead;
    this.#ahead = [];
    for (const document of ahead) this.#takeSales(document);
  }

  /**
   * Folds the side of one document that lies at `location`, the shelf or the transit of this tile, where it has
   * `position`. Tells which needs began and which ended.
   */
  foldAt(location: LocationId, position: number, document: PostedDocument): StockTurn[] {
    const turns: StockTurn[] = [];
    this.lastAtMs = Math.max(this.lastAtMs, document.effectiveAtMs);
    if (location === this.transit) this.#foldTransit(position, document);
    if (location !== this.shelf) return turns;
    this.shelfPosition = position;
    for (const { sku, source, target, quantity, value } of document.movements) {
      const direction = sign(this.shelf, source, target);
      if (direction === 0) continue;
      this.stockValue += direction * value;
      this.#change(
        sku,
        (known) => (known.onHand += direction * quantity),
        position,
        document.effectiveAtMs,
        turns,
      );
    }
    if (document.location !== this.shelf) return turns;
    for (const { sku, reorderPoint } of document.reorderPoints)
      this.#change(
        sku,
        (known) => (known.reorderPoint = reorderPoint),
        position,
        document.effectiveAtMs,
        turns,
      );
    this.#takeSales(document);
    return turns;
  }

  #foldTransit(position: number, document: PostedDocument): void {
    this.transitPosition = position;
    for (const { source, target, quantity, value } of document.movements) {
      const direction = sign(this.transit, source, target);
      this.inTransit += direction * quantity;
      this.inTransitValue += direction * value;
    }
  }

  #takeSales(document: PostedDocument): void {
    if (document.position <= this.#soldThrough) return;
    if (document.businessDay === this.businessDay) this.#sell(document);
    else if (document.businessDay === this.businessDay - 7) this.#sellBefore(document);
    else if (document.businessDay > this.businessDay) {
      if (this.#ahead.length >= aheadMax) this.#ahead.splice(0, aheadMax / 2);
      this.#ahead.push(document);
    }
  }

  #sell(document: PostedDocument): void {
    this.receipts += receiptsOf(document.kind, document.movements);
    for (const { quantity, amount, cost } of salesOf(document.movements)) {
      this.quantity += quantity;
      this.cost += cost;
      this.amountByHour[document.hour] = (this.amountByHour[document.hour] ?? 0) + amount;
    }
  }

  /** A document of a week ago that comes late: the comparison moves. */
  #sellBefore({ kind, hour, movements }: PostedDocument): void {
    const { amount, receipts } = this.before;
    receipts[hour] = (receipts[hour] ?? 0) + receiptsOf(kind, movements);
    for (const sold of salesOf(movements)) amount[hour] = (amount[hour] ?? 0) + sold.amount;
  }

  #change(
    skuId: number,
    change: (sku: ShelfSku) => void,
    position: number,
    atMs: number,
    turns: StockTurn[],
  ): void {
    let sku = this.#skus.get(skuId);
    const isNew = sku === undefined;
    if (!sku) this.#skus.set(skuId, (sku = { onHand: 0, reorderPoint: null }));
    else this.#count(sku, -1);
    // A SKU that was never here had no need: its first receipt is not one that came back.
    const before = isNew ? noNeeds : needsOf(sku);
    change(sku);
    this.#count(sku, 1);
    const now = needsOf(sku);
    if (now === before) return;
    for (const [index, need] of needs.entries()) {
      const bit = 1 << index;
      if ((now & bit) !== (before & bit))
        turns.push({ skuId, need, isOpen: (now & bit) !== 0, position, atMs });
    }
  }

  #count(sku: ShelfSku, by: 1 | -1): void {
    if (sku.onHand <= 0) this.outOfStock += by;
    if (sku.onHand < 0) this.negative += by;
    if (isDue(sku.onHand as Quantity, sku.reorderPoint as Quantity | null)) this.belowReorderPoint += by;
  }
}

export function emptyHours(): number[] {
  return new Array<number>(24).fill(0);
}

export function noHours(): HourSums {
  return { amount: emptyHours(), receipts: emptyHours() };
}

const noNeeds = 0;

/** The needs of a SKU as bits, in the order of `needs`. */
function needsOf({ onHand, reorderPoint }: ShelfSku): number {
  const isLow = onHand > 0 && isDue(onHand as Quantity, reorderPoint as Quantity | null);
  return (onHand <= 0 ? 1 : 0) | (onHand < 0 ? 2 : 0) | (isLow ? 4 : 0);
}

/** What a day came to up to a moment: the hours that are over, and the running one's elapsed share. */
export function sumUpTo(hours: readonly number[], { first, whole, share }: DayElapsed): number {
  let sum = 0;
  for (let over = 0; over < Math.min(whole, 24); over++) sum += hours[(first + over) % 24] ?? 0;
  // Twenty-four are over: what runs is the rest of the hour that the day began in, and is in the sum.
  return whole >= 24 ? sum : sum + Math.round((hours[(first + whole) % 24] ?? 0) * share);
}

function sign(location: LocationId, source: LocationId, target: LocationId): -1 | 0 | 1 {
  if (target === location) return 1;
  return source === location ? -1 : 0;
}
