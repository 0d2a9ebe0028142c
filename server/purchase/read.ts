import type { LocationId } from '#domain/store/ids.ts';
import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PurchaseId } from '#domain/purchase/ids.ts';
import type { InvoiceKind, SendWay } from '#domain/purchase/order.ts';
import type {
  PurchaseCard,
  PurchaseEvent,
  PurchaseLineView,
  PurchaseReceiptView,
  PurchaseView,
} from '#protocol/purchase/views.ts';
import { personName } from '../identity/person-name.ts';
import { project } from '../identity/project.ts';
import type { Queries } from '../platform/database.ts';
import { dispatched, soldDays } from './outflow.ts';

export const purchaseRowsMax = 100;
const eventsMax = 100;
const receiptsMax = 100;

const ms = (column: string) => `round(extract(epoch from ${column}) * 1000)::bigint`;
const cardColumns = (
  viewer: Viewer,
) => `p.id, p.origin, p.state, p.supplier_id as "supplierId", u.code as "supplierCode", u.name_zh as "supplierZh",
  u.name_en as "supplierEn", p.store_id as "storeId", s.code as "storeCode", s.name_zh as "storeZh", s.name_en as "storeEn", p.note,
  p.expected_day as "expectedDay", ${personName(viewer)} as "madeByName", ${ms('p.made_at')} as "madeAtMs", ${ms('p.state_since')} as "stateSinceMs",
  p.version, p.line_count as "lineCount", p.units_ordered as "unitsOrdered", p.units_received as "unitsReceived", p.value,
  p.received_value as "receivedValue", p.price_difference as "priceDifference", coalesce(f.name_zh, '') as "firstZh", coalesce(f.name_en, '') as "firstEn"`;
const cardTables = `purchases p join suppliers u on u.id = p.supplier_id join stores s on s.id = p.store_id join accounts a on a.id = p.made_by
  left join lateral (select k.name_zh, k.name_en from purchase_lines l join skus k on k.id = l.sku_id where l.purchase_id = p.id
    order by l.pack::bigint * l.packs desc, l.sku_id limit 1) f on true`;

export interface PurchaseQuery {
  /** `open`: everything that is not over. */
  readonly state: string;
  readonly supplier: number | undefined;
  readonly store: number | undefined;
  readonly search: string;
  readonly before: number | undefined;
}

const statesByFilter: Readonly<Record<string, readonly string[]>> = {
  open: ['draft', 'waiting', 'approved', 'sent', 'partial'],
  draft: ['draft', 'approved'],
  waiting: ['waiting'],
  sent: ['sent', 'partial'],
  late: ['sent', 'partial'],
  ended: ['received', 'closed', 'cancelled'],
};

