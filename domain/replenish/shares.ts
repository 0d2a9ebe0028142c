import type { Move, TransferItem } from './transfer-instance.ts';

/** Several stores may serve one, and one several: each unit of theirs counts as the average of all. */
export class Shares {
  private readonly stores: number;
  private readonly take = new Map<number, Share>();
  private readonly give = new Map<number, Share>();
  private readonly starts = new Map<Move, { readonly got: number; readonly given: number }>();

  constructor(moves: readonly Move[], items: readonly TransferItem[], stores: number) {
    this.stores = stores;
    for (const move of moves) {
      const { take, give } = items[move.item]!;
      const got = grown(this.take, move.item * stores + move.to, take[move.to]!, move.quantity);
      const given = grown(this.give, move.item * stores + move.from, give[move.from]!, move.quantity);
      this.starts.set(move, { got, given });
    }
  }

  /** Units more that are expected to sell because of the move. */
  extraOf({ from, to, item, quantity }: Move): number {
    const take = this.take.get(item * this.stores + to)!;
    const give = this.give.get(item * this.stores + from)!;
    return quantity * (take.chances / take.units - give.chances / give.units);
  }

  /** Units that the moves before it bring to its target and take from its source. */
  before(move: Move): { readonly got: number; readonly given: number } {
    return this.starts.get(move)!;
  }
}

interface Share {
  units: number;
  chances: number;
}

function grown(
  shares: Map<number, Share>,
  key: number,
  chances: ArrayLike<number>,
  quantity: number,
): number {
  let share = shares.get(key);
  if (!share) shares.set(key, (share = { units: 0, chances: 0 }));
  const before = share.units;
  for (let n = 0; n < quantity; n++) share.chances += chances[before + n]!;
  share.units += quantity;
  return before;
}
