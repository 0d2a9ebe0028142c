import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import { fen } from '../money.ts';
import { quantity } from '../quantity.ts';
import { boundary } from '../store/location.ts';
import type { LocationId } from '../store/ids.ts';
import type { BusinessDay } from '../store/business-day.ts';
import { Book } from './book.ts';
import type { Command } from './command.ts';
import type { PostedDocument } from './document.ts';
import { addLayer, drawLayers, leftOf, openLayersMax, type CostLayer } from './layer.ts';
import type { Level } from './level.ts';
import { post } from './post.ts';
import type { LinkedDocument, Posting } from './posting.ts';

const shelf = 1001 as LocationId;
const rice = 1 as SkuId;

/** A shop that costs by layers and remembers its documents, so that they can be undone. */
class Shop {
  readonly book = new Book('fifo');
  readonly documents: (Posting & Pick<PostedDocument, 'kind' | 'position'>)[] = [];

  get level(): Level {
    return this.book.read(shelf, rice);
  }

  post(command: Command): Posting | string {
    const outcome = post(command, this.book, {
      locationOf: () => undefined,
      linkedOf: (ref) => this.#linked(ref.position),
      nextPositionOf: () => this.documents.length + 1,
      businessDay: 0 as BusinessDay,
      closedThrough: null,
    });
    if (outcome.outcome !== 'posting') return outcome.code;
    this.documents.push({ ...outcome, kind: command.kind, position: this.documents.length + 1 });
    return outcome;
  }

  receive(units: number, value: number): Posting | string {
    return this.post({
      kind: 'receipt',
      location: shelf,
      lines: [{ sku: rice, quantity: quantity(units), value: fen(value) }],
    });
  }

  sell(units: number): Posting | string {
    return this.post({
      kind: 'sale',
      location: shelf,
      happened: true,
      lines: [{ sku: rice, quantity: quantity(units), amount: fen(0) }],
    });
  }

  undo(position: number): Posting | string {
    return this.post({ kind: 'reversal', location: shelf, of: { location: shelf, position } });
  }

  #linked(position: number): LinkedDocument | undefined {
    const document = this.documents[position - 1];
    if (!document) return undefined;
    return {
      location: shelf,
      position,
      kind: document.kind,
      counterLocation: null,
      counterPosition: null,
      isReversed: false,
      isReleased: false,
      movements: document.movements.map((movement) => ({ ...movement, returned: quantity(0) })),
      reserved: [],
    };
  }
}

const costOf = (posting: Posting | string): number =>
  typeof posting === 'string' ? Number.NaN : (posting.movements[0]?.value ?? 0);
const varianceOf = (posting: Posting | string): number =>
  typeof posting === 'string'
    ? Number.NaN
    : posting.movements
        .filter(({ target }) => target === boundary.variance)
        .reduce((sum, { value }) => sum + value, 0);
const leftIn = ({ layers = [] }: Level): number[][] =>
  layers.map(({ position, left, leftValue }) => [position, left, leftValue]);

test('[LG-16] what came first leaves first, and the last unit of a layer takes the rest', () => {
  const shop = new Shop();
  shop.receive(3, 1000);
  shop.receive(2, 900);
  expect([1, 1, 2].map((units) => costOf(shop.sell(units)))).toEqual([333, 334, 333 + 450]);
  expect(leftIn(shop.level)).toEqual([[2, 1, 450]]);
});

test('[LG-17] what is not on hand leaves at the newest known cost and is trued up', () => {
  const shop = new Shop();
  shop.receive(2, 200);
  shop.receive(2, 300);
  expect(costOf(shop.sell(6))).toBe(200 + 300 + 2 * 150);
  expect(shop.level).toMatchObject({ onHand: -2, value: -300, layers: [] });
  // Two of the five pay the debt at 180 instead of 150; three are a layer.
  expect(varianceOf(shop.receive(5, 900))).toBe(60);
  expect(leftIn(shop.level)).toEqual([[4, 3, 540]]);
  expect(shop.level.value).toBe(540);
});

