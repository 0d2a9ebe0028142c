import { call } from '../call/call.ts';
import type { SkuRecord } from '#domain/catalog/sku.ts';
import type { BarcodeRuleRequest, GoodsQuery } from '#protocol/catalog/requests.ts';
import type {
  BarcodeAnswer,
  Finding,
  GoodsPage,
  GoodsRow,
  SkuCard,
  SkuChangeView,
} from '#protocol/catalog/views.ts';
import { goodsPath } from './goods-query.ts';

export interface Category {
  readonly id: number;
  readonly parentId: number | null;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly skus: number;
}

export interface Supplier {
  readonly id: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly contact: string | null;
  readonly isActive: boolean;
}

export interface SavedView {
  readonly id: number;
  readonly name: string;
  readonly query: Readonly<Record<string, string | number | boolean | null>>;
  readonly isShared: boolean;
  readonly isMine: boolean;
}

export function readGoods(query: GoodsQuery, offset: number, limit: number): Promise<GoodsPage> {
  return call('GET', goodsPath(query, offset, limit));
}

export async function readSome(ids: readonly number[]): Promise<readonly GoodsRow[]> {
  return ids.length === 0 ? [] : (await call<GoodsPage>('GET', `/api/goods?ids=${ids.join(',')}`)).rows;
}

export function readCard(skuId: number): Promise<SkuCard> {
  return call('GET', `/api/goods/${skuId}`);
}

export async function readChanges(skuId: number): Promise<readonly SkuChangeView[]> {
  return (await call<{ readonly changes: readonly SkuChangeView[] }>('GET', `/api/goods/${skuId}/changes`))
    .changes;
}

export function lookUp(code: string, storeId?: number): Promise<BarcodeAnswer> {
  return call(
    'GET',
    `/api/barcodes/${encodeURIComponent(code)}${storeId === undefined ? '' : `?store=${storeId}`}`,
  );
}

export interface Saved {
  readonly skuId: number;
  readonly batch: string;
}

export function createSku(sku: Partial<SkuRecord>): Promise<Saved> {
  return call('POST', '/api/goods', sku);
}

export function makeVariants(
  skuId: number,
  wanted: { readonly colors: readonly string[]; readonly sizes: readonly string[] },
): Promise<{ readonly batch: string; readonly made: number }> {
  return call('POST', `/api/goods/${skuId}/variants`, wanted);
}

export function changeSku(skuId: number, revision: number, set: Partial<SkuRecord>): Promise<Saved> {
  return call('PUT', `/api/goods/${skuId}`, { revision, set });
}

export interface BulkChange {
  readonly ids?: readonly number[];
  readonly query?: GoodsQuery;
  readonly set: Partial<SkuRecord>;
  readonly pricePercent?: number;
}

export function changeMany(
  change: BulkChange,
): Promise<{ readonly batch: string; readonly changed: number }> {
  return call('POST', '/api/goods/bulk', change);
}

export function undo(batch: string): Promise<{ readonly taken: number; readonly lost: number }> {
  return call('POST', '/api/goods/undo', { batch });
}

export function merge(keepId: number, dropId: number): Promise<unknown> {
  return call('POST', '/api/goods/merge', { keepId, dropId });
}

export function readFindings(): Promise<{
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}> {
  return call('GET', '/api/goods/findings');
}

export async function readCategories(): Promise<readonly Category[]> {
  return (await call<{ readonly categories: readonly Category[] }>('GET', '/api/categories')).categories;
}

export function saveCategory(id: number | null, category: Omit<Category, 'id' | 'skus'>): Promise<unknown> {
  return id === null
    ? call('POST', '/api/categories', category)
    : call('PUT', `/api/categories/${id}`, category);
}

export function dropCategory(id: number): Promise<unknown> {
  return call('DELETE', `/api/categories/${id}`);
}

export function mergeCategory(id: number, intoId: number): Promise<{ readonly moved: number }> {
  return call('POST', `/api/categories/${id}/merge`, { intoId });
}

export type BarcodeRuleRow = BarcodeRuleRequest & { readonly id: number };

export async function readRules(): Promise<readonly BarcodeRuleRow[]> {
  return (await call<{ readonly rules: readonly BarcodeRuleRow[] }>('GET', '/api/barcode-rules')).rules;
}

export function saveRule(id: number | null, rule: BarcodeRuleRequest): Promise<unknown> {
  return id === null
    ? call('POST', '/api/barcode-rules', rule)
    : call('PUT', `/api/barcode-rules/${id}`, rule);
}

export function dropRule(id: number): Promise<unknown> {
  return call('DELETE', `/api/barcode-rules/${id}`);
}

export async function readSuppliers(): Promise<readonly Supplier[]> {
  return (await call<{ readonly suppliers: readonly Supplier[] }>('GET', '/api/suppliers')).suppliers;
}

export async function readViews(page: string): Promise<readonly SavedView[]> {
  return (await call<{ readonly views: readonly SavedView[] }>('GET', `/api/views?page=${page}`)).views;
}

export function saveView(
  page: string,
  name: string,
  query: SavedView['query'],
  isShared: boolean,
): Promise<unknown> {
  return call('POST', '/api/views', { page, name, query, isShared });
}

export function deleteView(id: number): Promise<unknown> {
  return call('DELETE', `/api/views/${id}`);
}

export function setStore(
  skuId: number,
  store: { storeId: number; price: number | null; minimum: number | null; maximum: number | null },
): Promise<unknown> {
  return call('PUT', `/api/goods/${skuId}/stores`, store);
}

export function addAlias(skuId: number, alias: string): Promise<unknown> {
  return call('POST', `/api/goods/${skuId}/aliases`, { alias, storeId: null });
}

export function removeAlias(skuId: number, alias: string): Promise<unknown> {
  return call('DELETE', `/api/goods/${skuId}/aliases/${encodeURIComponent(alias)}`);
}

/** Sends a picture; the server draws it anew. */
export async function putPhoto(skuId: number, file: Blob): Promise<{ readonly photo: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return call('PUT', `/api/goods/${skuId}/photo`, { image: btoa(text) });
}

export function removePhoto(skuId: number): Promise<unknown> {
  return call('DELETE', `/api/goods/${skuId}/photo`);
}