/** Orders, newest first. Run as the viewer: row-level security cuts the rest. */
export async function readPurchases(
  sql: Queries,
  viewer: Viewer,
  query: PurchaseQuery,
  today: number,
): Promise<readonly PurchaseCard[]> {
  const states = statesByFilter[query.state];
  const words = `%${query.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const id = /^p?(\d{1,9})$/i.exec(query.search)?.[1];
  const rows = await sql<PurchaseCard[]>`
    select ${sql.unsafe(cardColumns(viewer))} from ${sql.unsafe(cardTables)}
    where ${states ? sql`p.state in ${sql([...states])}` : sql`true`}
      and ${query.state === 'late' ? sql`p.expected_day < ${today}` : sql`true`}
      and ${query.supplier === undefined ? sql`true` : sql`p.supplier_id = ${query.supplier}`}
      and ${query.store === undefined ? sql`true` : sql`p.store_id = ${query.store}`}
      and ${query.before === undefined ? sql`true` : sql`p.id < ${query.before}`}
      and ${
        query.search === ''
          ? sql`true`
          : sql`(${id === undefined ? sql`false` : sql`p.id = ${Number(id)}`} or u.name_zh ilike ${words} or u.name_en ilike ${words} or u.code ilike ${words}
            or s.name_zh ilike ${words} or s.name_en ilike ${words} or s.code ilike ${words}
            or exists (select from purchase_lines l join skus k on k.id = l.sku_id where l.purchase_id = p.id
              and (k.name_zh ilike ${words} or k.name_en ilike ${words} or k.code ilike ${words})))`
      }
    order by p.id desc limit ${purchaseRowsMax + 1}`;
  return rows.map((card) => project(viewer, 'purchase', card));
}

/** How many orders stand in each state that is not over, and how many of them are late. */
export async function countPurchases(sql: Queries, today: number): Promise<Readonly<Record<string, number>>> {
  const rows = await sql<{ state: string; count: number; late: number }[]>`
    select state, count(*)::int as count, count(*) filter (where state in ('sent', 'partial') and expected_day < ${today})::int as late
    from purchases where state in ${sql([...(statesByFilter['open'] ?? [])])} group by 1`;
  const counts: Record<string, number> = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  return { ...counts, late: rows.reduce((sum, row) => sum + row.late, 0) };
}

export interface PurchaseHead {
  readonly card: PurchaseCard;
  readonly locationId: LocationId;
  readonly supplier: PurchaseView['supplier'];
  readonly sentWay: SendWay | null;
  readonly sentAtMs: number | null;
}

export async function readPurchaseHead(
  sql: Queries,
  viewer: Viewer,
  id: PurchaseId,
): Promise<PurchaseHead | undefined> {
  const [row] = await sql<
    (PurchaseCard & {
      locationId: LocationId;
      leadDays: number;
      payDays: number;
      minimum: number;
      email: string;
      contact: string;
      invoice: InvoiceKind;
      sentWay: SendWay | null;
      sentAtMs: number | null;
    })[]
  >`
    select ${sql.unsafe(cardColumns(viewer))}, p.location_id as "locationId", coalesce(t.lead_days, 3) as "leadDays", coalesce(t.pay_days, 30) as "payDays",
      coalesce(t.minimum, 0) as minimum, coalesce(t.email, '') as email, u.contact, p.invoice, p.sent_way as "sentWay", ${sql.unsafe(ms('p.sent_at'))} as "sentAtMs"
    from ${sql.unsafe(cardTables)} left join supplier_terms t on t.supplier_id = p.supplier_id where p.id = ${id}`;
  if (!row) return undefined;
  const { locationId, leadDays, payDays, minimum, email, contact, invoice, sentWay, sentAtMs, ...card } = row;
  const isPersonal = maySee(viewer, 'personal');
  return {
    card: project(viewer, 'purchase', card),
    locationId,
    sentWay,
    sentAtMs,
    supplier: {
      leadDays,
      payDays,
      invoice,
      minimum: maySee(viewer, 'cost') ? minimum : null,
      email: isPersonal ? email : null,
      contact: isPersonal ? contact : null,
    },
  };
}

export async function readPurchaseLines(
  sql: Queries,
  viewer: Viewer,
  { card, locationId }: PurchaseHead,
): Promise<readonly PurchaseLineView[]> {
  const rows = await sql<(Omit<PurchaseLineView, 'perDay'> & { sold: number })[]>`
    with today as (select coalesce(max(business_day), 0) as day from store_hours)
    select l.sku_id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.spec, k.unit_zh as "unitZh", k.unit_en as "unitEn",
      coalesce((select json_agg(json_build_object('barcode', b.barcode, 'quantity', b.quantity)) from (select barcode, quantity from barcodes
        where sku_id = k.id order by quantity, barcode limit 8) b), '[]') as barcodes,
      coalesce(p.code, '') as "supplierCode", l.pack, l.packs, l.tax_points as "taxPoints", l.price,
      nullif(coalesce(p.price, k.cost * k.pack_quantity), 0) as "listPrice", case when coalesce(p.price, k.cost) > 0 then coalesce(p.pack, k.pack_quantity) end as "listPack",
      l.received, l.gifts, l.expected_day as "expectedDay", l.reason, coalesce(v.on_hand, 0) as "onHand", coalesce(w.on_hand, 0) as "inTransit",
      coalesce((select sum(o.pack::bigint * o.packs - o.received) from purchase_lines o join purchases q on q.id = o.purchase_id
        where o.sku_id = l.sku_id and q.location_id = ${locationId} and q.id <> l.purchase_id and q.state in ('sent', 'partial')
          and o.pack::bigint * o.packs > o.received), 0)::bigint as "onOrder",
      greatest(coalesce((select sum(h.quantity) from hourly_sales h, today where h.location_id = ${locationId} and h.sku_id = l.sku_id
        and h.business_day between day - ${soldDays} and day - 1), 0), ${dispatched(sql, sql`${locationId}::int`, sql`l.sku_id`)})::bigint as sold
    from purchase_lines l join skus k on k.id = l.sku_id
    left join supplier_prices p on p.supplier_id = ${card.supplierId} and p.sku_id = l.sku_id
    left join levels v on v.location_id = ${locationId} and v.sku_id = l.sku_id
    left join locations tr on tr.store_id = ${card.storeId} and tr.kind = 'transit'
    left join levels w on w.location_id = tr.id and w.sku_id = l.sku_id
    where l.purchase_id = ${card.id} order by l.ordinal, k.code`;
  const seesCost = maySee(viewer, 'cost');
  return rows.map(({ sold, ...line }) => ({
    ...line,
    perDay: Math.max(0, Math.round((sold * 10) / soldDays) / 10),
    price: seesCost ? line.price : null,
    listPrice: seesCost ? line.listPrice : null,
  }));
}

/** Deliveries, newest first: what was taken in and at what it stands in the books, and what was turned away. */
export async function readReceipts(
  sql: Queries,
  viewer: Viewer,
  id: PurchaseId,
  codeOf: (location: LocationId) => string,
): Promise<readonly PurchaseReceiptView[]> {
  const rows = await sql<
    (Omit<PurchaseReceiptView, 'document'> & {
      postedId: LocationId | null;
      postedPosition: number | null;
    })[]
  >`
    select c.key, ${sql.unsafe(ms('c.at'))} as "atMs", ${sql.unsafe(personName(viewer))} as "accountName", coalesce(c.input->>'paper', '') as paper,
      coalesce(c.input->>'note', '') as note, o.posted_id as "postedId", o.posted_position as "postedPosition",
      (select ${sql.unsafe(personName(viewer, 'b'))} from purchase_postings n join purchase_commands z on z.key = n.command_key join accounts b on b.id = z.account_id
        where n.undoes = c.key and n.is_posted limit 1) as "undoneBy",
      coalesce((select json_agg(json_build_object('skuId', l.sku_id, 'quantity', l.quantity, 'gift', l.gift, 'over', l.over, 'value', l.value,
        'orderedValue', l.ordered_value, 'tax', l.tax) order by l.sku_id) from purchase_receipt_lines l where l.command_key = c.key), '[]') as lines,
      coalesce((select json_agg(json_build_object('skuId', f.sku_id, 'cause', f.cause, 'quantity', f.quantity) order by f.id)
        from purchase_refusals f where f.command_key = c.key), '[]') as refused
    from purchase_commands c join accounts a on a.id = c.account_id left join purchase_postings o on o.command_key = c.key and o.is_posted
    where c.purchase_id = ${id} and c.kind = 'receive' and c.answer->>'outcome' = 'done' order by c.at desc limit ${receiptsMax}`;
  const seesCost = maySee(viewer, 'cost');
  return rows.map(({ postedId, postedPosition, ...receipt }) => ({
    ...receipt,
    document: postedId === null ? null : `${codeOf(postedId)}-${postedPosition}`,
    lines: receipt.lines.map((line) =>
      seesCost ? line : { ...line, value: null, orderedValue: null, tax: null },
    ),
  }));
}

/** Who did what, newest first. */
export async function readPurchaseEvents(
  sql: Queries,
  viewer: Viewer,
  id: PurchaseId,
): Promise<readonly PurchaseEvent[]> {
  return sql<PurchaseEvent[]>`
    select * from (
      select ${sql.unsafe(ms('c.at'))} as "atMs", ${sql.unsafe(personName(viewer))} as "accountName", c.kind,
        case when c.kind = 'write' then '' else coalesce(c.input->>'note', '') end as note, coalesce(c.answer->>'outcome' = 'refused', false) as "isRefused"
      from purchase_commands c join accounts a on a.id = c.account_id where c.purchase_id = ${id}
      union all
      select ${sql.unsafe(ms('p.made_at'))}, ${sql.unsafe(personName(viewer))}, 'begun', '', false from purchases p join accounts a on a.id = p.made_by where p.id = ${id}
    ) e order by "atMs" desc limit ${eventsMax}`;
}
