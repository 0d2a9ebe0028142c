import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { WrittenLine } from '#domain/purchase/act.ts';
import type { PriceList, PurchaseRule } from '#domain/purchase/approval.ts';
import type { PostedReceipt } from '#domain/purchase/decide.ts';
import type { PurchaseId, SupplierId } from '#domain/purchase/ids.ts';
import type { InvoiceKind, PurchaseLine, PurchaseOrder, PurchaseState } from '#domain/purchase/order.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { at } from '../identity/rights.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers, textArray as texts } from '../stock/pg-array.ts';

/** An order as its row keeps it, with what the ledger must know of it. */
export interface StoredPurchase {
  readonly order: PurchaseOrder;
  readonly supplierId: SupplierId;
  readonly locationId: LocationId;
  readonly invoice: InvoiceKind;
  readonly taxPointsBySku: ReadonlyMap<SkuId, number>;
  readonly pendingKey: string | null;
}

/** Reads an order under its lock: whoever comes next waits. */
export async function lockPurchase(sql: Queries, id: PurchaseId): Promise<StoredPurchase | undefined> {
  const [row] = await sql<
    {
      state: PurchaseState;
      supplierId: SupplierId;
      locationId: LocationId;
      invoice: InvoiceKind;
      version: number;
      submittedBy: AccountId | null;
      approvedBy: AccountId | null;
      pendingKey: string | null;
    }[]
  >`
    select state, supplier_id as "supplierId", location_id as "locationId", invoice, version, submitted_by as "submittedBy",
      approved_by as "approvedBy", pending_key as "pendingKey" from purchases where id = ${id} for update`;
  if (!row) return undefined;
  const lines = await sql<(PurchaseLine & { taxPoints: number })[]>`
    select sku_id as sku, pack, packs, price, received, gifts, tax_points as "taxPoints"
    from purchase_lines where purchase_id = ${id} order by ordinal, sku_id`;
  const { state, submittedBy, approvedBy, version, ...rest } = row;
  return {
    order: {
      id,
      state,
      submittedBy,
      approvedBy,
      version,
      lines: lines.map(({ sku, pack, packs, price, received, gifts }) => ({
        sku,
        pack,
        packs,
        price,
        received,
        gifts,
      })),
    },
    taxPointsBySku: new Map(lines.map((line) => [line.sku, line.taxPoints])),
    ...rest,
  };
}

export async function readRule(sql: Queries): Promise<PurchaseRule> {
  const [row] = await sql<PurchaseRule[]>`
    select value_max as "valueMax", price_percent_max as "pricePercentMax", over_percent_max as "overPercentMax" from purchase_settings`;
  if (!row) throw new Error('purchase_settings has no row');
  return { ...row };
}

/** Fen that the supplier wants an order to reach. */
export async function readMinimum(sql: Queries, supplier: SupplierId): Promise<number> {
  const [row] = await sql<
    { minimum: number }[]
  >`select minimum from supplier_terms where supplier_id = ${supplier}`;
  return row?.minimum ?? 0;
}

/** What the supplier takes for each SKU, or the catalogue's standard cost. */
export async function readPriceList(
  sql: Queries,
  supplier: SupplierId,
  skus: readonly SkuId[],
): Promise<PriceList> {
  const rows = await sql<{ sku: SkuId; pack: number; price: number }[]>`
    select k.id as sku, coalesce(p.pack, k.pack_quantity) as pack, coalesce(p.price, k.cost * k.pack_quantity) as price
    from skus k left join supplier_prices p on p.supplier_id = ${supplier} and p.sku_id = k.id
    where k.id = any(${numbers(skus)}::text::int[]) and coalesce(p.price, k.cost) > 0`;
  return new Map(rows.map(({ sku, pack, price }) => [sku, { pack, price }]));
}

/** The receipts of an order that stand in the ledger and were not undone. */
export async function readPostedReceipts(sql: Queries, id: PurchaseId): Promise<readonly PostedReceipt[]> {
  const rows = await sql<
    { key: string; location: LocationId; position: number; sku: SkuId; quantity: number; gift: number }[]
  >`
    select p.command_key as key, p.posted_id as location, p.posted_position as position, l.sku_id as sku, l.quantity, l.gift
    from purchase_postings p join purchase_receipt_lines l on l.command_key = p.command_key
    where p.purchase_id = ${id} and p.kind = 'receipt' and p.is_posted
      and not exists (select from purchase_postings u where u.undoes = p.command_key and u.is_posted)
    order by p.posted_position, l.sku_id`;
  return [...Map.groupBy(rows, (row) => row.key).values()].flatMap((lines) => {
    const [first] = lines;
    return first
      ? [
          {
            key: first.key,
            document: { location: first.location, position: first.position },
            lines: lines.map(({ sku, quantity, gift }) => ({ sku, quantity, gift })),
          },
        ]
      : [];
  });
}

