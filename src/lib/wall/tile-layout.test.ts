import { describe, expect, test } from 'vitest';
import { sampleSnapshot } from './sample-frames.ts';
import { usualOf } from './need.ts';
import { layOutTiles, stepTile, tileAt, type LayoutFrame } from './tile-layout.ts';
import { sortGroups, type TileGroup } from './tile-order.ts';

function groups(storesPerCity: readonly number[]): readonly TileGroup[] {
  const frame = sampleSnapshot(storesPerCity);
  const tiles = new Map(frame.tiles.map((tile) => [tile.storeId, tile]));
  return sortGroups(frame.regions, frame.stores, tiles, usualOf(frame.stores, tiles));
}
const desk: LayoutFrame = { width: 1280, height: 800, unit: 13, isPaged: false };
const kiosk: LayoutFrame = { width: 1250, height: 810, unit: 27, isPaged: true };

describe('the plan of the tiles', () => {
  test('forty-eight tiles of a chain all fit on a desk and on a kiosk', () => {
    for (const frame of [desk, kiosk]) {
      const plan = layOutTiles(groups([16, 16, 16]), frame);
      expect(plan.height).toBeLessThanOrEqual(frame.height);
      expect(plan.cells).toHaveLength(48);
      expect(plan.pages).toBe(1);
    }
  });

  test('a desk of 1440 × 900 keeps a curve in each tile, one of 1280 × 720 two lines that do not touch', () => {
    const chain = groups([14, 21, 13]);
    const laptop = layOutTiles(chain, { width: 876, height: 660, unit: 13, isPaged: false });
    expect(laptop.look).toBe('traced');
    expect(laptop.height).toBeLessThanOrEqual(660);
    expect(laptop.height).toBeGreaterThan(600);
    const small = layOutTiles(chain, { width: 716, height: 480, unit: 13, isPaged: false });
    expect(small.tileHeight).toBeGreaterThanOrEqual(3 * 13);
    expect(small.height).toBeLessThanOrEqual(480);
  });

  test('no tile lies over another, over a heading or beyond the width', () => {
    const plan = layOutTiles(groups([7, 1, 400]), desk);
    const seen = new Set<string>();
    for (const cell of plan.cells) {
      expect(cell.x + plan.tileWidth).toBeLessThanOrEqual(desk.width);
      expect(seen.has(`${cell.x} ${cell.y}`)).toBe(false);
      seen.add(`${cell.x} ${cell.y}`);
      expect(tileAt(plan, cell.x + 1, cell.y + 1)).toBe(cell);
      for (const heading of plan.headings)
        expect(cell.y >= heading.y + plan.headingHeight || cell.y < heading.y).toBe(true);
    }
  });

  test('a thousand stores are turned page by page on a kiosk, no tile cut by an edge', () => {
    const plan = layOutTiles(groups([500, 500]), kiosk);
    expect(plan.pages).toBeGreaterThan(10);
    for (const cell of plan.cells)
      expect((cell.y % kiosk.height) + plan.tileHeight).toBeLessThanOrEqual(kiosk.height);
  });

  test('arrows walk over the tiles and stop at the ends', () => {
    const plan = layOutTiles(groups([9, 3]), desk);
    expect(stepTile(plan, 0, 'ArrowLeft')).toBe(0);
    expect(stepTile(plan, 0, 'ArrowDown')).toBe(plan.columns);
    expect(stepTile(plan, plan.columns, 'ArrowUp')).toBe(0);
    expect(stepTile(plan, 11, 'ArrowRight')).toBe(11);
  });
});
