import type { Viewer } from '#domain/identity/viewer.ts';
import { verifiedFigures, type Tile } from '#protocol/wall/tile.ts';
import type { VerifyAnswer } from '#protocol/wall/verify.ts';
import type { Company } from '../platform/company.ts';
import { withViewer } from '../platform/database.ts';
import { recomputeTiles, type AskedTile, type RecomputedTile } from './recompute.ts';
import type { Wall } from './wall.ts';

/** Holds tiles as a reader sees them against the movements at the positions they show, figure by figure. */
export async function verify(
  wall: Wall,
  { viewer, company }: { readonly viewer: Viewer; readonly company: Company },
  shown: readonly Tile[],
): Promise<VerifyAnswer> {
  const startMs = performance.now();
  const tileById = new Map(wall.scopeOf(viewer).tiles.map((tile) => [tile.storeId as number, tile]));
  const asked: AskedTile[] = shown.flatMap((tile) => {
    const known = tileById.get(tile.storeId);
    return known ? [{ ...tile, shelf: known.shelf, transit: known.transit }] : [];
  });
  const found = await withViewer(company.viewerSql, viewer, (sql) => recomputeTiles(sql, asked));
  const rows = shown.flatMap((tile) => {
    const recomputed = found.get(tile.storeId);
    return recomputed ? [{ storeId: tile.storeId, figures: figuresOf(tile, recomputed) }] : [];
  });
  return {
    position: asked.reduce((sum, tile) => sum + tile.shelfPosition + tile.transitPosition, 0),
    movements: [...found.values()].reduce((sum, tile) => sum + tile.movements, 0),
    tookMs: performance.now() - startMs,
    isEqual:
      rows.length === shown.length && rows.every((row) => row.figures.every((figure) => figure.isEqual)),
    rows,
  };
}

/** Figures that the reader may not see are null in his tile, and are not compared. */
function figuresOf(tile: Tile, recomputed: RecomputedTile): VerifyAnswer['rows'][number]['figures'] {
  const valueOf = { ...recomputed, margin: recomputed.amount - recomputed.cost };
  return verifiedFigures.flatMap((figure) => {
    const shown = tile[figure];
    if (shown === null) return [];
    return [{ figure, shown, recomputed: valueOf[figure], isEqual: shown === valueOf[figure] }];
  });
}
