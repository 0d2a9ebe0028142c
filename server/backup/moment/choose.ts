import { listBases, listChains, listPieces, type Base, type Chain, type Piece } from './chain.ts';
import { nextSegment } from './segment.ts';

/** From what a moment is made: the newest copy before it, and the log behind that. */
export interface Choice {
  readonly chain: Chain;
  readonly base: Base;
  readonly pieces: readonly Piece[];
}

/**
 * Finds what leads to a moment (ms; undefined: the end of all). The newest chain that reaches back to it wins. Throws,
 * with the oldest moment there is, where none does; and where a piece of the log is missing.
 */
export function chooseFor(backups: string, atMs: number | undefined): Choice {
  const chains = listChains(backups);
  for (const chain of chains) {
    const base = listBases(chain).find(({ madeAt }) => atMs === undefined || Date.parse(madeAt) <= atMs);
    if (base) return { chain, base, pieces: piecesFrom(chain, base) };
  }
  const oldest = chains.flatMap((chain) => listBases(chain).map(({ madeAt }) => madeAt)).sort()[0];
  throw new Error(
    oldest === undefined
      ? `There is no copy of the cluster in ${backups} yet, so no moment to go back to. npm run backup makes one.`
      : `The oldest moment to go back to is ${oldest}. Choose a later one.`,
  );
}

function piecesFrom(chain: Chain, base: Base): readonly Piece[] {
  const pieces = listPieces(chain).filter(({ name }) => name >= base.from);
  let wanted = base.from;
  for (const { name } of pieces) {
    if (name !== wanted) throw new Error(`The piece ${wanted} of the log is missing in ${chain.folder}.`);
    wanted = nextSegment(name);
  }
  if (pieces.length === 0) throw new Error(`The log behind ${base.folder} is missing.`);
  return pieces;
}
