import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { Level } from '#domain/stock/level.ts';
import type { BusinessDay } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Batch, Head } from '#server/stock/batch.ts';
import { layerRows, type DrawRow, type LayerRow } from '#server/stock/batch-rows.ts';
import type { LevelKey, Shelf, StoredLevel } from '#server/stock/read-levels.ts';
import { TableError } from './table-error.ts';

/** The tables of cost layers: what stands in them, how the company costs, and how it did before. */
export class LayerTables {
  costing: Costing;
  readonly layers = new Map<string, LayerRow>();
  readonly draws: DrawRow[] = [];
  /** Changes of costing: what it was, and where every location stood. */
  readonly changes: { readonly was: Costing; readonly heads: ReadonlyMap<LocationId, number> }[] = [];

  constructor(costing: Costing) {
    this.costing = costing;
  }

  /** Levels that were read before, with their open layers as they stand now. */
  withLayers(levels: readonly StoredLevel[]): StoredLevel[] {
    return levels.map((one) => ({ ...one, level: this.#layered(one, one.level) }));
  }

  withLayersOf(location: LocationId, shelf: Shelf): Shelf {
    const levels = shelf.levels.map(
      ([sku, level]) => [sku, this.#layered({ location, sku }, level)] as const,
    );
    return { ...shelf, levels };
  }

  apply(batch: Batch, drawsAreLost: boolean): void {
    const { layers, draws } = layerRows(batch);
    for (const row of layers) this.layers.set(`${row.location} ${row.sku} ${row.position} ${row.line}`, row);
    if (!drawsAreLost || draws.length < 2) this.draws.push(...draws);
  }

  /** From what stands at these heads on, it costs the other way. */
  change(
    heads: ReadonlyMap<LocationId, Head>,
    levels: ReadonlyMap<string, Pick<Level, 'onHand' | 'value'>>,
  ): void {
    const positionOf = (location: LocationId): number => heads.get(location)?.position ?? 0;
    const line = 0 - this.changes.length;
    if (this.costing === 'fifo') this.#end(positionOf, line);
    else this.#begin(positionOf, line, levels);
    const positions = new Map([...heads.keys()].map((location) => [location, positionOf(location)]));
    this.changes.push({ was: this.costing, heads: positions });
    this.costing = this.costing === 'fifo' ? 'moving_average' : 'fifo';
  }

  #begin(
    positionOf: (location: LocationId) => number,
    line: number,
    levels: ReadonlyMap<string, Pick<Level, 'onHand' | 'value'>>,
  ): void {
    for (const [key, { onHand: units, value }] of levels) {
      const [location, sku] = key.split(' ').map(Number) as [LocationId, SkuId];
      const position = positionOf(location);
      if (units > 0)
        this.layers.set(`${key} ${position} ${line}`, {
          ...{ location, sku, position, line, quantity: units, value },
          ...{ left: units, leftValue: value },
        });
    }
  }

  #end(positionOf: (location: LocationId) => number, line: number): void {
    for (const [key, layer] of this.layers) {
      if (layer.left === 0) continue;
      const { location, sku, position: layerPosition, line: layerLine, left, leftValue } = layer;
      this.draws.push({
        ...{ location, sku, layerPosition, layerLine, position: positionOf(location), line },
        ...{ quantity: left, value: leftValue },
      });
      this.layers.set(key, { ...layer, left: quantity(0), leftValue: fen(0) });
    }
  }

  #layered({ location, sku }: LevelKey, level: Level): Level {
    const open = [...this.layers.values()]
      .filter((one) => one.location === location && one.sku === sku && one.left > 0)
      .toSorted((a, b) => a.position - b.position || a.line - b.line);
    const layers = level.onHand > 0 ? open : [];
    return { ...level, layers: layers.map(({ location: _, sku: __, ...one }) => one) };
  }
}

/** What the tables refuse. */
export function checkLayerRows(batch: Batch): void {
  for (const { quantity: units, value, left, leftValue } of layerRows(batch).layers)
    if (left < 0 || left > units || leftValue < 0 || leftValue > value || (left === 0 && leftValue !== 0))
      throw new TableError('23514', 'cost_layers_left');
}

/** All days with documents that move goods are closed. */
export function isPeriodStart(
  documents: readonly PostedDocument[],
  closedThrough: BusinessDay | null,
): boolean {
  return documents.every(
    ({ kind, businessDay }) =>
      ['reserve', 'release', 'reorder_point'].includes(kind) ||
      (closedThrough !== null && businessDay <= closedThrough),
  );
}
