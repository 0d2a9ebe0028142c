import type { SkuId } from '#domain/catalog/ids.ts';
import type { PurchaseId, SupplierId } from '#domain/purchase/ids.ts';
import type { InvoiceKind } from '#domain/purchase/order.ts';
import { businessMoment } from '#domain/store/business-day.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';
import type { Drafted, DraftWish, PurchaseSender } from './purchase.ts';
import { summarisePurchase } from './rows.ts';
import { uuidOf } from './keys.ts';

interface Offer {
  readonly sku: SkuId;
  readonly supplier: SupplierId | null;
  readonly pack: number;
  readonly packsMin: number;
  readonly price: number;
  readonly taxPoints: number;
}

/** Writes drafts, one a supplier, or finds those that were begun under the key. */
export async function insertDrafts(
  sql: Queries,
  wish: DraftWish,
  shelf: HoldingLocation,
  sender: PurchaseSender & { readonly atMs: number },
): Promise<Drafted> {
  const offers = await readOffers(sql, wish);
  const supplied = offers.filter((offer) => offer.supplier !== null);
  const bySupplier = Map.groupBy(supplied, (offer) => offer.supplier as SupplierId);
  if (wish.supplier !== null && wish.lines.length === 0) bySupplier.set(wish.supplier, []);
  const purchases: PurchaseId[] = [];
  for (const [supplier, mine] of bySupplier)
    purchases.push(await insertDraft(sql, wish, shelf, supplier, mine, sender));
  return {
    purchases,
    unsupplied: offers.filter((offer) => offer.supplier === null).map((offer) => offer.sku),
  };
}

async function insertDraft(
  sql: Queries,
  wish: DraftWish,
  shelf: HoldingLocation,
  supplier: SupplierId,
  offers: readonly Offer[],
  sender: PurchaseSender & { readonly atMs: number },
): Promise<PurchaseId> {
  const key = uuidOf(`purchase ${wish.key} ${supplier}`);
  const [terms] = await sql<{ leadDays: number; invoice: InvoiceKind }[]>`
    select coalesce(t.lead_days, 3) as "leadDays", coalesce(t.invoice, 'special') as invoice
    from suppliers s left join supplier_terms t on t.supplier_id = s.id where s.id = ${supplier}`;
  const { day } = businessMoment(sender.atMs, shelf.timeZone, shelf.dayCutMinutes);
  const moment = at(sql, sender.atMs);
  const [made] = await sql<{ id: PurchaseId }[]>`
    insert into purchases (key, origin, state, supplier_id, store_id, location_id, note, invoice, expected_day, made_by, made_at, state_since)
    values (${key}, ${wish.origin}, 'draft', ${supplier}, ${wish.store}, ${shelf.id}, ${wish.note}, ${terms?.invoice ?? 'special'},
      ${day + (terms?.leadDays ?? 3)}, ${sender.accountId}, ${moment}, ${moment})
    on conflict (key) do nothing returning id`;
  if (!made) {
    const [known] = await sql<{ id: PurchaseId }[]>`select id from purchases where key = ${key}`;
    if (!known) throw new Error('an order was known and then was not');
    return known.id;
  }
  const wanted = new Map(wish.lines.map((line) => [line.sku, line]));
  const packs = offers.map(({ sku, pack, packsMin }) =>
    Math.max(packsMin, Math.ceil((wanted.get(sku)?.quantity ?? 0) / pack)),
  );
  if (offers.length > 0) {
    await sql`
      insert into purchase_lines (purchase_id, sku_id, pack, packs, price, tax_points, reason, ordinal)
      select ${made.id}::int, * from unnest(${numbers(offers.map((one) => one.sku))}::text::int[],
        ${numbers(offers.map((one) => one.pack))}::text::int[], ${numbers(packs)}::text::int[],
        ${numbers(offers.map((one) => one.price))}::text::bigint[], ${numbers(offers.map((one) => one.taxPoints))}::text::int[],
        ${texts(offers.map((one) => wanted.get(one.sku)?.reason ?? ''))}::text::text[],
        ${numbers(offers.map((_, index) => index))}::text::smallint[])`;
    await summarisePurchase(sql, made.id);
  }
  return made.id;
}

/** How each SKU of the wish can be bought, in the order of the wish: the supplier's own pack and price, else the catalogue's. */
async function readOffers(sql: Queries, wish: DraftWish): Promise<readonly Offer[]> {
  return sql<Offer[]>`
    select k.id as sku, s.id as supplier, coalesce(p.pack, k.pack_quantity) as pack, coalesce(p.packs_min, 1) as "packsMin",
      coalesce(p.price, k.cost * k.pack_quantity) as price, k.tax_basis_points as "taxPoints"
    from unnest(${numbers(wish.lines.map((line) => line.sku))}::text::int[]) with ordinality as w(sku, at)
    join skus k on k.id = w.sku
    left join suppliers s on s.id = coalesce(${wish.supplier}::int, k.supplier_id) and s.is_active
    left join supplier_prices p on p.supplier_id = s.id and p.sku_id = k.id
    order by w.at`;
}
