import { fen, type Fen } from '../money.ts';
import { quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import type { Command } from '../stock/command.ts';
import type { LocationId } from '../store/ids.ts';
import { toFen, type Exact } from './decimal.ts';
import type { Draft } from './draft.ts';
import type { TradeRow } from './row.ts';

/** What the catalogue says of a SKU. Money in fen per `scale` base units of the file. */
export interface ListedSku {
  readonly id: SkuId;
  readonly price: Fen;
  readonly cost: Fen;
}

export interface Listing {
  skuOf(code: string): ListedSku | undefined;
  readonly quantityScale: number;
}

/** The command that posts a draft at a location. Sales and losses have happened: stock may go below zero for them. */
export function commandOf({ lane, rows }: Draft, location: LocationId, listing: Listing): Command {
  const lines = rows.map((row) => {
    const sku = listing.skuOf(row.sku);
    if (!sku) throw new RangeError(`no SKU ${row.sku}`);
    return { row, sku: sku.id, listed: sku, quantity: quantity(Math.abs(row.units)) };
  });
  const { quantityScale: scale } = listing;
  switch (lane.kind) {
    case 'sale':
      return {
        kind: 'sale',
        location,
        happened: true,
        lines: lines.map(({ row, sku, listed, quantity }) => ({
          sku,
          quantity,
          amount: saleMoney(row, listed, scale),
        })),
      };
    case 'return':
      return {
        kind: 'return',
        location,
        of: null,
        lines: lines.map(({ row, sku, listed, quantity }) => ({
          sku,
          quantity,
          ofLine: null,
          amount: saleMoney(row, listed, scale),
        })),
      };
    case 'receipt':
    case 'opening':
      return {
        kind: lane.kind,
        location,
        lines: lines.map(({ row, sku, listed, quantity }) => ({
          sku,
          quantity,
          value: costMoney(row, listed, scale),
        })),
      };
    case 'write_off':
      return {
        kind: 'write_off',
        location,
        cause: lane.cause,
        happened: true,
        lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
      };
    case 'adjustment':
      return {
        kind: 'adjustment',
        location,
        cause: lane.cause,
        happened: true,
        lines: lines.map(({ row, sku }) => ({ sku, quantity: quantity(row.units) })),
      };
    case 'aside':
      throw new RangeError('rows that are no goods are not posted');
  }
}

/** What the customer paid for the row, not negative: as the file says, else by the price list. */
export function saleMoney(row: TradeRow, listed: ListedSku, scale: number): Fen {
  return row.amount === null ? listMoney(listed.price, row.units, scale) : sizeOf(row.amount);
}

/** What the row cost, not negative: as the file says (its cost, else its amount), else by the catalogue. */
export function costMoney(row: TradeRow, listed: ListedSku, scale: number): Fen {
  const said = row.cost ?? row.amount;
  return said === null ? listMoney(listed.cost, row.units, scale) : sizeOf(said);
}

function sizeOf(amount: Exact): Fen {
  return fen(Math.abs(toFen(amount)));
}

function listMoney(price: Fen, units: number, scale: number): Fen {
  const product = price * Math.abs(units);
  return fen((product - (product % scale)) / scale + ((product % scale) * 2 >= scale ? 1 : 0));
}
