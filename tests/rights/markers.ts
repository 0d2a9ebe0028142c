import { columnClasses, presetByRole, type ColumnClass } from '#domain/identity/role.ts';
import type { Sql } from '#server/platform/database.ts';
import type { Got } from './send.ts';
import type { Asker, Company } from './company.ts';

/** A number or a text that stands for something not everybody may know. */
interface Marker {
  readonly what: string;
  readonly class: ColumnClass;
  /** Locations of which one must be in reach; empty: it is of the whole company, for whoever may see the class. */
  readonly locations: readonly number[];
  /** Every one of the locations must be in reach: a sum over them. */
  readonly isSum?: boolean;
}

/** Smaller numbers stand everywhere by chance. */
const markerMin = 1_000_000;

/** Everything secret that the company's database holds now, by the text it would be seen as. */
export async function markersOf(company: Company): Promise<ReadonlyMap<number, readonly Marker[]>> {
  const markers = new Map<number, Marker[]>();
  for (const row of await company.owner<SecretRow[]>`${secrets(company.owner)}`) {
    const amount = Math.abs(row.amount);
    if (amount < markerMin) continue;
    const known = markers.get(amount) ?? [];
    known.push({
      what: row.what,
      class: row.class,
      locations: row.locations ?? [],
      ...(row.is_sum ? { isSum: true } : {}),
    });
    markers.set(amount, known);
  }
  return markers;
}

interface SecretRow {
  readonly what: string;
  readonly class: ColumnClass;
  readonly locations: number[] | null;
  readonly is_sum: boolean;
  readonly amount: number;
}

function secrets(sql: Sql) {
  return sql`
    with ends as (
      select m.*, array_remove(array[m.location_id, m.counter_location_id], null) as ends,
        case when 2 in (source_id, target_id) then 'open' else 'cost' end as price from movements m
    )
    select 'cost of a good' as what, 'cost' as class, null::int[] as locations, false as is_sum, cost as amount from skus
    union all select 'value of a transfer', 'cost', array[source_id, target_id], false, value from transfers where value is not null
    union all select 'price of an order', 'cost', array[p.location_id], false, l.price from purchases p join purchase_lines l on l.purchase_id = p.id
    union all select 'value of an order', 'cost', array[location_id], false, value from purchases
    union all select 'price of a supplier', 'cost', null::int[], false, price from supplier_prices
    union all select 'minimum of a supplier', 'cost', null::int[], false, minimum from supplier_terms
    union all select 'value of a level', 'cost', array[location_id], false, value from levels
    union all select 'known cost of a level', 'cost', array[location_id], false, cost_value from levels
    union all select 'value of a movement', 'cost', ends, false, value from ends
    union all select 'value after a movement', 'cost', array[location_id], false, value_after from ends
    union all select 'value after a movement', 'cost', array[counter_location_id], false, counter_value_after from ends
    union all select 'value of a layer', 'cost', array[location_id], false, unnest(array[value, value_left]) from cost_layers
    union all select 'value drawn from a layer', 'cost', array[location_id], false, value from layer_draws
    union all select 'amount of a sale', 'open', array[location_id], false, amount from ends
    union all select 'on hand', 'open', array[location_id], false, on_hand from levels
    union all select 'on hand after a movement', 'open', array[location_id], false, on_hand_after from ends
    union all select 'cost of what was sold', 'cost', array[location_id], false, cost from hourly_sales where business_day is not null
    union all select 'cost of what was sold', 'cost', array[location_id], false, cost from store_hours
    union all select 'margin of a good', 'margin', array[location_id], false, amount - cost from hourly_sales where business_day is not null
    union all select 'margin of a movement', 'margin', array[location_id], false, amount - value from ends where amount <> 0
    union all select 'margin of a store', 'margin', array[location_id], false, sum(amount - cost) from store_hours group by location_id
    union all select 'margin of the company', 'margin', array_agg(distinct location_id), true, sum(amount - cost) from store_hours
    union all select 'sales of a store', 'open', array[location_id], false, sum(amount) from store_hours group by location_id
    union all select 'sales of the company', 'open', array_agg(distinct location_id), true, sum(amount) from store_hours
    union all select 'stock value of a store', 'cost', array[location_id], false, sum(value) from levels group by location_id
    union all select 'stock value of a store', 'cost', array[location_id], false, sum(cost) from store_hours group by location_id
    union all select 'stock value of the company', 'cost', array_agg(distinct location_id), true, sum(value) from levels`;
}

/** What an answer tells that its reader may not know. */
export function leaksIn(
  got: Got,
  asker: Asker,
  company: Company,
  markers: ReadonlyMap<number, readonly Marker[]>,
): string[] {
  const leaks: string[] = [];
  const reach = reachOf(asker, company);
  const columns = new Set<ColumnClass>(
    columnClasses.filter((one) => presetByRole[asker.role].columns.includes(one)),
  );
  for (const token of numbersIn(got.text)) {
    for (const amount of amountsOf(token)) {
      const found = markers.get(amount);
      if (!found || found.some((marker) => maySee(marker, columns, reach))) continue;
      leaks.push(
        `${got.asker} may not see the ${found[0]?.what ?? ''} ${token} (${found[0]?.class ?? ''}) in ${got.ask}`,
      );
    }
  }
  for (const other of company.askers) {
    if (other.name === asker.name) continue;
    if (!columns.has('personal') && got.text.includes(`login-of-${other.name}-${company.row.slug}`))
      leaks.push(`${got.asker} may not see the login of ${other.name} in ${got.ask}`);
    if (got.text.includes(`device-of-${other.name}-${company.row.slug}`))
      leaks.push(`${got.asker} may not see the device of ${other.name} in ${got.ask}`);
  }
  return leaks;
}

/** Numbers as JSON writes them, and as people do: with commas between thousands. */
function numbersIn(text: string): string[] {
  return [/\d+(?:\.\d\d)?/g, /\d{1,3}(?:,\d{3})+(?:\.\d\d)?/g].flatMap((form) => text.match(form) ?? []);
}

/** Fen as they are, or written as yuan. */
function amountsOf(token: string): number[] {
  const plain = token.replaceAll(',', '');
  return plain.includes('.') ? [Math.round(Number(plain) * 100)] : [Number(plain)];
}

function maySee(marker: Marker, columns: ReadonlySet<ColumnClass>, reach: ReadonlySet<number>): boolean {
  if (!columns.has(marker.class)) return false;
  if (marker.locations.length === 0) return true;
  return marker.isSum === true
    ? marker.locations.every((location) => reach.has(location))
    : marker.locations.some((location) => reach.has(location));
}

function reachOf({ scope }: Asker, { shelf, store }: Company): ReadonlySet<number> {
  const inReach = [0, 1, 2].filter((index) => {
    if (scope.kind === 'all') return true;
    if (scope.kind === 'stores') return scope.stores.some((id) => id === store[index]);
    // The first region has stores 1 and 2.
    return index < 2;
  });
  return new Set(inReach.flatMap((index) => [shelf[index] ?? 0, (shelf[index] ?? 0) + 1]));
}
