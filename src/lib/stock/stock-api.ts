import { call } from '../call/call.ts';
import type { Costing } from '#domain/stock/costing.ts';
import { levelRows } from '#protocol/stock/level-columns.ts';
import type { LevelColumns } from '#protocol/stock/level-columns-schema.ts';
import type { DocumentView, LayerView, LevelView, MovementView } from '#protocol/stock/views.ts';

export interface SkuRow {
  readonly skuId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly price: number;
  readonly packQuantity: number;
  readonly barcodes: readonly string[];
}

export interface StoreRow {
  readonly storeId: number;
  readonly locationId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'store' | 'warehouse';
  readonly timeZone: string;
  readonly regionId: number;
  readonly regionZh: string;
  readonly regionEn: string;
  readonly skus: number;
  readonly outOfStock: number;
  readonly belowReorderPoint: number;
  readonly negative: number;
}

export type LevelFilter = 'all' | 'out' | 'due' | 'negative';

export interface SkuPage {
  readonly skus: readonly SkuRow[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}
export interface LevelPage {
  readonly levels: readonly LevelView[];
  readonly after: number | null;
}
export interface SkuLevels {
  readonly levels: readonly LevelView[];
  /** The company's time, which in a demo is not the machine's. */
  readonly nowMs: number;
  /** The clock on which a moment is asked for; `hasZones`: some stores have another one. */
  readonly timeZone: string;
  readonly hasZones: boolean;
}
export interface MovementPage {
  readonly movements: readonly MovementView[];
  readonly before: number | null;
  readonly timeZone: string;
}
export interface LayerPage {
  readonly costing: Costing;
  readonly layers: readonly LayerView[];
  readonly timeZone: string;
}
export type DocumentPage = DocumentView & { readonly timeZone: string };

export function searchSkus(search: string, cursor = ''): Promise<SkuPage> {
  return call('GET', `/api/skus?${new URLSearchParams({ search, cursor, limit: '50' })}`);
}

export function readSku(skuId: number): Promise<SkuRow> {
  return call('GET', `/api/skus/${skuId}`);
}

export async function readSkuLevels(skuId: number, atMs: number | undefined): Promise<SkuLevels> {
  return withRows(
    await call<LevelColumns & Omit<SkuLevels, 'levels'>>(
      'GET',
      `/api/skus/${skuId}/levels${atMs === undefined ? '' : `?atMs=${atMs}`}`,
    ),
  );
}

export const storesPath = '/api/stores';

export async function readStores(): Promise<readonly StoreRow[]> {
  return (await call<{ readonly stores: readonly StoreRow[] }>('GET', storesPath)).stores;
}

export async function readStoreLevels(
  storeId: number,
  search: string,
  filter: LevelFilter,
  after = 0,
): Promise<LevelPage> {
  return withRows(
    await call<LevelColumns & Omit<LevelPage, 'levels'>>(
      'GET',
      `/api/stores/${storeId}/levels?${new URLSearchParams({ search, filter, after: String(after) })}`,
    ),
  );
}

/** The wire has levels as columns; whoever shows them wants rows. */
function withRows<Rest extends object>({ locations, skus, levels, ...rest }: LevelColumns & Rest) {
  return { ...rest, levels: levelRows({ locations, skus, levels }) };
}

export function readMovements(locationId: number, skuId: number, before?: number): Promise<MovementPage> {
  return call(
    'GET',
    `/api/locations/${locationId}/skus/${skuId}/movements${before === undefined ? '' : `?before=${before}`}`,
  );
}

/** For those who may see cost; others find none. */
export function readLayers(locationId: number, skuId: number): Promise<LayerPage> {
  return call('GET', `/api/locations/${locationId}/skus/${skuId}/layers`);
}

export function readDocument(number: string): Promise<DocumentPage> {
  return call('GET', `/api/documents/${encodeURIComponent(number)}`);
}
