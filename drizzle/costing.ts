import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { skus } from './catalog.ts';
import { locationHeads } from './stock.ts';

const whole = (name: string) => bigint(name, { mode: 'number' });

/** First in, first out: goods that came in together and what is left of them. Only companies that cost so have rows. */
export const costLayers = pgTable(
  'cost_layers',
  {
    locationId: integer('location_id')
      .notNull()
      .references(() => locationHeads.locationId),
    skuId: integer('sku_id')
      .notNull()
      .references(() => skus.id),
    /** The document that brought it, by its position at this location, and its line. Not above 0: what stood there at a change of costing. */
    position: whole('position').notNull(),
    line: smallint('line').notNull(),
    quantity: whole('quantity').notNull(),
    value: whole('value').notNull(),
    quantityLeft: whole('quantity_left').notNull(),
    valueLeft: whole('value_left').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.skuId, table.position, table.line] }),
    index('cost_layers_open')
      .on(table.locationId, table.skuId, table.position, table.line)
      .where(sql`quantity_left > 0`),
    check('cost_layers_left', sql`${table.quantityLeft} between 0 and ${table.quantity}`),
    check('cost_layers_value_left', sql`${table.valueLeft} between 0 and ${table.value}`),
    check(
      'cost_layers_nothing_is_worth_nothing',
      sql`${table.quantity} > 0 and (${table.quantityLeft} > 0 or ${table.valueLeft} = 0)`,
    ),
  ],
);

/** What each line that left drew of which layer. Insert only. Line not above 0: layers that ended at a change of costing. */
export const layerDraws = pgTable(
  'layer_draws',
  {
    locationId: integer('location_id').notNull(),
    skuId: integer('sku_id').notNull(),
    layerPosition: whole('layer_position').notNull(),
    layerLine: smallint('layer_line').notNull(),
    position: whole('position').notNull(),
    line: smallint('line').notNull(),
    quantity: whole('quantity').notNull(),
    value: whole('value').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'layer_draws_pk',
      columns: [
        table.locationId,
        table.skuId,
        table.layerPosition,
        table.layerLine,
        table.position,
        table.line,
      ],
    }),
    index('layer_draws_line').on(table.locationId, table.position, table.line),
    foreignKey({
      name: 'layer_draws_layer',
      columns: [table.locationId, table.skuId, table.layerPosition, table.layerLine],
      foreignColumns: [costLayers.locationId, costLayers.skuId, costLayers.position, costLayers.line],
    }),
    check('layer_draws_something', sql`${table.quantity} > 0 and ${table.value} >= 0`),
  ],
);

/** From which position on a location was costed how. Insert only; locations without a row know only today's way. */
export const costingChanges = pgTable(
  'costing_changes',
  {
    locationId: integer('location_id')
      .notNull()
      .references(() => locationHeads.locationId),
    /** The last position of the old way. */
    position: whole('position').notNull(),
    /** Counts the company's changes from 0. */
    change: smallint('change').notNull(),
    was: text('was').notNull(),
    costing: text('costing').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.locationId, table.change] }),
    check(
      'costing_changes_costing',
      sql`${table.was} <> ${table.costing} and ${table.was} in ('moving_average', 'fifo') and ${table.costing} in ('moving_average', 'fifo')`,
    ),
  ],
);
