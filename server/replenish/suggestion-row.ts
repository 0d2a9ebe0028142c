import type { Network, PlannedTransfer } from '#domain/replenish/network.ts';
import type { coversByRegion } from '#domain/replenish/sentence.ts';
import type { Chain } from './read-chain.ts';
import type { OrderLine } from './suggest-orders.ts';
import type { SupplyView } from './supply-view.ts';
import type { Told } from './told.ts';

/** A line of `suggestions` as it is written, all kinds with the same columns. */
export interface SuggestionRow {
  readonly kind: 'transfer' | 'order' | 'purchase';
  readonly source_id: number | null;
  readonly supplier_id: number | null;
  readonly target_id: number;
  readonly sku_id: number;
  readonly quantity: number;
  readonly pack: number;
  readonly packs_min: number;
  readonly pack_price: number;
  readonly source_stock: number;
  readonly target_stock: number;
  readonly source_cover: number;
  readonly target_cover: number;
  readonly median_cover: number;
  readonly margin: number;
  readonly is_ruled: boolean;
  readonly event_id: number | null;
  readonly event_percent: number | null;
  readonly take: readonly number[];
  readonly give: readonly number[];
}

type Covers = ReturnType<typeof coversByRegion>;
const tenths = (days: number) => Math.round(days * 10);
const digits = 10_000;
const rounded = (chance: number) => Math.round(chance * digits) / digits;

export function transferRow(
  line: PlannedTransfer,
  chain: Chain,
  network: Network,
  covers: Covers,
  told: Told | undefined,
  beyond: number,
): SuggestionRow {
  const { from, to, sku, quantity, coverFrom, coverTo, chances } = line;
  const goods = chain.skus[sku]!;
  const most = Math.min(chances?.give.length ?? 0, quantity + beyond);
  return {
    kind: 'transfer',
    source_id: chain.stores[from]!.locationId,
    supplier_id: null,
    target_id: chain.stores[to]!.locationId,
    sku_id: goods.id,
    quantity,
    pack: 1,
    packs_min: 1,
    pack_price: 0,
    source_stock: chain.onHand[from * chain.skus.length + sku]!,
    target_stock: chain.onHand[to * chain.skus.length + sku]!,
    source_cover: tenths(coverFrom),
    target_cover: tenths(coverTo),
    median_cover: tenths(covers.medianOf(network.regions[from]!, sku)),
    margin: goods.price - goods.cost,
    is_ruled: false,
    event_id: told?.eventId ?? null,
    event_percent: told?.percent ?? null,
    take: Array.from({ length: most }, (_, n) => rounded(chances?.take[n] ?? 0)),
    give: Array.from({ length: most }, (_, n) => rounded(chances?.give[n] ?? 1)),
  };
}

export function orderRow(
  line: OrderLine,
  view: SupplyView,
  covers: Covers,
  told: Told | undefined,
): SuggestionRow {
  const { from, place, sku, covers: own, terms } = line;
  const { chain, supply } = view;
  const isPurchase = from.kind === 'supplier';
  const source = isPurchase ? { ownStock: own.allStock, own: own.all } : view.coversOf(from.place, sku);
  const region = chain.stores[place]?.region;
  return {
    kind: isPurchase ? 'purchase' : 'order',
    source_id: isPurchase ? null : supply.places[from.place]!.locationId,
    supplier_id: isPurchase ? from.id : null,
    target_id: supply.places[place]!.locationId,
    sku_id: chain.skus[sku]!.id,
    quantity: line.quantity,
    pack: terms.pack,
    packs_min: terms.packsMin,
    pack_price: line.packPrice,
    source_stock: Math.round(source.ownStock),
    target_stock: Math.round(own.ownStock),
    source_cover: tenths(source.own),
    target_cover: tenths(own.own),
    // A purchase is held against the wait for the next one, a shop's order against the shops around it.
    median_cover: tenths(
      isPurchase || region === undefined ? terms.lead + terms.review : covers.medianOf(region, sku),
    ),
    margin: view.marginOf(sku),
    is_ruled: line.isRuled,
    event_id: told?.eventId ?? null,
    event_percent: told?.percent ?? null,
    take: line.take,
    // Nobody else waits for what a warehouse can give.
    give: line.take.map(() => 0),
  };
}
