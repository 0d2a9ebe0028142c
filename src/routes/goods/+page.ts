import { queryOfParams, readGoods } from '#lib/catalog/catalog-api.ts';
import { pageRows } from '#lib/catalog/goods-list.svelte.ts';
import type { PageLoad } from './$types';

/** The first rows are asked for while it is asked who is here: the page waits for neither before the other. */
export const load: PageLoad = ({ url }) => {
  const query = queryOfParams(url.searchParams);
  const rows = readGoods(query, 0, pageRows);
  // Whoever shows them says what went wrong; until then it is nobody's.
  rows.catch(() => undefined);
  return { query, first: { rows } };
};
