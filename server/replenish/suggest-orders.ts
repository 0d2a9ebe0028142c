import { isWorthIt, mayWait, type OrderCosts } from '#domain/replenish/due.ts';
import { grainOf } from '#domain/replenish/price-line.ts';
import { refillOf, takesOf, type Terms } from '#domain/replenish/refill.ts';
import type { Covers, Origin, SupplyView } from './supply-view.ts';

/** A supplier's least is reached with packs that sell within so many days more, or not at all. */
const fillUpDays = 21;

/** What a place should get from the warehouse above it, or from a supplier. */
export interface OrderLine {
  /** Number of the place in the supply. */
  readonly place: number;
  readonly from: Origin;
  readonly sku: number;
  readonly quantity: number;
  readonly terms: Terms;
  /** Fen; 0 where it comes from a warehouse. */
  readonly packPrice: number;
  /** Chances of the quantity's grains, and some beyond. */
  readonly take: readonly number[];
  /** Units that waiting an evening would lose. */
  readonly urgent: number;
  readonly isRuled: boolean;
  readonly covers: Covers;
}

/**
 * The evening's orders, document by document, the dearest first. A document that waiting costs less than a day's share of
 * its cost waits; one that earns less than the hurdle is not told of; what somebody set a least and a most for is asked for
 * in any case.
 */
export function ordersFor(
  view: SupplyView,
  costs: OrderCosts,
  beyond: number,
): readonly (readonly OrderLine[])[] {
  const asked = documentsOf(view, beyond).filter((lines) => isDue(view, lines, costs));
  return rationed(view, asked, beyond)
    .map((lines) => filledUp(view, lines, beyond))
    .map((lines) => ({ lines, gross: grossOf(view, lines) }))
    .filter(({ lines, gross }) => isWorthIt(gross, carriedUnits(lines), costs) || lines.some(isRuled))
    .toSorted((a, b) => b.gross - a.gross)
    .map(({ lines }) => lines.toSorted((a, b) => grossOf(view, [b]) - grossOf(view, [a])));
}

function documentsOf(view: SupplyView, beyond: number): readonly (readonly OrderLine[])[] {
  const lines: OrderLine[] = [];
  for (let place = 0; place < view.supply.places.length; place++)
    for (let sku = 0; sku < view.chain.skus.length; sku++) {
      const line = lineOf(view, place, sku, beyond);
      if (line) lines.push(line);
    }
  return [...Map.groupBy(lines, ({ from, place }) => `${originKey(from)} ${place}`).values()];
}

function originKey(from: Origin): string {
  return from.kind === 'place' ? `place ${from.place}` : `supplier ${from.id}`;
}

function lineOf(view: SupplyView, place: number, sku: number, beyond: number): OrderLine | undefined {
  const from = view.fromOf(place, sku);
  if (!from) return undefined;
  const terms = view.termsOf(place, sku, from);
  const need = view.needOf(place, sku);
  const ruled = view.ruledOf(place, sku, need, terms, beyond);
  if (ruled === null) return undefined;
  const refill = ruled ?? refillOf(need, terms, beyond);
  if (!refill) return undefined;
  return {
    place,
    from,
    sku,
    ...refill,
    terms,
    packPrice: from.kind === 'supplier' ? view.supply.offers[sku]!.price : 0,
    isRuled: ruled !== undefined,
    covers: view.coversOf(place, sku),
  };
}

/** Whether a document is worth sending tonight: waiting loses more than a day's share of what it costs. */
function isDue(view: SupplyView, lines: readonly OrderLine[], costs: OrderCosts): boolean {
  if (lines.some(isRuled)) return true;
  const lost = lines.reduce((sum, { sku, urgent }) => sum + urgent * view.marginOf(sku), 0);
  const review = Math.min(...lines.map(({ terms }) => terms.review));
  return !mayWait(lost, review, costs);
}

