// Sells one piece where there is stock, and shows what is left in every store.
//   TONGPAN_URL=http://127.0.0.1:4800 TONGPAN_KEY=… node example.ts
// The key needs the right to write (page of integrations → API keys).
import { rowsOf, Tongpan, TongpanProblem } from './client.ts';

const { TONGPAN_URL, TONGPAN_KEY } = process.env;
if (!TONGPAN_URL || !TONGPAN_KEY) {
  console.error('Set TONGPAN_URL (the address of Tongpan) and TONGPAN_KEY (an API key that may write).');
  process.exit(2);
}
const tongpan = new Tongpan({ url: TONGPAN_URL, key: TONGPAN_KEY });

const { stores } = await tongpan.ask('GET /api/stores');
const store = stores.find(({ kind }) => kind === 'store');
if (!store) throw new Error('This key reaches no store.');
const { levels } = await tongpan.ask('GET /api/stores/{id}/levels', { path: { id: store.storeId } });
const level = rowsOf(levels).find(({ onHand, reserved }) => onHand > reserved);
if (!level) throw new Error(`${store.code} has nothing that can be sold.`);
const sku = await tongpan.ask('GET /api/skus/{id}', { path: { id: level.skuId } });

try {
  const sold = await tongpan.ask('POST /api/documents', {
    body: {
      kind: 'sale',
      storeId: store.storeId,
      lines: [{ skuId: sku.skuId, quantity: 1, amount: sku.price }],
    },
  });
  if (sold.outcome === 'posted')
    console.log(`${sku.nameEn} (${sku.code}) sold in ${store.nameEn}: ${sold.document}`);
} catch (error) {
  if (!(error instanceof TongpanProblem)) throw error;
  console.log(`Refused (${error.problem.code}): ${error.message}`);
}

const found = await tongpan.ask('GET /api/skus/{id}/levels', { path: { id: sku.skuId } });
const placeById = new Map(rowsOf(found.locations).map((place) => [place.locationId, place]));
for (const { locationId, onHand, reserved } of rowsOf(found.levels)) {
  const place = placeById.get(locationId);
  const [there, free] = [onHand, onHand - reserved].map((quantity) => String(quantity).padStart(6));
  console.log(`${place?.storeCode.padEnd(8)} ${there} on hand ${free} available  ${place?.storeNameEn}`);
}