test('[LG-18] a reversed receipt takes its own layer back, whatever came before it', () => {
  const shop = new Shop();
  shop.receive(5, 500);
  shop.receive(5, 900);
  expect(costOf(shop.undo(2))).toBe(900);
  expect(leftIn(shop.level)).toEqual([[1, 5, 500]]);
});

test('[LG-18] where some of it was sold, the rest comes from others and the difference is a variance', () => {
  const shop = new Shop();
  shop.receive(2, 200);
  shop.receive(5, 500);
  shop.receive(5, 900);
  shop.sell(4);
  const undone = shop.undo(2);
  expect(costOf(undone)).toBe(500);
  // Three of its own at 100 and two of the newer at 180 were taken: 660.
  expect(varianceOf(undone)).toBe(660 - 500);
  expect(leftIn(shop.level)).toEqual([[3, 3, 540]]);
});

test('[LG-19] what comes back is a layer of its own, at the cost it left with', () => {
  const shop = new Shop();
  shop.receive(2, 200);
  shop.receive(2, 400);
  shop.sell(3);
  shop.undo(3);
  expect(leftIn(shop.level)).toEqual([
    [2, 1, 200],
    [4, 3, 400],
  ]);
});

test('a level has so many open layers and no more; what comes then joins the newest', () => {
  let layers: readonly CostLayer[] = [];
  for (let position = 1; position <= openLayersMax + 3; position++)
    layers = addLayer(layers, { position, line: 1 }, quantity(2), fen(position)).layers;
  expect(layers).toHaveLength(openLayersMax);
  expect(layers.at(-1)).toMatchObject({ position: openLayersMax, quantity: 8, left: 8 });
  expect(leftOf(layers).quantity).toBe(2 * (openLayersMax + 3));
  expect(drawLayers(layers, quantity(2 * (openLayersMax + 3))).layers).toEqual([]);
});

test('[I12] layers add up to the level, whatever is posted in whatever order', () => {
  const act = fc.oneof(
    fc.record({
      act: fc.constant('receive' as const),
      units: fc.integer({ min: 1, max: 9 }),
      value: fc.nat(5000),
    }),
    fc.record({ act: fc.constant('sell' as const), units: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ act: fc.constant('undo' as const), of: fc.nat(30) }),
    fc.record({ act: fc.constant('count' as const), units: fc.integer({ min: -6, max: 6 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const shop = new Shop();
      const layers = new Map<string, CostLayer>();
      for (const one of acts) {
        const before = shop.level;
        const posting =
          one.act === 'receive'
            ? shop.receive(one.units, one.value)
            : one.act === 'sell'
              ? shop.sell(one.units)
              : one.act === 'undo'
                ? shop.undo(one.of)
                : one.units === 0
                  ? 'nothing'
                  : shop.post({
                      kind: 'adjustment',
                      location: shelf,
                      cause: 'counted',
                      happened: true,
                      lines: [{ sku: rice, quantity: quantity(one.units) }],
                    });
        const { level } = shop;
        if (typeof posting === 'string') {
          expect(level).toBe(before);
          continue;
        }
        const left = leftOf(level.layers ?? []);
        expect(left.quantity).toBe(Math.max(0, level.onHand));
        if (level.onHand >= 0) expect(left.value).toBe(level.value);
        for (const { layer, drawn } of posting.layers) {
          const key = `${layer.position} ${layer.line}`;
          const known = layers.get(key);
          if (drawn) {
            expect(known?.left).toBe(layer.left + drawn.quantity);
            expect(known?.leftValue).toBe(layer.leftValue + drawn.value);
          }
          layers.set(key, layer);
        }
        // What steps say is what the level holds: rows can be written from them alone.
        expect([...layers.values()].filter((layer) => layer.left > 0)).toEqual(level.layers);
      }
    }),
    { numRuns: 300 },
  );
});
