import { describe, expect, test } from 'vitest';
import { sampleSnapshot, sampleTick, sampleTile } from './sample-frames.ts';
import { resortMsMin } from './tile-order.ts';
import { WallState, waitingTicksMax } from './wall-state.svelte.ts';

function wall() {
  const frames: (() => void)[] = [];
  const page = { nowMs: 0, asked: 0 };
  const state = new WallState({
    nextFrame: (call) => frames.push(call),
    now: () => page.nowMs,
    askAnew: () => (page.asked += 1),
  });
  const draw = (): void => {
    for (const call of frames.splice(0)) call();
  };
  return { state, page, draw };
}

describe('the wall as it stands', () => {
  test('sums tiles for the chain and for each region, and says at which position', () => {
    const { state } = wall();
    state.accept(sampleSnapshot([2, 1]));
    expect(state.figures.amount).toBe(8000 * 6);
    expect(state.figures.position).toBe(11 * 6);
    expect(state.figuresByRegion.get(2)?.amount).toBe(8000 * 3);
    expect(state.figuresByRegion.get(3)?.amount).toBe(8000 * 3);
    expect(state.figures.amountByHour[8]).toBe(6000);
  });

  test('shows a region with what is below it, and the whole for the chain', () => {
    const { state } = wall();
    state.accept(sampleSnapshot([2, 1]));
    state.region = 3;
    expect(state.figures.tiles).toBe(1);
    expect(state.groups.map((group) => group.region.regionId)).toEqual([3]);
    state.region = 1;
    expect(state.figures.tiles).toBe(3);
  });

  test('a figure hidden in a tile is hidden in the sum', () => {
    const { state } = wall();
    state.accept(sampleSnapshot([2], { tiles: [sampleTile(1), sampleTile(2, { margin: null })] }));
    expect(state.figures.margin).toBeNull();
    expect(state.figures.stockValue).toBe(300_000);
  });

  test('folds all ticks of one screen frame together', () => {
    const { state, draw } = wall();
    const seen: number[][] = [];
    state.accept(sampleSnapshot([3]));
    state.watch((changed) => seen.push([...changed]));
    state.accept(sampleTick(8, [sampleTile(1, { amount: 1 })]));
    state.accept(sampleTick(9, [sampleTile(1, { amount: 2 }), sampleTile(3, { amount: 3 })]));
    expect(state.figures.amount).toBe(48_000);
    draw();
    expect(state.figures.amount).toBe(2 + 16_000 + 3);
    expect(seen).toEqual([[1, 3]]);
  });

  test('folds without the screen where the page is hidden, so that nothing piles up', () => {
    const { state } = wall();
    state.accept(sampleSnapshot([1]));
    for (let n = 1; n <= waitingTicksMax; n += 1)
      state.accept(sampleTick(7 + n, [sampleTile(1, { amount: n })]));
    expect(state.figures.amount).toBe(waitingTicksMax);
  });

  test('asks for a snapshot after a gap and shows nothing of what came behind it', () => {
    const { state, page, draw } = wall();
    state.accept(sampleSnapshot([1]));
    state.accept(sampleTick(9, [sampleTile(1, { amount: 1 })]));
    state.accept(sampleTick(10, [sampleTile(1, { amount: 2 })]));
    draw();
    expect(page.asked).toBe(1);
    expect(state.figures.amount).toBe(8000);
    state.accept(sampleSnapshot([1], { sequence: 20 }));
    state.accept(sampleTick(21, [sampleTile(1, { amount: 5 })]));
    draw();
    expect(state.figures.amount).toBe(5);
  });

  test('keeps tiles in their places for ten seconds, then puts who needs somebody first', () => {
    const { state, page, draw } = wall();
    const first = (): number | undefined => state.groups[0]?.stores[0]?.storeId;
    state.accept(sampleSnapshot([3]));
    expect(first()).toBe(1);
    page.nowMs = resortMsMin - 1;
    state.accept(sampleTick(8, [sampleTile(3, { negative: 1 })]));
    draw();
    expect(first()).toBe(1);
    page.nowMs = resortMsMin;
    state.accept(sampleTick(9, []));
    draw();
    expect(first()).toBe(3);
  });

  test('shows a past moment while the live wall goes on behind it', () => {
    const { state, draw } = wall();
    state.accept(sampleSnapshot([1]));
    state.showHistory(5, sampleSnapshot([1], { sequence: 0, tiles: [sampleTile(1, { amount: 42 })] }));
    state.accept(sampleTick(8, [sampleTile(1, { amount: 9000 })]));
    draw();
    expect(state.figures.amount).toBe(42);
    expect(state.companyMs()).toBe(5);
    state.showLive();
    expect(state.figures.amount).toBe(9000);
  });

  test('carries the clock on at its speed while live, and lets it stand when frames stop', () => {
    const { state, page } = wall();
    state.accept(sampleSnapshot([1], { clock: { nowMs: 1000, speed: 60, isDemo: true } }));
    state.link = 'live';
    page.nowMs = 100;
    expect(state.companyMs()).toBe(7000);
    state.link = 'stale';
    expect(state.companyMs()).toBe(1000);
  });

  test('keeps the newest of what happened, newest first', () => {
    const { state, draw } = wall();
    const entry = (position: number) => ({
      storeId: 1,
      locationId: 1001,
      position,
      kind: 'sale',
      atMs: position,
      amount: 1,
      quantity: 1,
      lines: 1,
      skuId: 1,
      skuNameZh: '米',
      skuNameEn: 'Rice',
      unitZh: '袋',
      unitEn: 'bag',
    });
    state.accept(sampleSnapshot([1], { ticker: [entry(1), entry(2)] }));
    state.accept(sampleTick(8, [], { ticker: [entry(3), entry(4)] }));
    draw();
    expect(state.board?.ticker.map((one) => one.position)).toEqual([4, 3, 2, 1]);
    // A room that had not been told yet tells what the snapshot had: each stands there once.
    state.accept(sampleTick(9, [], { ticker: [entry(4), entry(5)] }));
    draw();
    expect(state.board?.ticker.map((one) => one.position)).toEqual([5, 4, 3, 2, 1]);
  });
});
