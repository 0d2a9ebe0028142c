import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { CostLayer } from '#domain/stock/layer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Queries } from '../platform/database.ts';
import { numberArray as numbers } from './pg-array.ts';
import type { LevelKey, Shelf, StoredLevel } from './read-levels.ts';

/** The most open layers of a location that are read at once, before anybody asks for them. */
const shelfLayersMax = 40_000;

interface LayerRow {
  readonly location: LocationId;
  readonly sku: SkuId;
  readonly position: number;
  readonly line: number;
  readonly quantity: number;
  readonly value: number;
  readonly left: number;
  readonly leftValue: number;
}

/**
 * Adds to levels what is open of their layers. Read after the heads, maybe later than they stood: then the write finds
 * the head moved, and nothing is written by layers that did not fit. A level that is asked for twice has its layers once.
 */
export async function withLayers(sql: Queries, levels: readonly StoredLevel[]): Promise<StoredLevel[]> {
  const held = levels.filter(({ level }) => level.onHand > 0);
  const rows = await sql<LayerRow[]>`
    select ${columnsOf(sql)}
    from (
      select distinct * from unnest(
        ${numbers(held.map((key) => key.location))}::text::int[], ${numbers(held.map((key) => key.sku))}::text::int[]
      ) as asked(location_id, sku_id)
    ) k join cost_layers c using (location_id, sku_id)
    where c.quantity_left > 0 order by c.location_id, c.sku_id, c.position, c.line`;
  const layers = byKey(rows);
  return levels.map((one) => ({
    ...one,
    level: { ...one.level, layers: layers.get(keyOf(one)) ?? [] },
  }));
}

/** The shelf with its layers; only its head where it has more than are read at once. */
export async function withLayersOf(sql: Queries, location: LocationId, shelf: Shelf): Promise<Shelf> {
  const rows = await sql<LayerRow[]>`
    select ${columnsOf(sql)} from cost_layers c
    where c.location_id = ${location} and c.quantity_left > 0 order by c.sku_id, c.position, c.line limit ${shelfLayersMax}`;
  if (rows.length === shelfLayersMax) return { ...shelf, levels: [], isWhole: false };
  const layers = byKey(rows);
  return {
    ...shelf,
    levels: shelf.levels.map(([sku, level]) => [
      sku,
      { ...level, layers: layers.get(keyOf({ location, sku })) ?? [] },
    ]),
  };
}

const columnsOf = (sql: Queries) => sql`
  c.location_id as location, c.sku_id as sku, c.position, c.line, c.quantity, c.value, c.quantity_left as left, c.value_left as "leftValue"`;

function byKey(rows: readonly LayerRow[]): Map<string, CostLayer[]> {
  const layers = new Map<string, CostLayer[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const layer = {
      position: row.position,
      line: row.line,
      quantity: quantity(row.quantity),
      value: fen(row.value),
      left: quantity(row.left),
      leftValue: fen(row.leftValue),
    };
    const known = layers.get(key);
    if (known) known.push(layer);
    else layers.set(key, [layer]);
  }
  return layers;
}

function keyOf({ location, sku }: LevelKey): string {
  return `${location} ${sku}`;
}
