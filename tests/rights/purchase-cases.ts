import { command, to, type Cases } from './case.ts';

/** The first order of a company has the id of its first store, for which it is; its supplier has that id too. */
export const purchaseCases: Cases = {
  'GET /api/export/purchases/:form': {
    needs: 'view.purchase',
    own: () => [to('/api/export/purchases/csv'), to('/api/export/purchases/xlsx?state=late')],
  },
  'GET /api/purchases': {
    needs: 'view.purchase',
    own: () => [to('/api/purchases'), to('/api/purchases?state=late&search=P1&since=0')],
  },
  'GET /api/purchases/on-order': {
    needs: 'view.purchase',
    own: (c) => [
      to(`/api/purchases/on-order?store=${c.store[0]}`),
      to(`/api/purchases/on-order?sku=${c.sku[0]}`),
    ],
  },
  'GET /api/purchases/of/:document': {
    needs: 'view.purchase',
    own: () => [],
    foreign: () => [to('/api/purchases/of/S9999-1'), to('/api/purchases/of/none')],
  },
  'GET /api/purchases/need': {
    needs: 'purchase.order',
    namesIds: true,
    own: (c) => [to(`/api/purchases/need?store=${c.store[0]}&skus=${c.sku.join(',')}`)],
    foreign: (c) => [to(`/api/purchases/need?store=${c.store[2]}&skus=${c.sku[0]}`)],
  },
  'POST /api/purchases': {
    needs: 'purchase.order',
    namesIds: true,
    own: (c) => [
      command('/api/purchases', {
        storeId: c.store[0],
        supplierId: c.store[0],
        lines: [{ sku: c.sku[1], quantity: 2 }],
      }),
    ],
    foreign: (c) => [
      command('/api/purchases', {
        storeId: c.store[2],
        supplierId: c.store[0],
        lines: [{ sku: c.sku[1], quantity: 2 }],
      }),
    ],
    missing: () =>
      command('/api/purchases', {
        storeId: 987_654,
        supplierId: 987_654,
        lines: [{ sku: 987_654, quantity: 2 }],
      }),
  },
  'GET /api/purchases/:id': {
    needs: 'view.purchase',
    namesIds: true,
    own: (c) => [to(`/api/purchases/${c.store[0]}`), to(`/api/purchases/${c.store[0]}?since=0`)],
    foreign: (c) => [to(`/api/purchases/${c.store[0] + 1}`)],
  },
  'GET /api/purchases/:id/order.xlsx': {
    needs: 'view.purchase',
    namesIds: true,
    own: (c) => [to(`/api/purchases/${c.store[0]}/order.xlsx`)],
    foreign: (c) => [to(`/api/purchases/${c.store[0] + 1}/order.xlsx`)],
  },
  'POST /api/purchases/:id/acts': {
    needs: 'purchase.order',
    namesIds: true,
    own: (c) => [
      command(`/api/purchases/${c.store[0]}/acts`, {
        kind: 'write',
        version: 0,
        expectedDay: null,
        note: '',
        lines: [],
      }),
    ],
    foreign: (c) => [command(`/api/purchases/${c.store[0] + 1}/acts`, { kind: 'cancel' })],
  },
  'GET /api/export/suppliers/:form': {
    needs: 'view.purchase',
    own: () => [to('/api/export/suppliers/csv'), to('/api/export/suppliers/xlsx')],
  },
  'GET /api/export/supplier-prices/:form': {
    needs: 'view.purchase',
    namesIds: true,
    own: (c) => [to(`/api/export/supplier-prices/csv?supplier=${c.store[0]}`)],
    missing: () => to('/api/export/supplier-prices/csv?supplier=987654'),
  },
  'GET /api/supplier-terms': { needs: 'view.purchase', own: () => [to('/api/supplier-terms')] },
  'GET /api/supplier-terms/:id': {
    needs: 'view.purchase',
    namesIds: true,
    own: (c) => [to(`/api/supplier-terms/${c.store[0]}`)],
  },
  'PUT /api/supplier-terms/:id': {
    needs: 'manage.supplier',
    namesIds: true,
    own: (c) => [
      to(`/api/supplier-terms/${c.store[0]}`, {
        leadDays: 4,
        minimum: 71_000_033,
        payDays: 30,
        invoice: 'special',
      }),
    ],
  },
  'PUT /api/supplier-terms/:id/prices': {
    needs: 'manage.supplier',
    namesIds: true,
    own: (c) => [
      to(`/api/supplier-terms/${c.store[0]}/prices`, {
        rows: [{ sku: c.sku[0], pack: 6, price: 73_000_019 }],
      }),
    ],
  },
  'GET /api/purchase-settings': {
    needs: 'purchase.approve',
    own: () => [to('/api/purchase-settings')],
  },
  'PUT /api/purchase-settings': {
    needs: 'manage.supplier',
    own: () => [to('/api/purchase-settings', { valueMax: 2_000_000, pricePercentMax: 5, overPercentMax: 5 })],
  },
};
