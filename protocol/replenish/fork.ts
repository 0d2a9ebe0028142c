import * as z from 'zod/mini';
import { idMax } from '../id.ts';
import { forkMovesMax, forkQuantityMax } from '#domain/replenish/fork.ts';
import { counterSource } from '../live/counter.ts';
import { documentShape, type ValueOf } from '../live/shape.ts';

const id = z.int().check(z.minimum(1), z.maximum(idMax));
const number = '[1-9][0-9]{0,3}';

/** Who laid it, and which of his: `COUNTER|NUMBER`. */
export const forkMoveKey = new RegExp(`^(?<counter>${counterSource})\\|${number}$`);

/**
 * A plan on a copy. Each move is an entry of its author's; to void one is an entry of its own, under the key of the move,
 * so that two who void it say the same. What is on hand is never in here [FK-2].
 */
export const forkShape = documentShape({
  kind: 'fork',
  version: 1,
  roots: {
    moves: {
      key: forkMoveKey,
      value: z.object({
        sku: id,
        /** Shelves. */
        from: id,
        to: id,
        quantity: z.int().check(z.minimum(1), z.maximum(forkQuantityMax)),
        atMs: z.int(),
        /** The suggestion that it was taken from. */
        suggestion: z.optional(id),
      }),
      isErasable: false,
    },
    voids: {
      key: new RegExp(`^${counterSource}\\|${number}$`),
      value: z.object({ atMs: z.int() }),
      isErasable: false,
    },
  },
  entriesMax: 2 * forkMovesMax,
});

export type MoveEntry = ValueOf<typeof forkShape, 'moves'>;

/** A move that stands, with who laid it. */
export type LaidMove = MoveEntry & { readonly key: string; readonly accountId: number };

/** The moves that nobody voided, in the order in which they were laid. */
export function standingMoves(
  moves: Iterable<readonly [string, MoveEntry]>,
  isVoid: (key: string) => boolean,
): readonly LaidMove[] {
  const standing: LaidMove[] = [];
  for (const [key, move] of moves)
    if (!isVoid(key)) standing.push({ ...move, key, accountId: Number(key.slice(0, key.indexOf('-'))) });
  return standing.sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1));
}
