import type { Operation } from '#domain/identity/role.ts';
import { command, to, type Cases, type RouteCase } from './case.ts';

const commitBody = { isUncountedZero: false, linesHash: '0'.repeat(64) };

/** A route of one stocktake: the first store's, and the third's for those who may not know of it. */
function stocktakeCase(needs: Operation, rest: string, body?: unknown): RouteCase {
  return {
    needs,
    namesIds: true,
    own: (c) => [to(`/api/stocktakes/${c.store[0]}${rest}`, body)],
    foreign: (c) => [to(`/api/stocktakes/${c.store[2]}${rest}`, body)],
  };
}

/** What a stocktake has only once it is committed, or once somebody took a photo. */
function stocktakeNowhere(needs: Operation, rest: string): RouteCase {
  return { ...stocktakeCase(needs, rest), own: () => [] };
}

/** Furniture plans a stocktake in every store, numbered like the store. */
export const stocktakeCases: Cases = {
  // stocktake: furniture plans one in every store, numbered like the store
  'GET /api/export/stocktakes/:form': {
    needs: 'view.stocktake',
    own: (c) => [to('/api/export/stocktakes/csv'), to(`/api/export/stocktakes/xlsx?store=${c.store[0]}`)],
  },
  'GET /api/stocktakes': { needs: 'view.stocktake', own: () => [to('/api/stocktakes')] },
  'POST /api/stocktakes': {
    needs: 'plan.stocktake',
    own: ({ store: [storeId], sku: [skuId] }) => [
      command('/api/stocktakes', { storeId, scope: { kind: 'spot', skuIds: [skuId] } }),
    ],
    foreign: (c) => [command('/api/stocktakes', { storeId: c.store[2], scope: { kind: 'full' } })],
  },
  'GET /api/stocktakes/plan': {
    needs: 'plan.stocktake',
    own: (c) => [to(`/api/stocktakes/plan?store=${c.store[0]}`)],
    foreign: (c) => [to(`/api/stocktakes/plan?store=${c.store[2]}`)],
  },
  'GET /api/stocktakes/:id': stocktakeCase('view.stocktake', ''),
  'GET /api/stocktakes/:id/goods': stocktakeCase('view.stocktake', '/goods'),
  'GET /api/stocktakes/:id/position': stocktakeCase('view.stocktake', '/position'),
  'GET /api/stocktakes/:id/book': stocktakeNowhere('view.stocktake', '/book'),
  'GET /api/stocktakes/:id/late': stocktakeCase('review.stocktake', '/late'),
  'GET /api/stocktakes/:id/join-link': stocktakeCase('review.stocktake', '/join-link'),
  'GET /api/stocktakes/:id/review': stocktakeCase('review.stocktake', '/review?uncounted=zero'),
  'GET /api/stocktakes/:id/report': stocktakeNowhere('review.stocktake', '/report'),
  'GET /api/stocktakes/:id/report.csv': stocktakeNowhere('review.stocktake', '/report.csv'),
  'GET /api/stocktakes/:id/report.xlsx': stocktakeNowhere('review.stocktake', '/report.xlsx'),
  'GET /api/stocktakes/:id/photos/:number': stocktakeNowhere('view.stocktake', '/photos/1'),
  'POST /api/stocktakes/:id/photos': stocktakeCase('count.stocktake', '/photos', {
    barcode: '690',
    skuId: null,
    image: 'bm8gcGljdHVyZQ==',
  }),
  'POST /api/stocktakes/:id/zones': stocktakeCase('plan.stocktake', '/zones', { name: '后仓' }),
  'POST /api/stocktakes/:id/choices': stocktakeCase('review.stocktake', '/choices', {
    skuIds: [1],
    choice: 'leave',
  }),
  'POST /api/stocktakes/:id/approval': stocktakeCase('approve.stocktake', '/approval', commitBody),
  'POST /api/stocktakes/:id/commit': stocktakeCase('commit.stocktake', '/commit', commitBody),
  'POST /api/stocktakes/:id/late': stocktakeCase('commit.stocktake', '/late', {
    entryKey: '1-abcdefghij-0:1',
    isVoid: false,
    act: 'dismiss',
  }),
  'POST /api/stocktakes/:id/cancel': {
    needs: 'commit.stocktake',
    namesIds: true,
    own: () => [],
    foreign: (c) => [to(`/api/stocktakes/${c.store[2]}/cancel`, {})],
  },
  'POST /api/count/join/:token': {
    needs: 'count.stocktake',
    own: () => [],
    foreign: (c) => [to(`/api/count/join/${c.store[2].toString(36)}.zzzzzz.0123456789abcdef`, {})],
  },
};
