import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { SkuId } from '#domain/catalog/ids.ts';
import { mayDo, mayReach, maySee } from '#domain/identity/viewer.ts';
import type { PurchaseAct } from '#domain/purchase/act.ts';
import { purchaseReasonsOf, valueOfLines } from '#domain/purchase/approval.ts';
import type { PurchaseId, SupplierId } from '#domain/purchase/ids.ts';
import type { PurchaseLine } from '#domain/purchase/order.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import {
  draftRequestSchema,
  purchaseActSchema,
  type PurchaseActRequest,
} from '#protocol/purchase/command.ts';
import type { PurchaseCard, PurchaseListView, PurchaseView } from '#protocol/purchase/views.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { guard, needs, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import { ordersFile } from './export-orders.ts';
import { answered, nowOf } from './http.ts';
import { needSkusMax, readNeed } from './need.ts';
import { readOnOrder } from './on-order.ts';
import { purchaseFile } from './order-file.ts';
import {
  countPurchases,
  purchaseRowsMax,
  readPurchaseEvents,
  readPurchaseHead,
  readPurchaseLines,
  readPurchases,
  readReceipts,
  type PurchaseHead,
  type PurchaseQuery,
} from './read.ts';
import { operationByPurchaseAct, purchaseActsOf } from './rights.ts';
import { readPriceList, readRule } from './rows.ts';
import type { PurchaseServices } from './services.ts';
import { supplierRoutes } from './supplier-routes.ts';
import { type Asked, asViewer, keyOf, senderOf, wholeOf } from '../identity/asked.ts';
import { bodyOf, invalid } from '../identity/body.ts';

/** Orders in one file. */
const ordersOfFileMax = 20_000;

/** What lists, orders and scanners ask of purchasing. To people who don't reach its store there is no such order. */
export function purchaseRoutes(
  parts: GuardParts,
  servicesOf: (company: Company) => PurchaseServices,
): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/purchases',
    '/api/purchases/*',
    '/api/export/purchases/*',
    '/api/export/suppliers/*',
    '/api/export/supplier-prices/*',
    '/api/supplier-terms',
    '/api/supplier-terms/*',
    '/api/purchase-settings',
  ])
    routes.use(path, guard(parts), person, needs('view.purchase'));
  listRoutes(routes, servicesOf);
  orderRoutes(routes, servicesOf);
  supplierRoutes(routes, servicesOf);
  return routes;
}

function queryOf(c: Asked): PurchaseQuery {
  return {
    state: c.req.query('state') ?? 'open',
    supplier: wholeOf(c.req.query('supplier')),
    store: wholeOf(c.req.query('store')),
    search: (c.req.query('search') ?? '').slice(0, 60).replaceAll('\0', ''),
    before: wholeOf(c.req.query('before')),
  };
}

/** Orders from the newest down, a page at a time. */
async function* orderPages(c: Asked, today: number): AsyncGenerator<readonly PurchaseCard[]> {
  let { before } = queryOf(c);
  for (let count = 0; count < ordersOfFileMax;) {
    const query = { ...queryOf(c), before };
    const cards = await asViewer(c, (sql) => readPurchases(sql, c.var.viewer, query, today));
    const page = cards.slice(0, purchaseRowsMax);
    if (page.length > 0) yield page;
    if (cards.length <= purchaseRowsMax) return;
    count += page.length;
    before = page.at(-1)?.id;
  }
}

