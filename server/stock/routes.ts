import { Hono, type Context } from 'hono';
import type { SkuId } from '#domain/catalog/ids.ts';
import { mayDo, mayReach, type Language, type Viewer } from '#domain/identity/viewer.ts';
import type { Operation } from '#domain/identity/role.ts';
import type { Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { problemOf } from '#protocol/identity/problems.ts';
import { postRequestSchema, type PostAnswer, type PostRequest } from '#protocol/stock/command.ts';
import { sentenceOf } from '#protocol/stock/sentences.ts';
import { refused, type Guarded } from '../identity/guard.ts';
import { headerOf } from '../identity/header.ts';
import type { Company } from '../platform/company.ts';
import type { Ledger } from './stock.ts';
import { LedgerBusy } from './ledger.ts';
import type { SkuDirectory } from './sku-directory.ts';
import type { StoreCodes } from './store-codes.ts';

export interface StockServices {
  readonly ledger: Ledger;
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
  /** Orders keep account of their receipts: one of them is undone there, or they would go on saying that it came. */
  readonly purchases?: {
    refuseReversal(of: DocumentRef, language: Language): Promise<ReversalRefusal | undefined>;
  };
}

interface ReversalRefusal {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly sentence: string;
}

interface Variables {
  readonly viewer: Viewer;
  readonly company: Company;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const operationByKind: { readonly [Kind in PostRequest['kind']]: Operation } = {
  opening: 'post.opening',
  receipt: 'post.receipt',
  sale: 'post.sale',
  return: 'post.return',
  adjustment: 'post.adjustment',
  write_off: 'post.write_off',
  move: 'post.move',
  reserve: 'post.reservation',
  release: 'post.reservation',
  reorder_point: 'post.reorder_point',
  reversal: 'post.reversal',
};

/** POST /api/documents: one command, answered when it is durable. Foreign stores and unknown goods do not exist. */
export function stockRoutes(servicesOf: (company: Company) => StockServices): Hono<{ Variables: Variables }> {
  return new Hono<{ Variables: Variables }>().post('/api/documents', async (c) => {
    const { viewer, company } = c.var;
    const services = servicesOf(company);
    const key = headerOf(c, 'idempotency-key') ?? '';
    if (!uuid.test(key)) {
      return c.json(
        {
          code: 'request.key_missing',
          detail: 'Send an Idempotency-Key header: a UUID made when the button was pressed.',
        },
        400,
      );
    }
    const body: unknown = await c.req.json().catch(() => undefined);
    const parsed = postRequestSchema.safeParse(body);
    if (!parsed.success) {
      const issues = parsed.error.issues
        .slice(0, 20)
        .map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
      return c.json(
        {
          ...problemOf('request.invalid', viewer.language, {
            fields: issues.map(({ path }) => path).join(', '),
          }),
          issues,
        },
        422,
      );
    }
    const operation = operationByKind[parsed.data.kind];
    if (!mayDo(viewer, operation)) return refused(c as unknown as Context<Guarded>, operation);
    const command = await commandOf(parsed.data, company, viewer, services);
    if (!command) return notFound();
    if (command.kind === 'reversal') {
      const refusal = await services.purchases?.refuseReversal(command.of, viewer.language);
      if (refusal) return c.json({ outcome: 'refused', ...refusal }, 409);
    }
    const deviceAt = Number(headerOf(c, 'tongpan-device-time') ?? Number.NaN);
    try {
      const answer = await services.ledger.post({
        key: key.toLowerCase(),
        command,
        accountId: viewer.accountId,
        session: viewer.session,
        deviceAtMs: Number.isSafeInteger(deviceAt) && Math.abs(deviceAt) < 8e15 ? deviceAt : null,
      });
      if (answer.outcome === 'refused') {
        const { code, facts } = answer;
        return c.json(
          {
            outcome: 'refused',
            code,
            facts,
            sentence: sentenceOf(code, facts, viewer.language),
          } satisfies PostAnswer,
          409,
        );
      }
      const { location, position } = answer;
      const notes = answer.notes.map((note) => ({
        ...note,
        facts: { ...note.facts },
        sentence: sentenceOf(note.code, note.facts, viewer.language),
      }));
      const document = `${services.storeCodes.codeOf(location)}-${position}`;
      return c.json(
        { outcome: 'posted', document, locationId: location, position, notes } satisfies PostAnswer,
        201,
      );
    } catch (error) {
      if (!(error instanceof LedgerBusy)) throw error;
      c.header('retry-after', '2');
      return c.json(
        { code: 'ledger.busy', detail: 'The ledger can’t take it now. Send the same key again.' },
        503,
      );
    }
  });
}

/** Byte for byte what an unknown address answers: nobody learns what exists elsewhere. */
function notFound(): Response {
  return Response.json({ code: 'not_found' }, { status: 404 });
}

/** The command of a request, or undefined where it names something that does not exist for this viewer. */
async function commandOf(
  request: PostRequest,
  company: Company,
  viewer: Viewer,
  services: StockServices,
): Promise<Command | undefined> {
  const shelf = (storeId: number) => company.locations.shelfOf(storeId as StoreId);
  const own = (location: LocationId | undefined) =>
    location !== undefined && mayReach(viewer, location) ? location : undefined;
  if ('lines' in request && request.kind !== 'return') {
    if (!(await services.skus.haveAll(request.lines.map((line) => line.skuId as SkuId)))) return undefined;
  }
  switch (request.kind) {
    case 'return': {
      const of = refOf(request.of, viewer, services);
      const lines = request.lines.map(({ line, quantity }) => ({
        sku: 0 as SkuId,
        ofLine: line,
        quantity: quantity as Quantity,
        amount: null,
      }));
      return of && { kind: 'return', location: of.location, of, lines };
    }
    case 'release':
    case 'reversal': {
      const of = refOf(request.of, viewer, services);
      return of && { kind: request.kind, location: of.location, of };
    }
    case 'move': {
      const location = own(shelf(request.storeId));
      const target = own(shelf(request.targetStoreId));
      return location && target && { kind: 'move', location, target, lines: request.lines.map(plainLine) };
    }
    default: {
      const location = own(shelf(request.storeId));
      return location && simpleCommand(await valued(request, company), location);
    }
  }
}

/** Lines whose value the sender may not know cost what the catalogue says. */
async function valued(request: SimpleRequest, company: Company): Promise<SimpleRequest> {
  if (request.kind !== 'opening' && request.kind !== 'receipt') return request;
  const unknown = request.lines.filter(({ value }) => value === null).map(({ skuId }) => skuId);
  if (unknown.length === 0) return request;
  const rows = await company.ledgerSql<{ id: number; cost: number }[]>`
    select id, cost from skus where id = any(${`{${unknown.join(',')}}`}::text::int[])`;
  const costById = new Map(rows.map(({ id, cost }) => [id, cost]));
  const lines = request.lines.map((line) => ({
    ...line,
    value: line.value ?? (costById.get(line.skuId) ?? 0) * line.quantity,
  }));
  return { ...request, lines };
}

type SimpleRequest = Exclude<PostRequest, { kind: 'return' | 'release' | 'reversal' | 'move' }>;

function simpleCommand(request: SimpleRequest, location: LocationId): Command {
  switch (request.kind) {
    case 'opening':
    case 'receipt':
      return {
        kind: request.kind,
        location,
        lines: request.lines.map((line) => ({ ...plainLine(line), value: line.value as Fen })),
      };
    case 'sale':
      return {
        kind: 'sale',
        location,
        happened: request.happened,
        lines: request.lines.map((line) => ({ ...plainLine(line), amount: line.amount as Fen })),
      };
    case 'adjustment':
      return {
        kind: 'adjustment',
        location,
        cause: request.cause,
        happened: false,
        lines: request.lines.map(plainLine),
      };
    case 'write_off':
      return {
        kind: 'write_off',
        location,
        cause: request.cause,
        happened: false,
        lines: request.lines.map(plainLine),
      };
    case 'reserve':
      return { kind: 'reserve', location, lines: request.lines.map(plainLine) };
    case 'reorder_point':
      return {
        kind: 'reorder_point',
        location,
        lines: request.lines.map((line) => ({
          sku: line.skuId as SkuId,
          reorderPoint: line.reorderPoint as Quantity | null,
        })),
      };
  }
}

function plainLine(line: { readonly skuId: number; readonly quantity: number }): {
  sku: SkuId;
  quantity: Quantity;
} {
  return { sku: line.skuId as SkuId, quantity: line.quantity as Quantity };
}

function refOf(text: string, viewer: Viewer, services: StockServices): DocumentRef | undefined {
  const cut = text.lastIndexOf('-');
  const location = services.storeCodes.locationOf(text.slice(0, cut));
  if (location === undefined || !mayReach(viewer, location)) return undefined;
  return { location, position: Number(text.slice(cut + 1)) };
}
