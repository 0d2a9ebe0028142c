import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PricesRequest, TermsRequest } from '#protocol/purchase/command.ts';
import type { SupplierPriceView, SupplierView } from '#protocol/purchase/views.ts';
import type { Queries } from '../platform/database.ts';

const suppliersMax = 2000;
export const supplierPricesMax = 2000;
const lookBack = '90 days';

/**
 * Suppliers with what was agreed and what they are like. The orders that tell are those in the viewer's reach; what
 * was agreed is the whole company's.
 */
export async function readSuppliers(
  sql: Queries,
  viewer: Viewer,
  only?: number,
): Promise<readonly SupplierView[]> {
  const rows = await sql<
    (Omit<SupplierView, 'contact' | 'email' | 'minimum' | 'openValue'> & {
      contact: string;
      email: string;
      minimum: number;
      openValue: number;
    })[]
  >`
    with told as (
      select p.supplier_id, sum(l.pack::bigint * l.packs) as ordered, sum(least(l.received, l.pack::bigint * l.packs)) as came
      from purchases p join purchase_lines l on l.purchase_id = p.id
      where p.state in ('received', 'closed') and p.state_since > now() - ${lookBack}::interval group by 1
    ), quick as (
      select p.supplier_id, avg(extract(epoch from first.at - p.sent_at) / 86400)::float8 as days
      from purchases p join lateral (select min(c.at) as at from purchase_commands c join purchase_postings o on o.command_key = c.key
        where c.purchase_id = p.id and c.kind = 'receive' and o.is_posted) first on first.at is not null
      where p.sent_at > now() - ${lookBack}::interval group by 1
    ), open as (
      select p.supplier_id, count(distinct p.id)::int as orders,
        sum(greatest(0, l.pack::bigint * l.packs - l.received) * l.price / l.pack)::bigint as value
      from purchases p join purchase_lines l on l.purchase_id = p.id where p.state in ('sent', 'partial') group by 1
    )
    select s.id, s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.is_active as "isActive", s.contact,
      coalesce(t.lead_days, 3) as "leadDays", coalesce(t.pay_days, 30) as "payDays", coalesce(t.invoice, 'special') as invoice,
      coalesce(t.note, '') as note, coalesce(t.email, '') as email, coalesce(t.minimum, 0) as minimum,
      (select count(*)::int from skus k where k.supplier_id = s.id and k.is_active) as skus, coalesce(o.orders, 0) as "openOrders",
      q.days as "realLeadDays", case when d.ordered > 0 then d.came::float8 / d.ordered end as fill, coalesce(o.value, 0) as "openValue"
    from suppliers s left join supplier_terms t on t.supplier_id = s.id left join told d on d.supplier_id = s.id
      left join quick q on q.supplier_id = s.id left join open o on o.supplier_id = s.id
    where ${only === undefined ? sql`true` : sql`s.id = ${only}`} order by s.is_active desc, s.code limit ${suppliersMax}`;
  const [seesCost, isPersonal] = [maySee(viewer, 'cost'), maySee(viewer, 'personal')];
  return rows.map((row) => ({
    ...row,
    contact: isPersonal ? row.contact : null,
    email: isPersonal ? row.email : null,
    minimum: seesCost ? row.minimum : null,
    openValue: seesCost ? row.openValue : null,
  }));
}

/** What a supplier sells: rows of its list, and goods that the catalogue says are its, at the catalogue's cost. */
export async function readPrices(
  sql: Queries,
  viewer: Viewer,
  supplier: number,
): Promise<readonly SupplierPriceView[]> {
  const rows = await sql<SupplierPriceView[]>`
    select k.id as "skuId", k.code as "skuCode", k.name_zh as "skuNameZh", k.name_en as "skuNameEn", k.unit_zh as "unitZh", k.unit_en as "unitEn",
      coalesce(p.pack, k.pack_quantity) as pack, coalesce(p.packs_min, 1) as "packsMin", coalesce(p.code, '') as code,
      coalesce(p.price, k.cost * k.pack_quantity) as price, p.sku_id is not null as "isOwn"
    from skus k left join supplier_prices p on p.supplier_id = ${supplier} and p.sku_id = k.id
    where (k.supplier_id = ${supplier} and k.is_active) or p.sku_id is not null order by k.code limit ${supplierPricesMax}`;
  return maySee(viewer, 'cost') ? rows : rows.map((row) => ({ ...row, price: null }));
}

export async function writeTerms(sql: Queries, supplier: number, terms: TermsRequest): Promise<boolean> {
  const { leadDays, minimum, payDays, invoice, email, note } = terms;
  const rows = await sql`
    insert into supplier_terms (supplier_id, lead_days, minimum, pay_days, invoice, email, note)
    select id, ${leadDays}::smallint, ${minimum}::bigint, ${payDays}::smallint, ${invoice}::text, ${email}::text, ${note}::text from suppliers where id = ${supplier}
    on conflict (supplier_id) do update set lead_days = excluded.lead_days, minimum = excluded.minimum, pay_days = excluded.pay_days,
      invoice = excluded.invoice, email = excluded.email, note = excluded.note returning 1`;
  return rows.length > 0;
}

export async function writePrices(sql: Queries, supplier: number, { rows }: PricesRequest): Promise<void> {
  for (const { sku, pack, price, packsMin, code } of rows) {
    if (price === null)
      await sql`delete from supplier_prices where supplier_id = ${supplier} and sku_id = ${sku}`;
    else
      await sql`
        insert into supplier_prices (supplier_id, sku_id, pack, price, packs_min, code) values (${supplier}, ${sku}, ${pack}, ${price}, ${packsMin}, ${code})
        on conflict (supplier_id, sku_id) do update set pack = excluded.pack, price = excluded.price, packs_min = excluded.packs_min, code = excluded.code`;
  }
}
