import type {
  DraftRequest,
  PricesRequest,
  PurchaseActAnswer,
  PurchaseActRequest,
  PurchaseSettings,
  TermsRequest,
} from '#protocol/purchase/command.ts';
import type {
  NeedRow,
  OnOrderRow,
  PurchaseListView,
  PurchaseView,
  SupplierPriceView,
  SupplierView,
} from '#protocol/purchase/views.ts';
import { call } from '../call/call.ts';
import { newKey } from '../outbox/page-outbox.ts';

export interface ListAsked {
  readonly state: string;
  readonly supplier: number;
  readonly search: string;
  readonly before?: number;
  readonly since?: string;
}

/** Which orders the list tells apart. */
export const purchaseFilters = ['open', 'draft', 'waiting', 'sent', 'late', 'ended'] as const;
export type PurchaseFilter = (typeof purchaseFilters)[number];

/** What an address asks for; what it says wrongly is as usual. */
export function purchasesAskOf(params: URLSearchParams) {
  return {
    state: purchaseFilters.find((one) => one === params.get('state')) ?? 'open',
    supplier: Number(params.get('supplier')) || 0,
    search: '',
  } satisfies ListAsked;
}

export function purchasesPath({ state, supplier, search, before, since }: ListAsked): string {
  const query = new URLSearchParams({ state, search });
  if (supplier > 0) query.set('supplier', String(supplier));
  if (before !== undefined) query.set('before', String(before));
  if (since !== undefined) query.set('since', since);
  return `/api/purchases?${query}`;
}

export function readPurchases(asked: ListAsked): Promise<PurchaseListView> {
  return call('GET', purchasesPath(asked));
}

/** The order, or only its version where that is the one that is known. */
export function readPurchase(
  id: number,
  since?: number,
): Promise<PurchaseView | { readonly version: number }> {
  return call('GET', `/api/purchases/${id}${since === undefined ? '' : `?since=${since}`}`);
}

export function draftPurchases(
  request: Partial<DraftRequest> & Pick<DraftRequest, 'storeId' | 'lines'>,
  key = newKey(),
): Promise<{ readonly purchases: readonly number[]; readonly unsupplied: readonly number[] }> {
  return call('POST', '/api/purchases', request, { 'idempotency-key': key });
}

export function actOnPurchase(id: number, act: PurchaseActRequest): Promise<PurchaseActAnswer> {
  return call('POST', `/api/purchases/${id}/acts`, act, { 'idempotency-key': newKey() });
}

export async function readNeed(store: number, skus: readonly number[]): Promise<readonly NeedRow[]> {
  return (await call<{ rows: NeedRow[] }>('GET', `/api/purchases/need?store=${store}&skus=${skus.join(',')}`))
    .rows;
}

export async function readOnOrder(
  of: { readonly sku: number } | { readonly store: number },
): Promise<readonly OnOrderRow[]> {
  const query = 'sku' in of ? `sku=${of.sku}` : `store=${of.store}`;
  return (await call<{ rows: OnOrderRow[] }>('GET', `/api/purchases/on-order?${query}`)).rows;
}

export async function readSuppliers(): Promise<readonly SupplierView[]> {
  return (await call<{ suppliers: SupplierView[] }>('GET', '/api/supplier-terms')).suppliers;
}

export function readSupplier(
  id: number,
): Promise<{ readonly supplier: SupplierView; readonly prices: readonly SupplierPriceView[] }> {
  return call('GET', `/api/supplier-terms/${id}`);
}

export function writeTerms(id: number, terms: TermsRequest): Promise<unknown> {
  return call('PUT', `/api/supplier-terms/${id}`, terms);
}

export function writePrices(id: number, rows: PricesRequest['rows']): Promise<unknown> {
  return call('PUT', `/api/supplier-terms/${id}/prices`, { rows });
}

export interface SupplierRecord {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly contact: string;
  readonly isActive: boolean;
}

/** Who a supplier is stands in the catalogue. */
export async function writeSupplier(id: number | null, record: SupplierRecord): Promise<number> {
  const made =
    id === null
      ? await call<{ id: number }>('POST', '/api/suppliers', record)
      : await call<{ id: number }>('PUT', `/api/suppliers/${id}`, record);
  return made.id;
}

export function readRule(): Promise<PurchaseSettings> {
  return call('GET', '/api/purchase-settings');
}

export function writeRule(rule: PurchaseSettings): Promise<PurchaseSettings> {
  return call('PUT', '/api/purchase-settings', rule);
}

/** The order that a document in the ledger is a receipt of. */
export async function readOrderOf(document: string): Promise<number | null> {
  const path = `/api/purchases/of/${encodeURIComponent(document)}`;
  return (await call<{ readonly purchase: number | null }>('GET', path)).purchase;
}
