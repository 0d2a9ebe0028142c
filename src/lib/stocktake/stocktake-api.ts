import { call } from '../call/call.ts';
import type { CommitRequest, PlanRequest } from '#protocol/stocktake/requests.ts';
import type {
  Book,
  Goods,
  LateEntry,
  PlanHints,
  PositionView,
  Report,
  Review,
  StocktakeRow,
  StocktakeView,
} from '#protocol/stocktake/views.ts';

const at = (id: number, rest = '') => `/api/stocktakes/${id}${rest}`;

export interface StocktakeList {
  readonly stocktakes: readonly StocktakeRow[];
  readonly nowMs: number;
}

export function stocktakesPath(storeId?: number): string {
  return `/api/stocktakes${storeId === undefined ? '' : `?store=${storeId}`}`;
}

export function listStocktakes(storeId?: number): Promise<StocktakeList> {
  return call('GET', stocktakesPath(storeId));
}

export function readStocktake(id: number): Promise<StocktakeView> {
  return call('GET', at(id));
}

export function readGoods(id: number): Promise<Goods> {
  return call('GET', at(id, '/goods'));
}

/** What the books say of the plan's SKUs, those that moved after a position; there is none of a blind stocktake. */
export function readBook(id: number, after: number): Promise<Book> {
  return call('GET', at(id, `/book?after=${after}`));
}

export async function readLate(id: number): Promise<readonly LateEntry[]> {
  return (await call<{ readonly late: readonly LateEntry[] }>('GET', at(id, '/late'))).late;
}

export function readPosition(id: number): Promise<PositionView> {
  return call('GET', at(id, '/position'));
}

export function readReview(id: number, isUncountedZero: boolean): Promise<Review> {
  return call('GET', at(id, `/review${isUncountedZero ? '?uncounted=zero' : ''}`));
}

export function readReport(id: number): Promise<Report> {
  return call('GET', at(id, '/report'));
}

export function readPlanHints(storeId: number): Promise<PlanHints> {
  return call('GET', `/api/stocktakes/plan?store=${storeId}`);
}

export function planStocktake(
  key: string,
  request: Partial<PlanRequest> & Pick<PlanRequest, 'storeId' | 'scope'>,
): Promise<{ readonly id: number }> {
  return call('POST', '/api/stocktakes', request, { 'idempotency-key': key });
}

export function choose(
  id: number,
  skuIds: readonly number[],
  choice: 'use_count' | 'leave' | null,
): Promise<unknown> {
  return call('POST', at(id, '/choices'), { skuIds, choice });
}

export function approve(id: number, request: CommitRequest): Promise<unknown> {
  return call('POST', at(id, '/approval'), request);
}

export function commit(id: number, request: CommitRequest): Promise<unknown> {
  return call('POST', at(id, '/commit'), request);
}

export function cancel(id: number): Promise<unknown> {
  return call('POST', at(id, '/cancel'), {});
}

/** Answers all zones: colleagues may have named others meanwhile. */
export async function addZone(id: number, name: string): Promise<readonly string[]> {
  return (await call<{ readonly zones: readonly string[] }>('POST', at(id, '/zones'), { name })).zones;
}

export async function readJoinLink(id: number): Promise<string> {
  return (await call<{ readonly link: string }>('GET', at(id, '/join-link'))).link;
}

export function join(token: string): Promise<{ readonly id: number }> {
  return call('POST', `/api/count/join/${encodeURIComponent(token)}`, {});
}

export function closeLate(
  id: number,
  entryKey: string,
  isVoid: boolean,
  act: 'post' | 'dismiss',
): Promise<unknown> {
  return call('POST', at(id, '/late'), { entryKey, isVoid, act });
}

export function sendPhoto(
  id: number,
  photo: { readonly barcode: string | null; readonly skuId: number | null; readonly image: string },
): Promise<unknown> {
  return call('POST', at(id, '/photos'), photo);
}
