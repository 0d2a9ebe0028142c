import type { PostedDocument } from '#domain/stock/document.ts';
import { hoursOfDay, receiptsOf, salesOf } from '#domain/stock/sales-rollup.ts';
import type { CostLayer } from '#domain/stock/layer.ts';
import type { Level } from '#domain/stock/level.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { Batch, LeftHour } from './batch.ts';

export interface SalesRow {
  location: number;
  day: number;
  hour: number;
  sku: number;
  quantity: number;
  amount: number;
  cost: number;
}

export interface StoreHourRow {
  location: number;
  day: number;
  hour: number;
  receipts: number;
  quantity: number;
  amount: number;
  cost: number;
}

export interface StretchRow {
  readonly location: number;
  readonly sku: number;
  readonly opened: number;
  closed: number | null;
}

/** What left levels for the rollup of SKUs: one row a key, so that one that left twice is written once. */
export function salesRows(leftHours: readonly LeftHour[]): SalesRow[] {
  const rows = new Map<string, SalesRow>();
  for (const { location, sku, hour, quantity, amount, cost } of leftHours) {
    const key = `${location} ${sku} ${hour}`;
    const known = rows.get(key);
    if (known) {
      known.quantity += quantity;
      known.amount += amount;
      known.cost += cost;
    } else {
      const day = Math.floor(hour / hoursOfDay);
      rows.set(key, { location, day, hour: hour - day * hoursOfDay, sku, quantity, amount, cost });
    }
  }
  return [...rows.values()];
}

/** What a batch adds to the sales of whole stores: one row a key. */
export function storeHourRows(posted: readonly PostedDocument[]): StoreHourRow[] {
  const hours = new Map<string, StoreHourRow>();
  for (const document of posted) {
    const { location, businessDay: day, hour } = document;
    const ofSkus = salesOf(document.movements);
    if (ofSkus.length === 0) continue;
    const key = `${location} ${day} ${hour}`;
    let row = hours.get(key);
    if (!row) hours.set(key, (row = { location, day, hour, receipts: 0, quantity: 0, amount: 0, cost: 0 }));
    row.receipts += receiptsOf(document.kind, document.movements);
    for (const { quantity, amount, cost } of ofSkus) {
      row.quantity += quantity;
      row.amount += amount;
      row.cost += cost;
    }
  }
  return [...hours.values()];
}

/** Stretches below zero that the batch opened, and those opened before that it closed. */
export function stretchRows(posted: readonly PostedDocument[]): {
  opened: StretchRow[];
  closed: StretchRow[];
} {
  const open = new Map<string, StretchRow>();
  const opened: StretchRow[] = [];
  const closed: StretchRow[] = [];
  const step = (location: number, sku: number, position: number, after: number, delta: number): void => {
    const before = after - delta;
    const key = `${location} ${sku}`;
    if (before >= 0 && after < 0) {
      const row: StretchRow = { location, sku, opened: position, closed: null };
      open.set(key, row);
      opened.push(row);
    } else if (before < 0 && after >= 0) {
      const row = open.get(key);
      if (row) row.closed = position;
      else closed.push({ location, sku, opened: 0, closed: position });
      open.delete(key);
    }
  };
  for (const { location, position, counterLocation, counterPosition, movements } of posted) {
    for (const { sku, source, target, quantity, onHandAfter, counterOnHandAfter } of movements) {
      if (source === location || target === location) {
        step(location, sku, position, onHandAfter, target === location ? quantity : -quantity);
      }
      if (counterLocation !== null && counterPosition !== null && counterOnHandAfter !== null) {
        step(
          counterLocation,
          sku,
          counterPosition,
          counterOnHandAfter,
          target === counterLocation ? quantity : -quantity,
        );
      }
    }
  }
  return { opened, closed };
}

export interface LevelRow extends Level {
  readonly location: LocationId;
  readonly sku: SkuId;
  readonly position: number;
  readonly isNegativeAllowed: boolean;
}

/** Every level that the batch changed, as it stands after it. */
export function levelRows(batch: Batch, locations: LocationDirectory): readonly LevelRow[] {
  const rows: LevelRow[] = [];
  for (const [location, sku, level] of batch.book.changes()) {
    const isNegativeAllowed = level.onHand < 0 && locations.of(location)?.kind === 'shelf';
    rows.push({
      ...level,
      location,
      sku,
      position: batch.heads.get(location)?.position ?? 0,
      isNegativeAllowed,
    });
  }
  return rows;
}

export interface LayerRow extends CostLayer {
  readonly location: LocationId;
  readonly sku: SkuId;
}

export interface DrawRow {
  readonly location: LocationId;
  readonly sku: SkuId;
  readonly layerPosition: number;
  readonly layerLine: number;
  readonly position: number;
  readonly line: number;
  readonly quantity: number;
  readonly value: number;
}

/** Every layer that the batch brought or drew from, as it stands after it, and what each line drew. */
export function layerRows(batch: Batch): { layers: readonly LayerRow[]; draws: readonly DrawRow[] } {
  const layers = new Map<string, LayerRow>();
  const draws: DrawRow[] = [];
  for (const { location, sku, position, line, layer, drawn } of batch.layerSteps) {
    layers.set(`${location} ${sku} ${layer.position} ${layer.line}`, { ...layer, location, sku });
    if (!drawn) continue;
    const { position: layerPosition, line: layerLine } = layer;
    draws.push({ location, sku, layerPosition, layerLine, position, line, ...drawn });
  }
  return { layers: [...layers.values()], draws };
}