function listRoutes(routes: Hono<Guarded>, servicesOf: (company: Company) => PurchaseServices): void {
  routes.get('/api/export/purchases/:form{xlsx|csv}', (c) => {
    const { today, timeZone } = nowOf(c);
    return sendFile(c, formOf(c.req.param('form')), ordersFile(c.var.viewer, timeZone, orderPages(c, today)));
  });
  routes.get('/api/purchases', async (c) => {
    const { viewer } = c.var;
    const now = nowOf(c);
    const query = queryOf(c);
    const { cards, counts } = await asViewer(c, async (sql) => ({
      cards: await readPurchases(sql, viewer, query, now.today),
      counts: await countPurchases(sql, now.today),
    }));
    const revision = createHash('md5')
      .update(JSON.stringify([cards.map(({ id, version }) => [id, version]), counts]))
      .digest('hex');
    return c.json({
      revision,
      cards: revision === c.req.query('since') ? null : cards.slice(0, purchaseRowsMax),
      hasMore: cards.length > purchaseRowsMax,
      counts,
      ...now,
    } satisfies PurchaseListView);
  });
  routes.get('/api/purchases/on-order', async (c) => {
    const [sku, store] = [wholeOf(c.req.query('sku')), wholeOf(c.req.query('store'))];
    if (sku === undefined && store === undefined) return invalid(c, ['sku', 'store']);
    const of = sku === undefined ? { store: store ?? 0 } : { sku };
    return c.json({ rows: await asViewer(c, (sql) => readOnOrder(sql, of)), today: nowOf(c).today });
  });
  routes.get('/api/purchases/of/:document', async (c) => {
    const { storeCodes, purchases } = servicesOf(c.var.company);
    const document = c.req.param('document').slice(0, 60);
    const cut = document.lastIndexOf('-');
    const location = storeCodes.locationOf(document.slice(0, cut));
    const position = wholeOf(document.slice(cut + 1));
    if (location === undefined || position === undefined || !mayReach(c.var.viewer, location))
      return notFound(c);
    return c.json({ purchase: (await purchases.orderOf({ location, position })) ?? null });
  });
  routes.get('/api/purchases/need', needs('purchase.order'), async (c) => {
    const { viewer, company } = c.var;
    const store = wholeOf(c.req.query('store'));
    const skus = (c.req.query('skus') ?? '').split(',').flatMap((text) => wholeOf(text) ?? []);
    const shelf = store === undefined ? undefined : company.locations.shelfOf(store as StoreId);
    const transit = store === undefined ? undefined : company.locations.transitOf(store as StoreId);
    if (store === undefined || shelf === undefined || transit === undefined || !mayReach(viewer, shelf))
      return notFound(c);
    const rows = await readNeed(
      company.ledgerSql,
      viewer,
      store as StoreId,
      shelf,
      transit,
      [...new Set(skus)].slice(0, needSkusMax),
    );
    return c.json({ rows });
  });
  routes.post('/api/purchases', needs('purchase.order'), async (c) => {
    const { viewer, company } = c.var;
    const request = await bodyOf(c, draftRequestSchema);
    if (request instanceof Response) return request;
    const key = keyOf(c);
    if (key === undefined) return invalid(c, ['idempotency-key']);
    const { storeId, supplierId, origin, note, lines } = request;
    if (lines.length === 0 && supplierId === null) return invalid(c, ['lines']);
    const shelf = company.locations.shelfOf(storeId as StoreId);
    const services = servicesOf(company);
    const skus = lines.map((line) => line.sku as SkuId);
    if (shelf === undefined || !mayReach(viewer, shelf) || !(await services.skus.haveAll(skus)))
      return notFound(c);
    if (supplierId !== null && !(await isSupplier(company.ledgerSql, supplierId))) return notFound(c);
    const made = await services.purchases.draft(
      {
        key,
        store: storeId as StoreId,
        supplier: supplierId as SupplierId | null,
        origin,
        note,
        lines: lines.map((line) => ({ ...line, sku: line.sku as SkuId })),
      },
      senderOf(c),
    );
    return c.json(made, made.purchases.length > 0 ? 201 : 409);
  });
}

