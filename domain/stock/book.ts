import type { SkuId } from '../catalog/ids.ts';
import type { LocationId } from '../store/ids.ts';
import type { Costing } from './costing.ts';
import { emptyLevelOf, type Level } from './level.ts';

/**
 * The levels that a batch of commands works on, in memory. What the database held when the batch began goes in by
 * `load`; rules `read` and `write`; what changed comes out of `changes`.
 */
export class Book {
  readonly #levels = new Map<LocationId, Map<SkuId, Level>>();
  readonly #changed = new Map<LocationId, Set<SkuId>>();
  readonly #empty: Level;

  constructor(costing: Costing = 'moving_average') {
    this.#empty = emptyLevelOf(costing);
  }

  load(location: LocationId, sku: SkuId, level: Level): void {
    this.#at(location).set(sku, level);
  }

  read(location: LocationId, sku: SkuId): Level {
    return this.#levels.get(location)?.get(sku) ?? this.#empty;
  }

  has(location: LocationId, sku: SkuId): boolean {
    return this.#levels.get(location)?.has(sku) ?? false;
  }

  write(location: LocationId, sku: SkuId, level: Level): void {
    this.#at(location).set(sku, level);
    let changed = this.#changed.get(location);
    if (!changed) this.#changed.set(location, (changed = new Set()));
    changed.add(sku);
  }

  *changes(): Generator<readonly [LocationId, SkuId, Level]> {
    for (const [location, skus] of this.#changed) {
      for (const sku of skus) yield [location, sku, this.read(location, sku)];
    }
  }

  #at(location: LocationId): Map<SkuId, Level> {
    let levels = this.#levels.get(location);
    if (!levels) this.#levels.set(location, (levels = new Map()));
    return levels;
  }
}
