import type { Lane } from '#domain/ingest/lane.ts';
import { fen, zeroFen, type Fen } from '#domain/money.ts';

export interface Counted {
  documents: number;
  rows: number;
  /** As the file signs them. */
  units: number;
  /** Ten-thousandths, as the file says them or by the price list. */
  exactAmount: number;
  /** The same after each line was rounded to fen: what the ledger carries. */
  amount: Fen;
}

/** What the rows of a load come to, by what becomes of them. */
export class Tally {
  readonly byLane = new Map<Lane['kind'], Counted>();

  of(kind: Lane['kind']): Counted {
    let counted = this.byLane.get(kind);
    if (!counted) this.byLane.set(kind, (counted = emptyCount()));
    return counted;
  }

  total(): Counted {
    const total = emptyCount();
    for (const counted of this.byLane.values()) {
      total.documents += counted.documents;
      total.rows += counted.rows;
      total.units += counted.units;
      total.exactAmount += counted.exactAmount;
      total.amount = fen(total.amount + counted.amount);
    }
    return total;
  }
}

function emptyCount(): Counted {
  return { documents: 0, rows: 0, units: 0, exactAmount: 0, amount: zeroFen };
}
