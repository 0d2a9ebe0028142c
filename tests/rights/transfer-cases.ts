import { command, to, type Cases } from './case.ts';

/** The first transfer of a company has the id of its first store; it goes from the second store to the first. */
export const transferCases: Cases = {
  'GET /api/export/transfers/:form': {
    needs: 'view.transfer',
    own: () => [to('/api/export/transfers/csv'), to('/api/export/transfers/xlsx?deliveries=yes')],
  },
  'GET /api/transfers': {
    needs: 'view.transfer',
    own: () => [to('/api/transfers'), to('/api/transfers?deliveries=yes&since=0-0')],
  },
  'GET /api/transfers/sources': {
    needs: 'transfer.talk',
    namesIds: true,
    own: (c) => [to(`/api/transfers/sources?sku=${c.sku[0]}&target=${c.store[0]}`)],
    foreign: (c) => [to(`/api/transfers/sources?sku=${c.sku[0]}&target=${c.store[2]}`)],
  },
  'POST /api/transfers': {
    needs: 'transfer.talk',
    namesIds: true,
    own: (c) => [
      command('/api/transfers', {
        kind: 'ask',
        sourceStoreId: c.store[1],
        targetStoreId: c.store[0],
        lines: [{ sku: c.sku[1], quantity: 2 }],
      }),
    ],
    foreign: (c) => [
      command('/api/transfers', {
        kind: 'push',
        sourceStoreId: c.store[2],
        targetStoreId: c.store[0],
        lines: [{ sku: c.sku[1], quantity: 2 }],
      }),
    ],
    missing: () =>
      command('/api/transfers', {
        kind: 'ask',
        sourceStoreId: 987_654,
        targetStoreId: 987_655,
        lines: [{ sku: 987_654, quantity: 2 }],
      }),
  },
  'GET /api/transfers/:id': {
    needs: 'view.transfer',
    namesIds: true,
    own: (c) => [to(`/api/transfers/${c.store[0]}`)],
  },
  'GET /api/transfers/:id/facts': {
    needs: 'view.transfer',
    namesIds: true,
    own: (c) => [to(`/api/transfers/${c.store[0]}/facts`)],
  },
  'POST /api/transfers/:id/acts': {
    needs: 'transfer.carry',
    namesIds: true,
    own: (c) => [command(`/api/transfers/${c.store[0]}/acts`, { kind: 'pick' })],
  },
  'POST /api/transfers/:id/chase': {
    needs: 'transfer.carry',
    namesIds: true,
    own: (c) => [to(`/api/transfers/${c.store[0]}/chase`, {})],
  },
  'POST /api/transfers/:id/photos': {
    needs: 'transfer.carry',
    namesIds: true,
    own: (c) => [
      to(`/api/transfers/${c.store[0]}/photos`, {
        id: '11111111-1111-4111-8111-111111111111',
        image: 'bm8=',
      }),
    ],
  },
  'GET /api/transfers/:id/photos/:photo': {
    needs: 'view.transfer',
    namesIds: true,
    own: (c) => [to(`/api/transfers/${c.store[0]}/photos/11111111-1111-4111-8111-111111111111`)],
  },
  'POST /api/transfers/:id/comments': {
    needs: 'transfer.carry',
    namesIds: true,
    own: (c) => [command(`/api/transfers/${c.store[0]}/comments`, { text: '' })],
  },
  'GET /api/transfer-settings': {
    needs: 'transfer.approve',
    own: () => [to('/api/transfer-settings')],
  },
  'PUT /api/transfer-settings': {
    needs: 'transfer.approve',
    own: () => [to('/api/transfer-settings', { valueFenMax: -1, regionStepsMax: 1, asksFranchise: true })],
  },
  'GET /api/transfers/places': { needs: 'transfer.talk', own: () => [to('/api/transfers/places')] },
};
