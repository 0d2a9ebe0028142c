// What the demo's buyers, keepers and clerks do. Plain data: the caller turns each event into a command.
import type { Place } from './levels.ts';

/** Quantities are whole base units, unit costs whole fen, `skuIndex` an index of the company's SKUs. */
export type SupplyLine = { readonly skuIndex: number; readonly quantity: number };

/** `day` is a business date (days since 1970-01-01), `second` the second of that day. */
type At = { readonly day: number; readonly second: number };

export type SupplyEvent = At &
  (
    | {
        readonly kind: 'receipt';
        readonly supplierIndex: number;
        readonly warehouseIndex: number;
        readonly lines: readonly (SupplyLine & { readonly unitCost: number })[];
      }
    | {
        /** A supplier's lorry at the shop's own door. */
        readonly kind: 'delivery';
        readonly storeIndex: number;
        readonly lines: readonly (SupplyLine & { readonly unitCost: number })[];
      }
    | {
        /** `key` names the transfer: its `receive` has the same one. A late lorry is received on the next day. */
        readonly kind: 'dispatch' | 'receive';
        readonly key: string;
        readonly source: Place;
        readonly target: Place;
        /** Of a `receive`: what arrived, now and then a piece or two short. */
        readonly lines: readonly SupplyLine[];
      }
    | {
        readonly kind: 'writeOff';
        readonly place: Place;
        readonly lines: readonly (SupplyLine & { readonly cause: 'expired' | 'damaged' })[];
      }
    | {
        /** Signed quantities. */
        readonly kind: 'adjustment';
        readonly place: Place;
        readonly lines: readonly SupplyLine[];
      }
    | {
        /** A customer brings back goods of the day's receipt at `receiptIndex`. */
        readonly kind: 'return';
        readonly storeIndex: number;
        readonly receiptIndex: number;
        readonly lines: readonly (SupplyLine & { readonly unitPrice: number })[];
      }
  );

/** In time order; events of the same second stay as they are. */
export function inTimeOrder(events: readonly SupplyEvent[]): SupplyEvent[] {
  return [...events].sort((a, b) => a.day - b.day || a.second - b.second);
}
