import type { TileGroup } from './tile-order.ts';

/** Where each tile and each region's heading stand, in CSS pixels from the top left of the whole plan. */
export interface TileLayout {
  /** `full` has a curve and counts, `compact` name, sales and change. */
  readonly look: 'full' | 'compact';
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly headingHeight: number;
  readonly gap: number;
  readonly cells: readonly TileCell[];
  readonly headings: readonly { readonly regionId: number; readonly y: number }[];
  readonly height: number;
  /** Screens that the plan takes where it is turned page by page; 1 where it fits or scrolls. */
  readonly pages: number;
}

export interface TileCell {
  readonly storeId: number;
  readonly x: number;
  readonly y: number;
  readonly row: number;
}

export interface LayoutFrame {
  readonly width: number;
  readonly height: number;
  /** The smallest text, px: everything is measured in it. */
  readonly unit: number;
  /** Turned page by page instead of scrolled: nobody is there to scroll. */
  readonly isPaged: boolean;
}

const sizes = {
  full: { widthMin: 11.6, heightMin: 4.7, heightMax: 6.6 },
  compact: { widthMin: 7.2, heightMin: 2.38, heightMax: 3.7 },
} as const;
const headingUnits = 1.6;
const gapUnits = 0.3;

/** The largest tiles with which all fit; else the smallest, in a plan longer than the screen. */
export function layOutTiles(groups: readonly TileGroup[], frame: LayoutFrame): TileLayout {
  for (const look of ['full', 'compact'] as const) {
    if (look === 'full' && frame.isPaged) continue;
    const columnsMax = columnsFor(look, frame);
    for (let columns = Math.min(columnsMin, columnsMax); columns <= columnsMax; columns += 1) {
      const rows = rowsOf(groups, columns);
      const room = frame.height - groups.length * headingUnits * frame.unit - rows * gapUnits * frame.unit;
      const heightEach = rows > 0 ? room / rows : 0;
      const { heightMin, heightMax } = sizes[look];
      if (heightEach < heightMin * frame.unit) continue;
      return place(groups, frame, look, columns, Math.min(heightEach, heightMax * frame.unit));
    }
  }
  const look = frame.isPaged || groups.reduce((sum, group) => sum + group.stores.length, 0) > fullTilesMax ? 'compact' : 'full';
  return place(groups, frame, look, columnsFor(look, frame), sizes[look].heightMin * frame.unit * 1.06);
}

/** Fewer columns make tiles too wide to read in one glance. */
const columnsMin = 3;

/** More tiles than this are drawn small even where they scroll. */
const fullTilesMax = 120;

function columnsFor(look: keyof typeof sizes, { width, unit }: LayoutFrame): number {
  return Math.max(1, Math.floor((width + gapUnits * unit) / ((sizes[look].widthMin + gapUnits) * unit)));
}

function rowsOf(groups: readonly TileGroup[], columns: number): number {
  return groups.reduce((sum, group) => sum + Math.ceil(group.stores.length / columns), 0);
}

function place(
  groups: readonly TileGroup[],
  frame: LayoutFrame,
  look: TileLayout['look'],
  columns: number,
  heightEach: number,
): TileLayout {
  const gap = Math.round(gapUnits * frame.unit);
  const headingHeight = Math.round(headingUnits * frame.unit);
  const tileHeight = Math.floor(heightEach);
  const tileWidth = Math.floor((frame.width - gap * (columns - 1)) / columns);
  const cells: TileCell[] = [];
  const headings: { regionId: number; y: number }[] = [];
  let y = 0;
  let row = -1;
  const breakPage = (needed: number): void => {
    if (!frame.isPaged || frame.height <= needed) return;
    const left = frame.height - (y % frame.height);
    if (left < needed) y += left;
  };
  for (const group of groups) {
    breakPage(headingHeight + tileHeight);
    headings.push({ regionId: group.region.regionId, y });
    y += headingHeight;
    group.stores.forEach((store, index) => {
      const column = index % columns;
      if (column === 0) {
        if (index > 0) y += tileHeight + gap;
        breakPage(tileHeight);
        row += 1;
      }
      cells.push({ storeId: store.storeId, x: column * (tileWidth + gap), y, row });
    });
    y += tileHeight + gap;
  }
  const height = Math.max(0, y - gap);
  const pages = frame.isPaged && frame.height > 0 ? Math.max(1, Math.ceil(height / frame.height)) : 1;
  return { look, columns, tileWidth, tileHeight, headingHeight, gap, cells, headings, height, pages };
}

/** The index of the cell one step from `index`; rows are stepped over with their column kept as far as it goes. */
export function stepTile(layout: TileLayout, index: number, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'): number {
  const last = layout.cells.length - 1;
  const from = layout.cells[index];
  if (!from) return last < 0 ? -1 : 0;
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'ArrowRight') return Math.min(last, index + 1);
  const row = from.row + (key === 'ArrowDown' ? 1 : -1);
  let best = index;
  layout.cells.forEach((cell, at) => {
    if (cell.row === row && cell.x <= from.x) best = at;
  });
  return best;
}

/** The cell under a point of the plan, or undefined between them. */
export function tileAt(layout: TileLayout, x: number, y: number): TileCell | undefined {
  return layout.cells.find(
    (cell) => x >= cell.x && x < cell.x + layout.tileWidth && y >= cell.y && y < cell.y + layout.tileHeight,
  );
}
