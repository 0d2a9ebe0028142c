import { readGoods } from '#lib/catalog/catalog-api.ts';
import { pageRows } from '#lib/catalog/goods-list.svelte.ts';
import { queryOfParams } from '#lib/catalog/goods-query.ts';
import { within } from '#lib/ui/within.ts';
import type { PageLoad } from './$types';

/** Rows that are there so soon are drawn with the page, in one go; later ones come into its skeleton. */
const soonMs = 120;

/** The head of the page has asked for the first rows already. [DF-3] */
export const load: PageLoad = async ({ url }) => {
  const query = queryOfParams(url.searchParams);
  const rows = readGoods(query, 0, pageRows);
  const known = await within(rows, soonMs);
  // Whoever shows them says what went wrong; until then it is nobody's.
  rows.catch(() => undefined);
  return { query, first: { rows, known } };
};
