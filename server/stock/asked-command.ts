import type { SkuId } from '#domain/catalog/ids.ts';
import { mayReach, type Viewer } from '#domain/identity/viewer.ts';
import { fen, type Fen } from '#domain/money.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import { isPayable, type PostRequest } from '#protocol/stock/command.ts';
import type { Company } from '../platform/company.ts';
import type { SkuDirectory } from './sku-directory.ts';
import type { StoreCodes } from './store-codes.ts';

interface Services {
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
}

/** The command of a request, or undefined where it names something that does not exist for this viewer. */
export async function askedCommandOf(
  request: PostRequest,
  company: Company,
  viewer: Viewer,
  services: Services,
): Promise<AskedCommand | undefined> {
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
      return location && simpleCommand(request, location);
    }
  }
}

/** A command in which what comes in may have no value yet. */
export type AskedCommand = Exclude<Command, Inbound> | AskedInbound;
type Inbound = Extract<Command, { kind: 'opening' | 'receipt' }>;
interface AskedInbound {
  readonly kind: 'opening' | 'receipt';
  readonly location: LocationId;
  readonly lines: readonly (ReturnType<typeof plainLine> & { readonly value: Fen | null })[];
}

/**
 * Lines whose value the sender may not know cost what the catalogue says now: sent again with the same key it is the same
 * command, whatever it says then. Undefined where they come to more than a document may carry.
 */
export async function valued(asked: AskedCommand, company: Company): Promise<Command | undefined> {
  if (!isInbound(asked)) return asked;
  const unknown = asked.lines.filter(({ value }) => value === null).map(({ sku }) => sku);
  const rows =
    unknown.length === 0
      ? []
      : await company.ledgerSql<{ id: SkuId; cost: number }[]>`
          select id, cost from skus where id = any(${`{${unknown.join(',')}}`}::text::int[])`;
  const costById = new Map(rows.map(({ id, cost }) => [id, cost]));
  const values = asked.lines.map(({ sku, quantity, value }) => value ?? (costById.get(sku) ?? 0) * quantity);
  if (!isPayable(values)) return undefined;
  return { ...asked, lines: asked.lines.map((line, index) => ({ ...line, value: fen(values[index] ?? 0) })) };
}

function isInbound(asked: AskedCommand): asked is AskedInbound {
  return asked.kind === 'opening' || asked.kind === 'receipt';
}

/** A mirror takes goods back from the other end of a move too: whoever may not move them there may not move them back. */
export async function mayUndo(command: AskedCommand, company: Company, viewer: Viewer): Promise<boolean> {
  if (command.kind !== 'reversal') return true;
  const { location, position } = command.of;
  const [original] = await company.ledgerSql<{ counter: LocationId | null }[]>`
    select counter_location_id as counter from documents where location_id = ${location} and position = ${position}`;
  return !original || original.counter === null || mayReach(viewer, original.counter);
}

type SimpleRequest = Exclude<PostRequest, { kind: 'return' | 'release' | 'reversal' | 'move' }>;

function simpleCommand(request: SimpleRequest, location: LocationId): AskedCommand {
  switch (request.kind) {
    case 'opening':
    case 'receipt':
      return {
        kind: request.kind,
        location,
        lines: request.lines.map((line) => ({ ...plainLine(line), value: line.value as Fen | null })),
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

function refOf(text: string, viewer: Viewer, services: Services): DocumentRef | undefined {
  const cut = text.lastIndexOf('-');
  const location = services.storeCodes.locationOf(text.slice(0, cut));
  if (location === undefined || !mayReach(viewer, location)) return undefined;
  return { location, position: Number(text.slice(cut + 1)) };
}
