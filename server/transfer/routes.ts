import { Hono } from 'hono';
import { mayDo, mayReach, type Viewer } from '#domain/identity/viewer.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import { approvalReasonsOf } from '#domain/transfer/approval.ts';
import { settledOf } from '#domain/transfer/agreement.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft } from '#domain/transfer/state.ts';
import { beginRequestSchema, type BeginRequest } from '#protocol/transfer/command.ts';
import type { ActRequest } from '#protocol/transfer/command.ts';
import type { BoardView, FactsView, TransferView } from '#protocol/transfer/views.ts';
import { actRequestSchema } from '#protocol/transfer/command.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import { guard, person, type GuardParts, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import type { SkuDirectory } from '../stock/sku-directory.ts';
import type { StoreCodes } from '../stock/store-codes.ts';
import { readApprovalFacts, readApprovalRule } from './approval-facts.ts';
import { chase } from './chase.ts';
import { boardFile } from './export-board.ts';
import { factsRevision, readFacts, readPlaces, readSources } from './facts.ts';
import { answered, headOf, timeZoneOf } from './http.ts';
import { commentRoutes, saidOf } from './comment-routes.ts';
import { photoRoutes } from './photo-routes.ts';
import { ruleRoutes } from './rule-routes.ts';
import type { Presence } from './presence.ts';
import {
  boardRevision,
  readBoard,
  readDifferences,
  readEvents,
  readHead,
  readLines,
  readParcels,
  readSignatures,
  type TransferHead,
} from './read.ts';
import { actOf, extrasOf } from './request.ts';
import { maySeeTransfer, operationByAct, rightsOf, sidesOf } from './rights.ts';
import type { LiveDocuments } from '../sync/kind.ts';
import type { Transfers } from './transfer.ts';
import { asViewer, keyOf, senderOf, wholeOf } from '../identity/asked.ts';
import { fieldsOf, invalid } from '../identity/body.ts';

export interface TransferServices {
  readonly transfers: Transfers;
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
  readonly presence: Presence;
  readonly live: Pick<LiveDocuments, 'read'>;
}

/** What boards, talks and scanners ask of transfers. To people outside both ends there is no such transfer [TR-16]. */
export function transferRoutes(
  parts: GuardParts,
  servicesOf: (company: Company) => TransferServices,
): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/transfers',
    '/api/transfers/*',
    '/api/export/transfers/*',
    '/api/transfer-settings',
  ]) {
    routes.use(path, guard(parts), person, async (c, next) =>
      mayDo(c.var.viewer, 'view.transfer') ? next() : notFound(c),
    );
  }
  boardRoutes(routes, servicesOf);
  transferReads(routes, servicesOf);
  transferActs(routes, servicesOf);
  photoRoutes(routes);
  commentRoutes(routes);
  ruleRoutes(routes);
  return routes;
}

function boardRoutes(routes: Hono<Guarded>, servicesOf: (company: Company) => TransferServices): void {
  routes.get('/api/export/transfers/:form{xlsx|csv}', async (c) => {
    const { viewer, company } = c.var;
    const withDeliveries = c.req.query('deliveries') === 'yes';
    const cards = await asViewer(c, (sql) => readBoard(sql, viewer, { withDeliveries }));
    return sendFile(c, formOf(c.req.param('form')), boardFile(viewer, timeZoneOf(company), cards));
  });
  routes.get('/api/transfers', async (c) => {
    const { viewer, company } = c.var;
    const { presence } = servicesOf(company);
    presence.see(viewer, null);
    const withDeliveries = c.req.query('deliveries') === 'yes';
    const board = await asViewer(c, async (sql) => {
      const revision = await boardRevision(sql, { withDeliveries });
      const isSame = revision === c.req.query('since');
      return { revision, cards: isSame ? null : await readBoard(sql, viewer, { withDeliveries }) };
    });
    return c.json({
      ...board,
      present: presence.others(viewer),
      stores: storesOf(viewer, company),
      nowMs: company.clock.now(),
      timeZone: timeZoneOf(company),
    } satisfies BoardView);
  });
  routes.get('/api/transfers/sources', async (c) => {
    const { viewer, company } = c.var;
    const [sku, target] = [wholeOf(c.req.query('sku')), wholeOf(c.req.query('target'))];
    const shelf = target === undefined ? undefined : company.locations.shelfOf(target as StoreId);
    if (
      sku === undefined ||
      shelf === undefined ||
      !mayReach(viewer, shelf) ||
      !mayDo(viewer, 'transfer.talk')
    )
      return notFound(c);
    return c.json({ sources: await readSources(company.ledgerSql, sku, target as StoreId) });
  });
  routes.get('/api/transfers/places', async (c) => {
    const { viewer, company } = c.var;
    if (!mayDo(viewer, 'transfer.talk')) return notFound(c);
    return c.json({ places: await readPlaces(company.ledgerSql) });
  });
  routes.post('/api/transfers', async (c) => {
    const { viewer, company } = c.var;
    if (!mayDo(viewer, 'transfer.talk')) return notFound(c);
    const key = keyOf(c);
    const parsed = beginRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (key === undefined || !parsed.success)
      return invalid(c, parsed.success ? ['idempotency-key'] : fieldsOf(parsed.error));
    const request = parsed.data;
    const services = servicesOf(company);
    if (!mayBegin(viewer, company, request)) return notFound(c);
    if (!(await services.skus.haveAll(request.lines.map((line) => line.sku as SkuId)))) return notFound(c);
    return answered(c, () => services.transfers.begin(begunOf(request, key, viewer, company), senderOf(c)));
  });
}

