import { fen, shareOfValue, type Fen } from '../money.ts';
import { quantity } from '../quantity.ts';
import type { InvoiceKind, PurchaseLine } from './order.ts';

/** What so many base units come to at a price for a pack, rounded half up to whole fen. */
export function valueAt(price: number, pack: number, units: number): Fen {
  return shareOfValue(fen(price), quantity(units), quantity(pack));
}

/** What the next units of a line come to at the order's price: the parts of a line always sum to its whole [PU-9]. */
export function sliceAt(
  { price, pack }: Pick<PurchaseLine, 'price' | 'pack'>,
  from: number,
  to: number,
): Fen {
  return fen(valueAt(price, pack, to) - valueAt(price, pack, from));
}

/** The input tax beside a value without tax. A plain invoice's tax is in the value and can't be deducted. */
export function taxOf(value: number, taxPoints: number, invoice: InvoiceKind): Fen {
  if (invoice === 'plain') return fen(0);
  return shareOfValue(fen(value), quantity(taxPoints), quantity(10_000));
}
