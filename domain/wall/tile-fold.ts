import { receiptsOf, salesOf } from '../stock/sales-rollup.ts';
import type { PostedDocument } from '../stock/document.ts';
import { isDue } from '../stock/level.ts';
import type { BusinessDay } from '../store/business-day.ts';
import type { LocationId, StoreId } from '../store/ids.ts';
import type { Quantity } from '../quantity.ts';

/** What a tile knows of one SKU on the shelf. */
interface ShelfSku {
  onHand: number;
  reorderPoint: number | null;
}

export interface HourSums {
  readonly amount: number[];
  readonly receipts: number[];
}

export type StockTurn = { readonly skuId: number; readonly kind: 'out' | 'back' | 'negative' | 'positive'; readonly atMs: number; readonly position: number };

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
  before: HourSums = { amount: emptyHours(), receipts: emptyHours() };
  stockValue = 0;
  outOfStock = 0;
  belowReorderPoint = 0;
  negative = 0;
  inTransit = 0;
  inTransitValue = 0;
  lastAtMs = 0;
  readonly #skus = new Map<number, ShelfSku>();
  /** Documents of a business day that has not begun on the wall: counted when it does. */
  #ahead: PostedDocument[] = [];

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

  /** Begins another business day: nothing is sold yet. */
  turnTo(day: BusinessDay, before: HourSums): void {
    this.businessDay = day;
    this.quantity = 0;
    this.receipts = 0;
    this.cost = 0;
    this.amountByHour = emptyHours();
    this.before = before;
    const ahead = this.#ahead;
    this.#ahead = [];
    for (const document of ahead) {
      if (document.businessDay === day) this.#sell(document);
      else if (document.businessDay > day) this.#ahead.push(document);
    }
  }

  /**
   * Folds the side of one document that lies at `location`, the shelf or the transit of this tile, where it has
   * `position`. Tells which SKUs ran out, came back, went below zero or came up again.
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
      this.#step(sku, direction * quantity, position, document.effectiveAtMs, turns);
    }
    if (document.location !== this.shelf) return turns;
    for (const { sku, reorderPoint } of document.reorderPoints) this.#watch(sku, reorderPoint);
    if (document.businessDay === this.businessDay) this.#sell(document);
    else if (document.businessDay > this.businessDay) this.#ahead.push(document);
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

  #sell(document: PostedDocument): void {
    this.receipts += receiptsOf(document.kind, document.movements);
    for (const { quantity, amount, cost } of salesOf(document.movements)) {
      this.quantity += quantity;
      this.cost += cost;
      this.amountByHour[document.hour] = (this.amountByHour[document.hour] ?? 0) + amount;
    }
  }

  #step(skuId: number, delta: number, position: number, atMs: number, turns: StockTurn[]): void {
    const sku = this.#skus.get(skuId);
    const before = sku?.onHand ?? 0;
    if (sku) this.#count(sku, -1);
    const now = sku ?? { onHand: 0, reorderPoint: null };
    now.onHand += delta;
    if (!sku) this.#skus.set(skuId, now);
    this.#count(now, 1);
    const at = { skuId, atMs, position };
    if (before > 0 && now.onHand <= 0) turns.push({ ...at, kind: 'out' });
    if (before <= 0 && now.onHand > 0) turns.push({ ...at, kind: 'back' });
    if (before >= 0 && now.onHand < 0) turns.push({ ...at, kind: 'negative' });
    if (before < 0 && now.onHand >= 0) turns.push({ ...at, kind: 'positive' });
  }

  #watch(skuId: number, reorderPoint: number | null): void {
    const sku = this.#skus.get(skuId);
    if (sku) this.#count(sku, -1);
    const now = sku ?? { onHand: 0, reorderPoint: null };
    now.reorderPoint = reorderPoint;
    this.#skus.set(skuId, now);
    this.#count(now, 1);
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

/** What a day came to up to a moment: whole hours before the running one, and the running one's elapsed share. */
export function sumUpTo(hours: readonly number[], hour: number, elapsedShare: number): number {
  let sum = 0;
  for (let at = 0; at < hour; at++) sum += hours[at] ?? 0;
  return sum + Math.round((hours[hour] ?? 0) * elapsedShare);
}

function sign(location: LocationId, source: LocationId, target: LocationId): -1 | 0 | 1 {
  if (target === location) return 1;
  return source === location ? -1 : 0;
}