/** A warehouse that has too little for all who ask gives its packs to where they sell most probably. */
function rationed(
  view: SupplyView,
  documents: readonly (readonly OrderLine[])[],
  beyond: number,
): readonly (readonly OrderLine[])[] {
  const given = new Map<OrderLine, number>();
  const asked = documents.flat().filter(({ from }) => from.kind === 'place');
  for (const lines of Map.groupBy(asked, ({ from, sku }) => `${originKey(from)} ${sku}`).values()) {
    const [{ from, sku }] = lines as [OrderLine];
    const free = from.kind === 'place' ? view.supply.warehouses.get(from.place)!.free[sku]! : 0;
    if (lines.reduce((sum, { quantity }) => sum + quantity, 0) > free) share(lines, free, given);
  }
  return documents
    .map((lines) =>
      lines
        .map((line) => resized(view, line, given.get(line) ?? line.quantity, beyond))
        .filter(({ quantity }) => quantity > 0),
    )
    .filter((lines) => lines.length > 0);
}

/** Up to what the supplier wants at least, with the packs that sell soonest; left as it is where they would lie. */
function filledUp(view: SupplyView, lines: readonly OrderLine[], beyond: number): readonly OrderLine[] {
  const [first] = lines;
  if (first?.from.kind !== 'supplier') return lines;
  const minimum = Math.max(...lines.map(({ sku }) => view.supply.offers[sku]!.minimum));
  let value = lines.reduce(
    (sum, { quantity, terms, packPrice }) => sum + (quantity / terms.pack) * packPrice,
    0,
  );
  if (value >= minimum) return lines;
  const quantities = lines.map(({ quantity }) => quantity);
  const rates = lines.map(({ place, sku }) => view.rateOf(place, sku));
  const needs = lines.map(({ place, sku }) => view.needOf(place, sku));
  while (value < minimum) {
    let best = -1;
    let soonest = Infinity;
    for (let i = 0; i < lines.length; i++) {
      const { terms, packPrice } = lines[i]!;
      if (packPrice <= 0 || rates[i]! < 1e-6) continue;
      const days = (Math.max(0, needs[i]!.position) + quantities[i]! + terms.pack) / rates[i]!;
      if (days < soonest && days <= terms.lead + terms.review + fillUpDays) {
        soonest = days;
        best = i;
      }
    }
    if (best < 0) return lines;
    quantities[best]! += lines[best]!.terms.pack;
    value += lines[best]!.packPrice;
  }
  return lines.map((line, i) => resized(view, line, quantities[i]!, beyond));
}

/** Another quantity, with the chances that go with it. */
function resized(view: SupplyView, line: OrderLine, quantity: number, beyond: number): OrderLine {
  if (quantity === line.quantity) return line;
  const take = takesOf(view.needOf(line.place, line.sku), line.terms, quantity, beyond);
  return { ...line, quantity, take };
}

function grossOf(view: SupplyView, lines: readonly OrderLine[]): number {
  return lines.reduce(
    (sum, { sku, quantity, take }) =>
      sum + Math.round(view.marginOf(sku) * soldOf(take, grainOf(quantity), 0, quantity)),
    0,
  );
}

/** A supplier brings its goods itself. */
function carriedUnits(lines: readonly OrderLine[]): number {
  return lines[0]?.from.kind === 'supplier' ? 0 : lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Units that are expected to sell of those from one to another. */
function soldOf(take: readonly number[], grain: number, from: number, to: number): number {
  let sold = 0;
  for (let n = from; n < to; n++) sold += take[Math.floor(n / grain)] ?? 0;
  return sold;
}

function isRuled(line: OrderLine): boolean {
  return line.isRuled;
}

/** Packs go, one by one, to the line whose next pack sells most probably. */
function share(lines: readonly OrderLine[], free: number, given: Map<OrderLine, number>): void {
  for (const line of lines) given.set(line, 0);
  for (let left = free; ;) {
    let best: OrderLine | undefined;
    let most = -1;
    for (const line of lines) {
      const at = given.get(line)!;
      const { pack } = line.terms;
      if (at + pack > line.quantity || pack > left) continue;
      const chance = soldOf(line.take, grainOf(line.quantity), at, at + pack) / pack;
      if (chance > most) {
        most = chance;
        best = line;
      }
    }
    if (!best) return;
    given.set(best, given.get(best)! + best.terms.pack);
    left -= best.terms.pack;
  }
}