export interface SavedPurchase {
  readonly atMs: number;
  readonly accountId: AccountId;
  /** A draft written anew: its lines with what the ledger has no part in. */
  readonly written?:
    | {
        readonly note: string;
        readonly expectedDay: number | null;
        readonly lines: readonly WrittenLine[];
      }
    | undefined;
  readonly sentWay?: string | undefined;
}

/** Writes an order as it came out of a command; the version rises. Under its lock. */
export async function savePurchase(
  sql: Queries,
  before: StoredPurchase,
  after: PurchaseOrder,
  saved: SavedPurchase,
): Promise<void> {
  const { id, state } = after;
  const moved = state !== before.order.state;
  const moment = at(sql, saved.atMs);
  await sql`
    update purchases set state = ${state}, submitted_by = ${after.submittedBy}, approved_by = ${after.approvedBy},
      state_since = case when ${moved} then ${moment} else state_since end, pending_key = null, version = version + 1
    where id = ${id}`;
  if (saved.sentWay !== undefined)
    await sql`update purchases set sent_by = ${saved.accountId}, sent_at = ${moment}, sent_way = ${saved.sentWay} where id = ${id}`;
  if (saved.written) await writeLines(sql, after, saved.written);
  else await moveLines(sql, before.order, after);
  await summarisePurchase(sql, id);
}

async function writeLines(
  sql: Queries,
  { id, lines }: PurchaseOrder,
  written: NonNullable<SavedPurchase['written']>,
): Promise<void> {
  await sql`update purchases set note = ${written.note}, expected_day = ${written.expectedDay} where id = ${id}`;
  await sql`delete from purchase_lines where purchase_id = ${id}`;
  if (lines.length === 0) return;
  const told = new Map(written.lines.map((line) => [line.sku, line]));
  await sql`
    insert into purchase_lines (purchase_id, sku_id, pack, packs, price, expected_day, reason, ordinal, tax_points)
    select ${id}::int, w.*, k.tax_basis_points from unnest(${numbers(lines.map((line) => line.sku))}::text::int[],
      ${numbers(lines.map((line) => line.pack))}::text::int[], ${numbers(lines.map((line) => line.packs))}::text::int[],
      ${numbers(lines.map((line) => line.price))}::text::bigint[],
      ${numbers(lines.map((line) => told.get(line.sku)?.expectedDay ?? null))}::text::int[],
      ${texts(lines.map((line) => told.get(line.sku)?.reason ?? ''))}::text::text[],
      ${numbers(lines.map((_, index) => index))}::text::smallint[]) as w(sku) join skus k on k.id = w.sku`;
}

async function moveLines(sql: Queries, before: PurchaseOrder, after: PurchaseOrder): Promise<void> {
  const known = new Map(before.lines.map((line) => [line.sku, line]));
  const changed = after.lines.filter((line) => {
    const old = known.get(line.sku);
    return old?.received !== line.received || old.gifts !== line.gifts;
  });
  if (changed.length === 0) return;
  await sql`
    insert into purchase_lines as l (purchase_id, sku_id, pack, packs, price, received, gifts, ordinal, tax_points)
    select ${after.id}::int, w.*, 30000, k.tax_basis_points from unnest(${numbers(changed.map((line) => line.sku))}::text::int[],
      ${numbers(changed.map((line) => line.pack))}::text::int[], ${numbers(changed.map((line) => line.packs))}::text::int[],
      ${numbers(changed.map((line) => line.price))}::text::bigint[], ${numbers(changed.map((line) => line.received))}::text::bigint[],
      ${numbers(changed.map((line) => line.gifts))}::text::bigint[]) as w(sku) join skus k on k.id = w.sku
    on conflict (purchase_id, sku_id) do update set received = excluded.received, gifts = excluded.gifts`;
}

/** Keeps the sums that lists read beside the lines they come from. */
export async function summarisePurchase(sql: Queries, id: PurchaseId): Promise<void> {
  await sql`
    update purchases p set line_count = coalesce(l.lines, 0), units_ordered = coalesce(l.ordered, 0), units_received = coalesce(l.received, 0),
      value = coalesce(l.value, 0), received_value = coalesce(r.value, 0), price_difference = coalesce(r.difference, 0)
    from (select count(*) filter (where packs > 0) as lines, sum(pack::bigint * packs) as ordered, sum(received) as received,
        sum(price * packs) as value from purchase_lines where purchase_id = ${id}) l,
      (select sum(x.value) as value, sum(x.value - x.ordered_value) as difference from purchase_receipt_lines x
        where x.purchase_id = ${id} and not exists (select from purchase_postings u where u.undoes = x.command_key and u.is_posted)) r
    where p.id = ${id}`;
}
