import { alertCases } from './alert-cases.ts';
import { command, to, type Cases } from './case.ts';
import { deskCases, importCases } from './desk-cases.ts';
import { forkCases } from './fork-cases.ts';
import { organisationCases, setupCases } from './organisation-cases.ts';
import { purchaseCases } from './purchase-cases.ts';
import { replenishCases } from './replenish-cases.ts';
import { stocktakeCases } from './stocktake-cases.ts';
import { transferCases } from './transfer-cases.ts';

/**
 * A case for every route that the server answers. To add one: what the route needs, what to ask in store 1, what to
 * ask of store 3. Everything else (no session, other roles, other company, leaks, hostile input, other sites) follows.
 */
export const cases: Cases = {
  ...deskCases,
  ...forkCases,
  ...importCases,
  ...organisationCases,
  ...purchaseCases,
  ...replenishCases,
  ...setupCases,
  'GET /healthz': { needs: 'anybody', own: () => [to('/healthz')] },
  'GET /readyz': { needs: 'anybody', own: () => [to('/readyz')] },

  // identity
  'GET /api/companies': { needs: 'anybody', own: () => [to('/api/companies')] },
  'POST /api/session': {
    needs: 'anybody',
    own: (c) => [to('/api/session', { company: c.row.slug, login: 'nobody', password: 'wrong' })],
    sparing: 'each try costs a hash of a password and counts towards the lock',
  },
  'GET /api/session': { needs: 'session', own: () => [to('/api/session')] },
  'DELETE /api/session': {
    needs: 'person',
    own: () => [],
    sparing: 'ends the session that asks',
  },
  'GET /api/sessions': { needs: 'person', own: () => [to('/api/sessions')] },
  'DELETE /api/sessions/:handle': {
    needs: 'person',
    own: () => [],
    foreign: (c) => [to(`/api/sessions/${c.strangersSession}`)],
  },
  'PUT /api/session/password': {
    needs: 'person',
    own: () => [],
    sparing: 'ends the other sessions of who asks; tests/identity/password.test.ts',
  },
  'PUT /api/session/language': {
    needs: 'person',
    own: () => [to('/api/session/language', { language: 'en' })],
  },
  'GET /api/kiosks': { needs: 'manage.kiosk', own: () => [to('/api/kiosks')] },
  'POST /api/kiosks': { needs: 'manage.kiosk', own: () => [to('/api/kiosks', { name: '大厅' })] },
  'DELETE /api/kiosks/:handle': {
    needs: 'manage.kiosk',
    own: () => [],
    foreign: () => [to('/api/kiosks/none')],
  },

  // stock
  'POST /api/documents': {
    needs: 'session',
    own: ({ store: [storeId], sku: [k1, k2] }) => [
      command('/api/documents', { kind: 'sale', storeId, lines: [{ skuId: k1, quantity: 1, amount: 33 }] }),
      command('/api/documents', { kind: 'reserve', storeId, lines: [{ skuId: k1, quantity: 90_000 }] }),
      command('/api/documents', {
        kind: 'receipt',
        storeId,
        lines: [{ skuId: k2, quantity: 2, value: 10_260_111 }],
      }),
      command('/api/documents', { kind: 'reserve', storeId, lines: [{ skuId: k1, quantity: 1 }] }),
    ],
    foreign: (c) => [
      command('/api/documents', {
        kind: 'sale',
        storeId: c.store[2],
        lines: [{ skuId: c.sku[0], quantity: 1, amount: 1 }],
      }),
      command('/api/documents', {
        kind: 'return',
        of: c.documentOf(3, 'sale'),
        lines: [{ line: 1, quantity: 1 }],
      }),
      command('/api/documents', { kind: 'reversal', of: c.documentOf(3, 'sale') }),
      command('/api/documents', { kind: 'release', of: c.documentOf(3, 'reserve') }),
      command('/api/documents', {
        kind: 'move',
        storeId: c.store[0],
        targetStoreId: c.store[2],
        lines: [{ skuId: c.sku[0], quantity: 1 }],
      }),
    ],
  },
  'GET /api/skus': { needs: 'view.stock', own: () => [to('/api/skus'), to('/api/skus?search=K&limit=2')] },
  'GET /api/skus/:id': { needs: 'view.stock', namesIds: true, own: (c) => [to(`/api/skus/${c.sku[0]}`)] },
  'GET /api/skus/:id/levels': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/skus/${c.sku[0]}/levels`), to(`/api/skus/${c.sku[0]}/levels?atMs=${Date.now()}`)],
    missing: () => to('/api/skus/999999/levels'),
  },
  'GET /api/stores': { needs: 'view.stock', own: () => [to('/api/stores')] },
  'GET /api/stores/:id/levels': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [
      to(`/api/stores/${c.store[0]}/levels`),
      to(`/api/stores/${c.store[0]}/levels?filter=negative&search=K`),
    ],
    foreign: (c) => [to(`/api/stores/${c.store[2]}/levels`)],
  },
  'GET /api/locations/:location/skus/:sku/movements': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [
      to(`/api/locations/${c.shelf[0]}/skus/${c.sku[0]}/movements`),
      to(`/api/locations/${c.shelf[0] + 1}/skus/${c.sku[0]}/movements`),
    ],
    foreign: (c) => [
      to(`/api/locations/${c.shelf[2]}/skus/${c.sku[0]}/movements`),
      to(`/api/locations/${c.shelf[2] + 1}/skus/${c.sku[0]}/movements`),
    ],
  },
  'GET /api/locations/:location/skus/:sku/layers': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [
      to(`/api/locations/${c.shelf[0]}/skus/${c.sku[0]}/layers`),
      to(`/api/locations/${c.shelf[0] + 1}/skus/${c.sku[0]}/layers`),
    ],
    foreign: (c) => [
      to(`/api/locations/${c.shelf[2]}/skus/${c.sku[0]}/layers`),
      to(`/api/locations/${c.shelf[2] + 1}/skus/${c.sku[0]}/layers`),
    ],
  },
  'GET /api/documents/:number': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) =>
      ['opening', 'receipt', 'sale', 'return', 'reserve', 'dispatch'].map((kind) =>
        to(`/api/documents/${c.documentOf(1, kind)}`),
      ),
    foreign: (c) =>
      ['opening', 'receipt', 'sale', 'reserve', 'reversal'].map((kind) =>
        to(`/api/documents/${c.documentOf(3, kind)}`),
      ),
  },

  // catalog
  'GET /api/barcodes/:code': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/barcodes/${c.barcode}`)],
    missing: () => to('/api/barcodes/6999999999994'),
  },

  // stocktake, transfer
  ...stocktakeCases,
  ...transferCases,

  // live: the document of a stocktake, numbered like its store
  'GET /api/live/:kind/:id': {
    needs: 'view.stocktake',
    isSocket: true,
    closes: true,
    own: (c) => [to(`/api/live/stocktake/${c.store[0]}`)],
    foreign: (c) => [to(`/api/live/stocktake/${c.store[2]}`)],
  },

  // wall
  'GET /api/wall': { needs: 'view.wall', isSocket: true, own: () => [to('/api/wall')] },
  'GET /api/wall/stores/:id/goods': {
    needs: 'view.wall',
    namesIds: true,
    own: (c) => [to(`/api/wall/stores/${c.store[0]}/goods?figure=sold`)],
    foreign: (c) => [to(`/api/wall/stores/${c.store[2]}/goods?figure=sold`)],
  },
  'GET /api/wall/snapshot': { needs: 'view.wall', own: () => [to('/api/wall/snapshot')] },
  'GET /api/wall/at': { needs: 'view.wall', own: () => [to(`/api/wall/at?ms=${Date.now()}`)] },
  'POST /api/wall/verify': { needs: 'view.wall', own: () => [to('/api/wall/verify', { tiles: [] })] },
  'POST /api/alerts/:id/take': {
    needs: 'take.alert',
    namesIds: true,
    own: (c) => [to(`/api/alerts/${c.alertOf(1)}/take`, {})],
    foreign: (c) => [to(`/api/alerts/${c.alertOf(3)}/take`, {})],
  },
  'POST /api/alerts/:id/release': {
    needs: 'take.alert',
    namesIds: true,
    own: (c) => [to(`/api/alerts/${c.alertOf(1)}/release`, {})],
    foreign: (c) => [to(`/api/alerts/${c.alertOf(3)}/release`, {})],
  },

  // alerts, their rules, and the devices that hear of them
  ...alertCases,

  // demo: these companies are none, so that its controls are nowhere
  'GET /api/demo': { needs: 'anybody', own: () => [to('/api/demo')] },
  'POST /api/demo/speed': { needs: 'session', own: () => [to('/api/demo/speed', { speed: 1 })] },
  'POST /api/demo/restart': { needs: 'session', own: () => [to('/api/demo/restart', {})] },

  // the house
  'GET /metrics': {
    needs: 'anybody',
    own: () => [],
    sparing: 'is for a collector with words of its own: tests/admin/admin.test.ts',
  },
  'GET /api/admin': { needs: 'view.admin', own: () => [to('/api/admin')] },
  'POST /api/admin/jobs/:name': {
    needs: 'view.admin',
    own: () => [to('/api/admin/jobs/verify', {})],
    missing: () => to('/api/admin/jobs/none', {}),
  },
  'GET /api/audit/chain': { needs: 'view.admin', own: () => [to('/api/audit/chain')] },
  'GET /api/export/audit/:form': {
    needs: 'view.audit',
    own: () => [to('/api/export/audit/csv'), to('/api/export/audit/xlsx?action=session')],
  },
  'GET /api/audit': {
    needs: 'view.audit',
    own: () => [to('/api/audit'), to('/api/audit?action=session&person=a&before=9')],
  },

  // other programs
  'GET /api/openapi.json': { needs: 'anybody', own: () => [to('/api/openapi.json')] },
  'GET /api/keys': { needs: 'manage.api', own: () => [to('/api/keys')] },
  'POST /api/keys': { needs: 'manage.api', own: () => [to('/api/keys', { name: 'ERP', days: 1 })] },
  'DELETE /api/keys/:handle': {
    needs: 'manage.api',
    own: () => [],
    missing: () => to('/api/keys/none'),
  },
  'GET /api/webhooks': { needs: 'manage.api', own: () => [to('/api/webhooks')] },
  'POST /api/webhooks': {
    needs: 'manage.api',
    own: () => [to('/api/webhooks', { name: 'ERP', kind: 'standard', url: 'https://127.0.0.1/' })],
  },
  'PUT /api/webhooks/:id': {
    needs: 'manage.api',
    own: () => [],
    missing: () => to('/api/webhooks/999999', { isActive: true }),
  },
  'DELETE /api/webhooks/:id': {
    needs: 'manage.api',
    own: () => [],
    missing: () => to('/api/webhooks/999999'),
  },
};
