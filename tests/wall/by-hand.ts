import { boundary } from '#domain/store/location.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { Sql } from '#server/platform/database.ts';

interface DocumentRow {
  readonly location: number;
  readonly position: number;
  readonly kind: string;
  readonly day: number;
  readonly hour: number;
  readonly ofLocation: number | null;
  readonly ofPosition: number | null;
}
interface MovementRow {
  readonly location: number;
  readonly position: number;
  readonly counterLocation: number | null;
  readonly counterPosition: number | null;
  readonly sku: number;
  readonly source: number;
  readonly target: number;
  readonly quantity: number;
  readonly value: number;
  readonly amount: number;
}

/**
 * A tile's figures added up by hand from plain rows, at the positions the tile says it stands at: no fold, no rollup, no
 * level, no balance that a movement carries, and none of the wall's own SQL.
 */
export async function tileByHand(sql: Sql, tile: Tile): Promise<Partial<Tile>> {
  const [shelf, transit] = [999 + 2 * tile.storeId, 1000 + 2 * tile.storeId];
  const movements = await sql<MovementRow[]>`
    select location_id as location, position, counter_location_id as "counterLocation", counter_position as "counterPosition",
      sku_id as sku, source_id as source, target_id as target, quantity, value, amount from movements`;
  const documents = await sql<DocumentRow[]>`
    select location_id as location, position, kind, business_day as day, hour, of_location_id as "ofLocation", of_position as "ofPosition"
    from documents where position is not null`;
  const points = await sql<{ sku: number; position: number; point: number | null }[]>`
    select sku_id as sku, position, reorder_point as point from reorder_points where location_id = ${shelf} order by position`;
  const isSeen = (place: number, upto: number) => (row: MovementRow) =>
    (row.location === place && row.position <= upto) ||
    (row.counterLocation === place && (row.counterPosition ?? Infinity) <= upto);
  const bySku = new Map<number, { units: number; value: number; point: number | null }>();
  const skuOf = (sku: number) => {
    const known = bySku.get(sku) ?? { units: 0, value: 0, point: null };
    bySku.set(sku, known);
    return known;
  };
  for (const row of movements.filter(isSeen(shelf, tile.shelfPosition))) {
    const sign = Number(row.target === shelf) - Number(row.source === shelf);
    if (sign === 0) continue;
    const sku = skuOf(row.sku);
    sku.units += sign * row.quantity;
    sku.value += sign * row.value;
  }
  for (const { sku, position, point } of points) if (position <= tile.shelfPosition) skuOf(sku).point = point;
  const onWay = movements.filter(isSeen(transit, tile.transitPosition)).map((row) => ({
    row,
    sign: Number(row.target === transit) - Number(row.source === transit),
  }));
  const goods = [...bySku.values()];
  const own = documents.filter((row) => row.location === shelf && row.position <= tile.shelfPosition);
  const today = salesOf(
    own.filter((row) => row.day === tile.businessDay),
    documents,
    movements,
  );
  const before = salesOf(
    own.filter((row) => row.day === tile.businessDay - 7),
    documents,
    movements,
  );
  return {
    amount: today.amountByHour.reduce((sum, amount) => sum + amount, 0),
    quantity: today.quantity,
    receipts: today.receipts,
    margin: today.amountByHour.reduce((sum, amount) => sum + amount, 0) - today.cost,
    amountByHour: today.amountByHour,
    amountByHourBefore: before.amountByHour,
    stockValue: goods.reduce((sum, { value }) => sum + value, 0),
    skus: goods.length,
    outOfStock: goods.filter(({ units }) => units <= 0).length,
    negative: goods.filter(({ units }) => units < 0).length,
    belowReorderPoint: goods.filter(({ units, point }) => point !== null && units < point).length,
    inTransit: onWay.reduce((sum, { row, sign }) => sum + sign * row.quantity, 0),
    inTransitValue: onWay.reduce((sum, { row, sign }) => sum + sign * row.value, 0),
  };
}

function salesOf(
  own: readonly DocumentRow[],
  documents: readonly DocumentRow[],
  movements: readonly MovementRow[],
) {
  const sums = { amountByHour: new Array<number>(24).fill(0), quantity: 0, cost: 0, receipts: 0 };
  for (const document of own) {
    const undone = documents.find(
      (row) => row.location === document.ofLocation && row.position === document.ofPosition,
    );
    if (document.kind === 'sale') sums.receipts += 1;
    if (document.kind === 'reversal' && undone?.kind === 'sale') sums.receipts -= 1;
    for (const row of movements) {
      if (row.location !== document.location || row.position !== document.position) continue;
      const sign = Number(row.target === boundary.customer) - Number(row.source === boundary.customer);
      if (sign === 0) continue;
      sums.quantity += sign * row.quantity;
      sums.cost += sign * row.value;
      sums.amountByHour[document.hour] = (sums.amountByHour[document.hour] ?? 0) + row.amount;
    }
  }
  return sums;
}
