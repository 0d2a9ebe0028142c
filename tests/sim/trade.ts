import type { SkuId } from '#domain/catalog/ids.ts';
import { fen } from '#domain/money.ts';
import { quantity } from '#domain/quantity.ts';
import type { Command } from '#domain/stock/command.ts';
import type { DocumentRef } from '#domain/stock/document.ts';
import type { LocationId, StoreId } from '#domain/store/ids.ts';
import type { HoldingLocation } from '#domain/store/location.ts';
import type { LocationDirectory } from '#server/platform/company.ts';
import type { Chance } from './chance.ts';
import type { Faults } from './faults.ts';

export const storesOfSim = 3;
export const skusOfSim = 5;

/** Three stores that all want the same few goods; one may go below zero. */
export const places: readonly HoldingLocation[] = Array.from({ length: storesOfSim }, (_, index) =>
  (['shelf', 'transit'] as const).map((kind): HoldingLocation => ({
    id: (1001 + 2 * index + (kind === 'shelf' ? 0 : 1)) as LocationId,
    kind,
    storeId: (index + 1) as StoreId,
    negativePolicy: index === 2 ? 'flag' : 'refuse',
    timeZone: 'Asia/Shanghai',
    dayCutMinutes: index * 60,
  })),
).flat();

export const shelfOf = (store: number): LocationId => (999 + 2 * store) as LocationId;
export const transitOf = (store: number): LocationId => (1000 + 2 * store) as LocationId;

/** The places as the product holds them in memory. */
export function directoryOf(places: readonly HoldingLocation[]): LocationDirectory {
  const find = (kind: HoldingLocation['kind'], store: StoreId): LocationId | undefined =>
    places.find((place) => place.kind === kind && place.storeId === store)?.id;
  return {
    of: (id) => places.find((place) => place.id === id),
    all: () => places,
    shelfOf: (store) => find('shelf', store),
    transitOf: (store) => find('transit', store),
  };
}

/** What was posted and may be undone, returned or released later. */
export interface Posted {
  readonly kind: Command['kind'];
  readonly ref: DocumentRef;
  readonly lines: number;
}

/** Draws the next command: a little of everything that a shop does, on few goods so that they meet. */
export function drawCommand(chance: Chance, faults: Faults, posted: readonly Posted[]): Command {
  const location = shelfOf(chance.whole(1, storesOfSim));
  if (faults.happens('command the database refuses'))
    return { kind: 'receipt', location, lines: [{ ...line(chance, skusOfSim + 1), value: fen(100) }] };
  const draw = chance.next();
  if (draw < 0.22) return receipt(chance, location, chance.happens(0.2) ? 'opening' : 'receipt');
  if (draw < 0.5) return sale(chance, location);
  if (draw < 0.62) return later(chance, posted, 'return') ?? sale(chance, location);
  if (draw < 0.7) return later(chance, posted, 'reversal') ?? sale(chance, location);
  if (draw < 0.74) return later(chance, posted, 'release') ?? reserve(chance, location);
  if (draw < 0.78) return reserve(chance, location);
  if (draw < 0.94) return travel(chance, location, posted);
  if (draw < 0.96)
    return {
      kind: 'reorder_point',
      location,
      lines: [
        { sku: skuOf(chance), reorderPoint: chance.happens(0.2) ? null : quantity(chance.whole(0, 9)) },
      ],
    };
  return loss(chance, location);
}

function skuOf(chance: Chance): SkuId {
  return chance.whole(1, skusOfSim) as SkuId;
}

function line(chance: Chance, sku: number = skuOf(chance), most = 6) {
  return { sku: sku as SkuId, quantity: quantity(chance.whole(1, most)) };
}

function someLines<Line>(chance: Chance, make: () => Line): Line[] {
  return Array.from({ length: chance.happens(0.3) ? chance.whole(2, 4) : 1 }, make);
}

function receipt(chance: Chance, location: LocationId, kind: 'opening' | 'receipt'): Command {
  return {
    kind,
    location,
    lines: someLines(chance, () => ({ ...line(chance, undefined, 12), value: fen(chance.whole(0, 5000)) })),
  };
}

function sale(chance: Chance, location: LocationId): Command {
  return {
    kind: 'sale',
    location,
    happened: chance.happens(0.3),
    lines: someLines(chance, () => ({ ...line(chance), amount: fen(chance.whole(0, 9000)) })),
  };
}

function reserve(chance: Chance, location: LocationId): Command {
  return { kind: 'reserve', location, lines: someLines(chance, () => line(chance)) };
}

function loss(chance: Chance, location: LocationId): Command {
  if (chance.happens(0.5))
    return { kind: 'write_off', location, cause: 'expired', happened: false, lines: [line(chance)] };
  const { sku, quantity: units } = line(chance);
  const signed = quantity(chance.happens(0.5) ? units : -units);
  return {
    kind: 'adjustment',
    location,
    cause: 'other',
    happened: false,
    lines: [{ sku, quantity: signed }],
  };
}

function travel(chance: Chance, location: LocationId, posted: readonly Posted[]): Command {
  const store = (location - 999) / 2;
  const other = 1 + (store % storesOfSim);
  const lines = someLines(chance, () => line(chance, undefined, 4));
  const draw = chance.next();
  if (draw < 0.3) return { kind: 'move', location, target: shelfOf(other), lines };
  if (draw < 0.5) return { kind: 'receive', location: transitOf(store), target: location, lines };
  const held = posted.filter(({ kind, ref }) => kind === 'reserve' && ref.location === location);
  if (draw < 0.65 && held.length > 0)
    return { kind: 'dispatch', location, target: transitOf(other), of: chance.pick(held).ref, lines };
  return { kind: 'dispatch', location, target: transitOf(other), lines };
}

function later(
  chance: Chance,
  posted: readonly Posted[],
  kind: 'return' | 'reversal' | 'release',
): Command | undefined {
  const fits = posted.filter((one) =>
    kind === 'return'
      ? one.kind === 'sale'
      : kind === 'release'
        ? one.kind === 'reserve'
        : one.kind !== 'reserve',
  );
  // The latest are asked for most: several people undo the same document at once.
  const near = fits.slice(-4);
  if (near.length === 0) return undefined;
  const { ref, lines } = chance.pick(near);
  if (kind !== 'return') return { kind, location: ref.location, of: ref };
  const ofLine = chance.whole(1, lines);
  return {
    kind,
    location: ref.location,
    of: ref,
    lines: [{ sku: 0 as SkuId, ofLine, quantity: quantity(chance.whole(1, 4)), amount: null }],
  };
}