function transferReads(routes: Hono<Guarded>, servicesOf: (company: Company) => TransferServices): void {
  routes.get('/api/transfers/:id{[0-9]{1,9}}', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const view = await asViewer(c, async (sql) => {
      const head = await readHead(sql, viewer, id);
      return head && maySeeTransfer(viewer, head)
        ? readView(sql, viewer, company, head, servicesOf(company))
        : undefined;
    });
    return view ? c.json(view) : notFound(c);
  });
  routes.get('/api/transfers/:id{[0-9]{1,9}}/facts', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const head = await headOf(c, id);
    if (!head) return notFound(c);
    const { presence } = servicesOf(company);
    presence.see(viewer, id);
    const { revision, version } = await factsRevision(company.ledgerSql, id, head);
    const isSame = revision === c.req.query('since');
    return c.json({
      revision,
      version,
      rows: isSame ? null : await readFacts(company.ledgerSql, id, head),
      present: presence.others(viewer, id),
      nowMs: company.clock.now(),
    } satisfies FactsView);
  });
}

async function readView(
  sql: Queries,
  viewer: Viewer,
  company: Company,
  head: TransferHead,
  { storeCodes, live }: TransferServices,
): Promise<TransferView> {
  const id = head.card.id as TransferId;
  const lines = await readLines(sql, id);
  const settled = lines.map((line) => ({
    sku: line.skuId as SkuId,
    quantity: line.agreed > 0 ? line.agreed : (settledOf({ ...line, sku: line.skuId as SkuId }) ?? 0),
  }));
  const { sourceStoreId, targetStoreId, state } = head.card;
  const facts = await readApprovalFacts(sql, sourceStoreId as StoreId, targetStoreId as StoreId, settled);
  return {
    card: head.card,
    lines,
    signatures: await readSignatures(sql, viewer, id),
    differences: await readDifferences(sql, viewer, id),
    parcels: await readParcels(sql, viewer, id),
    events: await readEvents(sql, viewer, id, (location) => storeCodes.codeOf(location)),
    comments: isDraft(state) ? [] : await saidOf(sql, viewer, live, id),
    rights: rightsOf(viewer, head, {
      state,
      hasShipped: lines.some((line) => line.shipped > 0),
      hasMore: lines.some((line) => line.shipped < line.agreed),
    }),
    reasons: isDraft(state) ? approvalReasonsOf(facts, await readApprovalRule(sql)) : [],
    timeZone: timeZoneOf(company),
    nowMs: company.clock.now(),
  };
}

function transferActs(routes: Hono<Guarded>, servicesOf: (company: Company) => TransferServices): void {
  routes.post('/api/transfers/:id{[0-9]{1,9}}/acts', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const head = await headOf(c, id);
    if (!head) return notFound(c);
    const key = keyOf(c);
    const parsed = actRequestSchema.safeParse(await c.req.json().catch(() => undefined));
    if (key === undefined || !parsed.success)
      return invalid(c, parsed.success ? ['idempotency-key'] : fieldsOf(parsed.error));
    const request: ActRequest = parsed.data;
    if (!mayDo(viewer, operationByAct[request.kind])) return notFound(c);
    const services = servicesOf(company);
    const over = request.kind === 'receive' ? request.over.map((line) => line.sku as SkuId) : [];
    if (over.length > 0 && !(await services.skus.haveAll(over))) return notFound(c);
    const extras = extrasOf(request);
    const command = {
      key,
      transfer: id,
      act: actOf(request),
      sides: sidesOf(viewer, head),
      ...(extras ? { extras } : {}),
    };
    return answered(c, () => services.transfers.act(command, senderOf(c)));
  });
  routes.post('/api/transfers/:id{[0-9]{1,9}}/chase', async (c) => {
    const { viewer, company } = c.var;
    const id = Number(c.req.param('id')) as TransferId;
    const head = await headOf(c, id);
    if (!head || sidesOf(viewer, head).length === 0) return notFound(c);
    await chase(company.ledgerSql, id, viewer, company.clock.now());
    return c.json({ outcome: 'done' });
  });
}

/** The stores that the viewer reaches; null: all of them. */
function storesOf(viewer: Viewer, company: Company): readonly number[] | null {
  if (viewer.locations === 'all') return null;
  const ids = [...viewer.locations].map((id) => company.locations.of(id)?.storeId);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Who asks must reach the store that asks; who pushes, the one that sends. The other end need only exist. */
function mayBegin(
  viewer: Viewer,
  company: Company,
  { kind, sourceStoreId, targetStoreId }: BeginRequest,
): boolean {
  const source = company.locations.shelfOf(sourceStoreId as StoreId);
  const target = company.locations.shelfOf(targetStoreId as StoreId);
  if (source === undefined || target === undefined) return false;
  return mayReach(viewer, kind === 'push' ? source : target);
}

/** Who reaches both ends speaks for both: his number is asked and offered at once. */
function begunOf(request: BeginRequest, key: string, viewer: Viewer, company: Company) {
  const [source, target] = [request.sourceStoreId as StoreId, request.targetStoreId as StoreId];
  const reaches = (store: StoreId): boolean => {
    const shelf = company.locations.shelfOf(store);
    return shelf !== undefined && mayReach(viewer, shelf);
  };
  const isBoth = request.kind === 'push' && reaches(source) && reaches(target);
  return {
    key,
    kind: request.kind,
    source,
    target,
    note: request.note,
    lines: request.lines.map(({ sku, quantity }) => ({
      sku: sku as SkuId,
      asked: request.kind !== 'push' || isBoth ? quantity : null,
      offered: request.kind === 'push' ? quantity : null,
    })),
  };
}
