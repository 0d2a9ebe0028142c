import { to, type Cases } from './case.ts';

const query = 'search=K&state=all&sort=price&down=1';

const barcodeRule = {
  ...{ name: '秤', prefix: '98', digits: 13, itemDigits: 7 },
  ...{ amountStart: 7, amountDigits: 5, weightStart: null, weightDigits: null },
};

/** The daily desk: catalogue, documents, their files. */
export const deskCases: Cases = {
  'POST /api/barcodes': {
    needs: 'person',
    own: (c) => [to('/api/barcodes', { codes: [c.barcode, 'K1', "'; --"], storeId: c.store[0] })],
    missing: () => to('/api/barcodes', { codes: ['none'], storeId: null }),
  },
  'GET /api/goods': {
    needs: 'view.stock',
    own: (c) => [to('/api/goods'), to(`/api/goods?${query}`), to(`/api/goods?ids=${c.sku[0]}`)],
  },
  'GET /api/goods/:id': { needs: 'view.stock', namesIds: true, own: (c) => [to(`/api/goods/${c.sku[0]}`)] },
  'GET /api/goods/:id/changes': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/goods/${c.sku[0]}/changes`)],
    missing: () => to('/api/goods/999999/changes'),
  },
  'GET /api/goods/:id/photo': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/goods/${c.sku[0]}/photo`)],
  },
  'POST /api/goods/:id/variants': {
    needs: 'manage.catalog',
    own: () => [to('/api/goods/999999/variants', { colors: ['白'], sizes: [] })],
  },
  'POST /api/goods': {
    needs: 'manage.catalog',
    own: () => [
      to('/api/goods', { code: `NEW-${crypto.randomUUID().slice(0, 8)}`, nameZh: '新', cost: 44_310_117 }),
    ],
  },
  'PUT /api/goods/:id': {
    needs: 'manage.catalog',
    namesIds: true,
    own: (c) => [to(`/api/goods/${c.sku[2]}`, { revision: 1, set: { cost: 51_310_119 } })],
  },
  'PUT /api/goods/:id/photo': {
    needs: 'manage.catalog',
    own: (c) => [to(`/api/goods/${c.sku[0]}/photo`, { image: Buffer.from('<svg/>').toString('base64') })],
  },
  'DELETE /api/goods/:id/photo': {
    needs: 'manage.catalog',
    own: (c) => [to(`/api/goods/${c.sku[0]}/photo`)],
  },
  'PUT /api/goods/:id/stores': {
    needs: 'post.reorder_point',
    namesIds: true,
    own: (c) => [
      to(`/api/goods/${c.sku[0]}/stores`, { storeId: c.store[0], price: null, minimum: 3, maximum: 9 }),
    ],
    foreign: (c) => [
      to(`/api/goods/${c.sku[0]}/stores`, { storeId: c.store[2], price: null, minimum: 3, maximum: 9 }),
    ],
  },
  'POST /api/goods/:id/aliases': {
    needs: 'manage.catalog',
    own: (c) => [
      to(`/api/goods/${c.sku[0]}/aliases`, { alias: `A-${crypto.randomUUID().slice(0, 8)}`, storeId: null }),
    ],
  },
  'DELETE /api/goods/:id/aliases/:alias': {
    needs: 'manage.catalog',
    own: (c) => [to(`/api/goods/${c.sku[0]}/aliases/none`)],
  },
  'GET /api/goods/findings': { needs: 'manage.catalog', own: () => [to('/api/goods/findings')] },
  'POST /api/goods/bulk': {
    needs: 'manage.catalog',
    own: (c) => [to('/api/goods/bulk', { ids: [c.sku[1]], set: { brand: '甲' } })],
  },
  'POST /api/goods/undo': {
    needs: 'manage.catalog',
    own: () => [to('/api/goods/undo', { batch: '00000000-0000-4000-8000-000000000000' })],
  },
  'POST /api/goods/merge': {
    needs: 'manage.catalog',
    own: () => [],
    sparing: 'makes one SKU of two for good: tests/catalog/goods.test.ts',
  },
  'GET /api/export/goods/:form': {
    needs: 'view.stock',
    own: () => [to('/api/export/goods/csv'), to('/api/export/goods/xlsx?search=K')],
  },
  'GET /api/export/categories/:form': {
    needs: 'view.stock',
    own: () => [to('/api/export/categories/csv'), to('/api/export/categories/xlsx')],
  },
  'GET /api/export/movements/:form': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/export/movements/csv?location=${c.shelf[0]}&sku=${c.sku[0]}`)],
    foreign: (c) => [to(`/api/export/movements/csv?location=${c.shelf[2]}&sku=${c.sku[0]}`)],
    missing: () => to('/api/export/movements/csv?location=987654&sku=1'),
  },
  'GET /api/categories': { needs: 'view.stock', own: () => [to('/api/categories')] },
  'POST /api/categories': {
    needs: 'manage.catalog',
    own: () => [
      to('/api/categories', {
        code: `C-${crypto.randomUUID().slice(0, 8)}`,
        nameZh: '类',
        nameEn: 'Kind',
        parentId: null,
      }),
    ],
  },
  'PUT /api/categories/:id': {
    needs: 'manage.catalog',
    own: () => [to('/api/categories/999999', { code: 'X', nameZh: 'x', nameEn: 'x', parentId: null })],
  },
  'POST /api/categories/:id/merge': {
    needs: 'manage.catalog',
    own: () => [to('/api/categories/999999/merge', { intoId: 999998 })],
  },
  'GET /api/barcode-rules': { needs: 'manage.catalog', own: () => [to('/api/barcode-rules')] },
  'POST /api/barcode-rules': {
    needs: 'manage.catalog',
    own: () => [to('/api/barcode-rules', barcodeRule)],
  },
  'PUT /api/barcode-rules/:id': {
    needs: 'manage.catalog',
    own: () => [to('/api/barcode-rules/999999', barcodeRule)],
  },
  'DELETE /api/barcode-rules/:id': {
    needs: 'manage.catalog',
    own: () => [to('/api/barcode-rules/999999')],
  },
  'DELETE /api/categories/:id': { needs: 'manage.catalog', own: () => [to('/api/categories/999999')] },
  'GET /api/suppliers': { needs: 'view.stock', own: () => [to('/api/suppliers')] },
  'POST /api/suppliers': {
    needs: 'manage.catalog',
    own: () => [
      to('/api/suppliers', { code: `V-${crypto.randomUUID().slice(0, 8)}`, nameZh: '供', nameEn: 'Vendor' }),
    ],
  },
  'PUT /api/suppliers/:id': {
    needs: 'manage.catalog',
    own: () => [to('/api/suppliers/999999', { code: 'X', nameZh: 'x', nameEn: 'x' })],
  },
  'GET /api/views': { needs: 'person', own: () => [to('/api/views?page=goods')] },
  'POST /api/views': {
    needs: 'person',
    own: () => [to('/api/views', { page: 'goods', name: '甲', query: {} })],
  },
  'DELETE /api/views/:id': { needs: 'person', own: () => [], foreign: () => [to('/api/views/999999')] },
  'GET /api/documents': {
    needs: 'view.stock',
    own: (c) => [
      to('/api/documents'),
      to(`/api/documents?store=${c.store[0]}&kind=sale&state=standing&mine=1`),
    ],
  },
  'GET /api/export/documents/:form': {
    needs: 'view.stock',
    own: () => [to('/api/export/documents/csv'), to('/api/export/documents/csv?kind=receipt')],
  },
  'GET /api/export/levels/:form': {
    needs: 'view.stock',
    own: (c) => [to('/api/export/levels/csv'), to(`/api/export/levels/csv?store=${c.store[0]}&filter=out`)],
    foreign: (c) => [to(`/api/export/levels/csv?store=${c.store[2]}`)],
  },
  'GET /api/documents/:number/photos': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/documents/${c.documentOf(1, 'sale')}/photos`)],
    foreign: (c) => [to(`/api/documents/${c.documentOf(3, 'sale')}/photos`)],
  },
  'POST /api/documents/:number/photos': {
    needs: 'person',
    own: () => [],
    foreign: (c) => [to(`/api/documents/${c.documentOf(3, 'sale')}/photos`, { image: 'AAAA' })],
  },
  'GET /api/documents/:number/photos/:id': {
    needs: 'view.stock',
    namesIds: true,
    own: (c) => [to(`/api/documents/${c.documentOf(1, 'sale')}/photos/1`)],
    foreign: (c) => [to(`/api/documents/${c.documentOf(3, 'sale')}/photos/1`)],
  },
};

