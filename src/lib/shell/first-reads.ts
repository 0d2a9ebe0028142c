import { alertsPath } from '../alert/alert-path.ts';
import { alertQueryOf } from '../alert/alert-query.ts';
import { goodsPath, queryOfParams } from '../catalog/goods-query.ts';
import { pageRows } from '../catalog/goods-list.svelte.ts';
import { askOf, documentsPath, filterOfParams } from '../document/document-api.ts';
import { mePath } from '../identity/me.ts';
import { organisationPath } from '../organisation/organisation-api.ts';
import { purchasesAskOf, purchasesPath } from '../purchase/purchase-api.ts';
import { replenishPath } from '../replenish/replenish-api.ts';
import { storesPath } from '../stock/stock-api.ts';
import { stocktakesPath } from '../stocktake/stocktake-api.ts';
import { boardPath } from '../transfer/transfer-api.ts';

/** Pages that open without anybody signed in. */
const openPages = new Set(['/login', '/join', '/setup']);

/** By page: what it reads first, as its address says it. */
const firstReads: Readonly<Record<string, (params: URLSearchParams) => string | undefined>> = {
  '/goods': (params) => goodsPath(queryOfParams(params), 0, pageRows),
  '/documents': (params) => documentsPath(askOf(filterOfParams(params))),
  '/stock': () => storesPath,
  '/stocktakes': () => stocktakesPath(),
  '/transfers': () => boardPath('', false),
  '/purchases': (params) =>
    params.get('view') === 'suppliers' ? undefined : purchasesPath(purchasesAskOf(params)),
  '/replenish': () => replenishPath('transfer'),
  '/alerts': (params) => alertsPath(alertQueryOf(params)),
  '/organisation': () => organisationPath,
};

/**
 * What the page at an address will ask the server before anything else. The page's head names it, so that the answer is
 * on its way before the first script is there. [DF-3]
 */
export function firstReadsOf({ pathname, searchParams }: URL): readonly string[] {
  if (openPages.has(pathname)) return [];
  if (pathname === '/wall' && searchParams.has('kiosk')) return [];
  const first = firstReads[pathname]?.(searchParams);
  return first === undefined ? [mePath] : [mePath, first];
}
