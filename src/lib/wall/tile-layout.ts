import type { TileGroup } from './tile-order.ts';

/** Where each tile and each region's heading stand, in CSS pixels from the top left of the whole plan. */
export interface TileLayout {
  /** `full` has a curve and counts, `traced` a curve and what the store stands out by, `compact` name, sales and change. */
  readonly look: 'full' | 'traced' | 'compact';
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly headingHeight: number;
  readonly gap: number;
  readonly cells: readonly TileCell[];
  readonly headings: readonly TileHeading[];
  readonly height: number;
  /** Screens that the plan takes where it is turned page by page; 1 where it fits or scrolls. */
  readonly pages: number;
}

/** A region's name and sums: a line over its tiles, or a cell before them where the plan is turned page by page. */
export interface TileHeading {
  readonly regionId: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
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
  traced: { widthMin: 8.5, heightMin: 4.2, heightMax: 6 },
  compact: { widthMin: 8.5, heightMin: 2.36, heightMax: 4.5 },
} as const;
const headingUnits = 1.6;
const gapUnits = 0.3;

/** The largest tiles with which all fit; else the smallest, in a plan longer than the screen. */
export function layOutTiles(groups: readonly TileGroup[], frame: LayoutFrame): TileLayout {
  if (frame.isPaged) return placePaged(groups, frame, ...pagedSize(groups, frame));
  for (const look of ['full', 'traced', 'compact'] as const) {
    const fit = bestFit(groups, frame, look);
    if (!fit) continue;
    if (fit.height >= tightUnits * frame.unit) return place(groups, frame, look, fit.columns, fit.height);
    // Too low to be read with ease: headings in cells of their own save rows.
    const [columns, height] = pagedSize(groups, frame);
    const dense = placePaged(groups, frame, columns, height);
    return dense.pages === 1 && dense.tileHeight > fit.height
      ? dense
      : place(groups, frame, look, fit.columns, fit.height);
  }
  const look =
    groups.reduce((sum, group) => sum + group.stores.length, 0) > fullTilesMax ? 'compact' : 'full';
  return place(groups, frame, look, columnsFor(look, frame), sizes[look].heightMin * frame.unit * 1.06);
}

/** Lower tiles than this have two lines that touch. */
const tightUnits = 3;
/** Fewer columns make tiles too wide to read in one glance. */
const columnsMin = 3;
/** More tiles than this are drawn small even where they scroll. */
const fullTilesMax = 120;

/** The columns that give the highest tiles, the fewest of them where several do; undefined where none fits. */
function bestFit(
  groups: readonly TileGroup[],
  frame: LayoutFrame,
  look: TileLayout['look'],
): { readonly columns: number; readonly height: number } | undefined {
  const { unit } = frame;
  const { heightMin, heightMax } = sizes[look];
  let best: { columns: number; height: number } | undefined;
  for (let columns = columnsMin; columns <= columnsFor(look, frame); columns += 1) {
    const rows = groups.reduce((sum, group) => sum + Math.ceil(group.stores.length / columns), 0);
    const room = frame.height - groups.length * headingUnits * unit - rows * gapUnits * unit;
    const height = Math.min(rows > 0 ? room / rows : 0, heightMax * unit);
    if (height >= heightMin * unit && height > (best?.height ?? 0) + 0.5) best = { columns, height };
  }
  return best;
}

function columnsFor(look: TileLayout['look'], { width, unit }: LayoutFrame): number {
  return Math.max(1, Math.floor((width + gapUnits * unit) / ((sizes[look].widthMin + gapUnits) * unit)));
}

/** On a kiosk headings take cells of their own, so that the plan has no half-empty rows. */
function pagedSize(
  groups: readonly TileGroup[],
  frame: LayoutFrame,
): readonly [columns: number, height: number] {
  const { unit } = frame;
  const { heightMin, heightMax } = sizes.compact;
  const columns = columnsFor('compact', frame);
  const cells = groups.reduce((sum, group) => sum + group.stores.length + 1, 0);
  const rowsMax = Math.max(1, Math.floor((frame.height + gapUnits * unit) / ((heightMin + gapUnits) * unit)));
  const rows = Math.min(rowsMax, Math.max(1, Math.ceil(cells / columns)));
  return [columns, Math.min((frame.height + gapUnits * unit) / rows - gapUnits * unit, heightMax * unit)];
}

function placePaged(
  groups: readonly TileGroup[],
  frame: LayoutFrame,
  columns: number,
  heightEach: number,
): TileLayout {
  const { gap, tileWidth, tileHeight } = sized(frame, columns, heightEach);
  const rows = Math.max(1, Math.floor((frame.height + gap) / (tileHeight + gap)));
  const cells: TileCell[] = [];
  const headings: TileHeading[] = [];
  let index = 0;
  const next = (): { x: number; y: number; row: number } => {
    const row = Math.floor(index / columns);
    const x = (index % columns) * (tileWidth + gap);
    const y = Math.floor(row / rows) * frame.height + (row % rows) * (tileHeight + gap);
    index += 1;
    return { x, y, row };
  };
  for (const group of groups) {
    const isLastOfPage = index % (columns * rows) === columns * rows - 1;
    if (isLastOfPage) index += 1;
    const { x, y } = next();
    headings.push({ regionId: group.region.regionId, x, y, width: tileWidth });
    for (const store of group.stores) cells.push({ storeId: store.storeId, ...next() });
  }
  const pages = Math.max(1, Math.ceil(index / (columns * rows)));
  return {
    look: 'compact',
    columns,
    tileWidth,
    tileHeight,
    headingHeight: tileHeight,
    gap,
    cells,
    headings,
    height: pages * frame.height,
    pages,
  };
}

function place(
  groups: readonly TileGroup[],
  frame: LayoutFrame,
  look: TileLayout['look'],
  columns: number,
  heightEach: number,
): TileLayout {
  const { gap, tileWidth, tileHeight } = sized(frame, columns, heightEach);
  const headingHeight = Math.round(headingUnits * frame.unit);
  const cells: TileCell[] = [];
  const headings: TileHeading[] = [];
  let y = 0;
  let row = -1;
  for (const group of groups) {
    headings.push({ regionId: group.region.regionId, x: 0, y, width: frame.width });
    y += headingHeight;
    group.stores.forEach((store, index) => {
      const column = index % columns;
      if (column === 0) {
        if (index > 0) y += tileHeight + gap;
        row += 1;
      }
      cells.push({ storeId: store.storeId, x: column * (tileWidth + gap), y, row });
    });
    y += tileHeight + gap;
  }
  return {
    look,
    columns,
    tileWidth,
    tileHeight,
    headingHeight,
    gap,
    cells,
    headings,
    height: Math.max(0, y - gap),
    pages: 1,
  };
}

function sized(frame: LayoutFrame, columns: number, heightEach: number) {
  const gap = Math.round(gapUnits * frame.unit);
  return {
    gap,
    tileHeight: Math.floor(heightEach),
    tileWidth: Math.floor((frame.width - gap * (columns - 1)) / columns),
  };
}

/** The index of the cell one step from `index`; rows are stepped over with their column kept as far as it goes. */
export function stepTile(
  layout: TileLayout,
  index: number,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): number {
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
