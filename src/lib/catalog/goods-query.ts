import { goodsLacks, goodsSearchLengthMax, goodsSorts, goodsStates } from '#domain/catalog/goods-list.ts';
import type { GoodsQuery } from '#protocol/catalog/requests.ts';

/** The list as it stands when nobody asked for anything. */
export const everyGoods: GoodsQuery = { search: '', state: 'active', sort: 'code', isDown: false };

/** A query as an address says it; what is as usual is left out. */
export function paramsOf(query: Partial<GoodsQuery>): URLSearchParams {
  const params = new URLSearchParams();
  if (query.search) params.set('search', query.search);
  if (query.category !== undefined) params.set('category', String(query.category));
  if (query.supplier !== undefined) params.set('supplier', String(query.supplier));
  if (query.state && query.state !== 'active') params.set('state', query.state);
  if (query.lack) params.set('lack', query.lack);
  if (query.sort && query.sort !== 'code') params.set('sort', query.sort);
  if (query.isDown) params.set('down', '1');
  return params;
}

/** The query that an address says; what it says wrongly is as usual. */
export function queryOfParams(params: URLSearchParams): GoodsQuery {
  return queryOf({ ...Object.fromEntries(params), isDown: params.get('down') === '1' });
}

/** A query that was kept or sent by somebody: each part of it that is none is as usual. */
export function queryOf(kept: Readonly<Record<string, unknown>>): GoodsQuery {
  const { search, isDown } = kept;
  const category = idOf(kept['category']);
  const supplier = idOf(kept['supplier']);
  const lack = goodsLacks.find((one) => one === kept['lack']);
  return {
    search: typeof search === 'string' ? search.slice(0, goodsSearchLengthMax) : '',
    ...(category && { category }),
    ...(supplier && { supplier }),
    state: goodsStates.find((one) => one === kept['state']) ?? everyGoods.state,
    ...(lack && { lack }),
    sort: goodsSorts.find((one) => one === kept['sort']) ?? everyGoods.sort,
    isDown: isDown === true,
  };
}

/** A query as it is kept: what it does not ask is not in it. */
export function keptOf(query: GoodsQuery): Readonly<Record<string, string | number | boolean>> {
  const { category, supplier, lack, ...rest } = query;
  return { ...rest, ...(category && { category }), ...(supplier && { supplier }), ...(lack && { lack }) };
}

export function goodsPath(query: GoodsQuery, offset: number, limit: number): string {
  const params = paramsOf(query);
  params.set('offset', String(offset));
  params.set('limit', String(limit));
  return `/api/goods?${params}`;
}

function idOf(value: unknown): number | undefined {
  const id = Number(value);
  return Number.isInteger(id) && id > 0 && id < 2 ** 31 ? id : undefined;
}