function orderRoutes(routes: Hono<Guarded>, servicesOf: (company: Company) => PurchaseServices): void {
  routes.get('/api/purchases/:id{[0-9]{1,9}}', async (c) => {
    const id = Number(c.req.param('id')) as PurchaseId;
    const since = c.req.query('since');
    const view = await asViewer(c, async (sql) => {
      const head = await readPurchaseHead(sql, c.var.viewer, id);
      if (!head) return undefined;
      return since === String(head.card.version) ? ('same' as const) : readView(sql, c, head, servicesOf);
    });
    if (view === 'same') return c.json({ version: Number(since) });
    return view ? c.json(view) : notFound(c);
  });
  routes.get('/api/purchases/:id{[0-9]{1,9}}/order.xlsx', async (c) => {
    const id = Number(c.req.param('id')) as PurchaseId;
    const found = await asViewer(c, async (sql) => {
      const head = await readPurchaseHead(sql, c.var.viewer, id);
      return head && { head, lines: await readPurchaseLines(sql, c.var.viewer, head) };
    });
    return found ? sendFile(c, 'xlsx', purchaseFile(c.var.viewer, found.head, found.lines)) : notFound(c);
  });
  routes.post('/api/purchases/:id{[0-9]{1,9}}/acts', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as PurchaseId;
    const head = await asViewer(c, (sql) => readPurchaseHead(sql, viewer, id));
    if (!head) return notFound(c);
    const request = await bodyOf(c, purchaseActSchema);
    if (request instanceof Response) return request;
    const key = keyOf(c);
    if (key === undefined) return invalid(c, ['idempotency-key']);
    if (!mayDo(viewer, operationByPurchaseAct[request.kind])) return notFound(c);
    // Who may not see what goods cost can't say it either.
    if (namesPrice(request) && !maySee(viewer, 'cost')) return invalid(c, ['price']);
    const services = servicesOf(company);
    const skus = 'lines' in request ? request.lines.map((line) => line.sku as SkuId) : [];
    if (!(await services.skus.haveAll(skus))) return notFound(c);
    return answered(c, () =>
      services.purchases.act(
        { key, purchase: id, act: request as PurchaseAct, mayExceed: mayDo(viewer, 'purchase.approve') },
        senderOf(c),
      ),
    );
  });
}

function namesPrice(request: PurchaseActRequest): boolean {
  return 'lines' in request && request.lines.some((line) => line.price !== null);
}

async function isSupplier(sql: Queries, id: number): Promise<boolean> {
  const rows = await sql`select 1 from suppliers where id = ${id} and is_active`;
  return rows.length > 0;
}

async function readView(
  sql: Queries,
  c: Asked,
  head: PurchaseHead,
  servicesOf: (company: Company) => PurchaseServices,
): Promise<PurchaseView> {
  const { viewer, company } = c.var;
  const id = head.card.id as PurchaseId;
  const supplier = head.card.supplierId as SupplierId;
  const lines = await readPurchaseLines(sql, viewer, head);
  const receipts = await readReceipts(sql, viewer, id, (location: LocationId) =>
    servicesOf(company).storeCodes.codeOf(location),
  );
  const rule = await readRule(sql);
  // What decides an approval is looked at as it is, whoever asks; only the reason's name leaves.
  const whole = await sql<PurchaseLine[]>`
    select sku_id as sku, pack, packs, price, received, gifts from purchase_lines where purchase_id = ${id}`;
  const list = await readPriceList(
    sql,
    supplier,
    whole.map((line) => line.sku),
  );
  const reasons = purchaseReasonsOf(whole, list, rule);
  const [{ minimum } = { minimum: 0 }] = await sql<
    { minimum: number }[]
  >`select minimum from supplier_terms where supplier_id = ${supplier}`;
  return {
    card: head.card,
    supplier: head.supplier,
    sentWay: head.sentWay,
    sentAtMs: head.sentAtMs,
    lines,
    receipts,
    events: await readPurchaseEvents(sql, viewer, id),
    acts: purchaseActsOf(viewer, {
      state: head.card.state,
      isAsked: reasons.length > 0,
      hasReceipts: receipts.some((receipt) => receipt.document !== null && receipt.undoneBy === null),
    }),
    reasons,
    isBelowMinimum: valueOfLines(whole) < minimum,
    mayExceed: mayDo(viewer, 'purchase.approve'),
    overPercentMax: rule.overPercentMax,
    ...nowOf(c),
  };
}
