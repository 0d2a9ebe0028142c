import { to, type Cases } from './case.ts';

/** What the planner says, and what is told to it. */
export const replenishCases: Cases = {
  'GET /api/export/suggestions/:form': {
    needs: 'view.replenish',
    own: () => [
      to('/api/export/suggestions/csv'),
      to('/api/export/suggestions/csv?kind=order'),
      to('/api/export/suggestions/csv?kind=purchase'),
    ],
  },
  'GET /api/export/measures/:form': {
    needs: 'view.replenish',
    own: () => [to('/api/export/measures/csv?days=28'), to('/api/export/measures/xlsx')],
  },
  'GET /api/replenish': { needs: 'view.replenish', own: () => [to('/api/replenish')] },
  'GET /api/replenish/record': { needs: 'view.replenish', own: () => [to('/api/replenish/record')] },
  'GET /api/replenish/measures': {
    needs: 'view.replenish',
    own: () => [to('/api/replenish/measures?days=28')],
  },
  'POST /api/replenish/plan': {
    needs: 'plan.replenish',
    own: () => [],
    sparing: 'starts a thread that plans the whole chain',
  },
  'POST /api/replenish/what-if': {
    needs: 'plan.replenish',
    own: () => [],
    sparing: 'starts a thread that replays weeks',
  },
  'PUT /api/replenish/level': {
    needs: 'plan.replenish',
    own: (_c, { scope }) => (scope.kind === 'all' ? [to('/api/replenish/level', { level: 0.94 })] : []),
  },
  'POST /api/replenish/accept': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [
      to('/api/replenish/accept', {
        sourceId: 1001,
        targetId: 1003,
        note: '',
        lines: [{ id: 1, quantity: 1 }],
      }),
    ],
  },
  'POST /api/replenish/reject': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [to('/api/replenish/reject', { ids: [1], reason: 'other' })],
  },
  'POST /api/replenish/undo': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [to('/api/replenish/undo', { ids: [1] })],
  },
  'POST /api/replenish/events': {
    needs: 'plan.replenish',
    own: (c) => [
      to('/api/replenish/events', {
        storeId: c.store[0],
        skuId: null,
        categoryId: null,
        firstDay: 20_000,
        lastDay: 20_001,
        percent: 30,
        note: '庙会',
      }),
    ],
    foreign: (c) => [
      to('/api/replenish/events', {
        storeId: c.store[2],
        skuId: null,
        categoryId: null,
        firstDay: 20_000,
        lastDay: 20_001,
        percent: 30,
        note: '庙会',
      }),
    ],
  },
  'DELETE /api/replenish/events/:id': {
    needs: 'plan.replenish',
    own: () => [],
    foreign: () => [to('/api/replenish/events/99999')],
  },
};