const nobody = '00000000-0000-4000-8000-000000000000';
const noJob = `/api/imports/${nobody}`;

/** The way in from Excel: a job is its owner's alone, so that every id of another is nowhere. */
export const importCases: Cases = {
  'POST /api/imports': {
    needs: 'post.receipt',
    own: () => [
      to('/api/imports', { fileName: 'a.csv', file: Buffer.from('编码,数量\nK1,1\n').toString('base64') }),
    ],
    sparing: 'each file is read in a worker of its own: tests/import',
  },
  'GET /api/imports': { needs: 'post.receipt', own: () => [to('/api/imports')] },
  'GET /api/imports/template/:kind.xlsx': {
    needs: 'post.receipt',
    own: () => [to('/api/imports/template/products.xlsx')],
  },
  'GET /api/imports/:id': { needs: 'post.receipt', own: () => [], foreign: () => [to(noJob)] },
  'POST /api/imports/:id/look': {
    needs: 'post.receipt',
    own: () => [],
    foreign: () => [to(`${noJob}/look`, {})],
  },
  'PUT /api/imports/:id/plan': {
    needs: 'post.receipt',
    own: () => [],
    foreign: () => [to(`${noJob}/plan`, {})],
  },
  'POST /api/imports/:id/commit': {
    needs: 'post.receipt',
    own: () => [],
    foreign: () => [to(`${noJob}/commit`, {})],
  },
  'POST /api/imports/:id/undo': {
    needs: 'post.receipt',
    own: () => [],
    foreign: () => [to(`${noJob}/undo`, {})],
  },
  'GET /api/imports/:id/rejected.xlsx': {
    needs: 'post.receipt',
    own: () => [],
    foreign: () => [to(`${noJob}/rejected.xlsx`)],
  },
};
