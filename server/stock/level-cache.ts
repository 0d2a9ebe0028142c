import type { Level } from '#domain/stock/level.ts';
import { emptyLevel } from '#domain/stock/level.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Batch, Head } from './batch.ts';
import type { LevelKey, StoredLevel } from './read-levels.ts';

/** The most levels held; beyond it the locations that were used longest ago are forgotten. */
const cachedLevelsMax = 400_000;

interface CachedLocation {
  head: Head;
  readonly levels: Map<SkuId, Level>;
  /** Every level of the location is held: one that is not there is empty. */
  readonly isWhole: boolean;
}

/**
 * Levels as this node last wrote or read them, location by location. They hold for one position of the location:
 * the write itself checks that the head still stands there, so a stale entry costs a retry and never a wrong level.
 */
export class LevelCache {
  readonly #locations = new Map<LocationId, CachedLocation>();
  #count = 0;

  headOf(location: LocationId): Head | undefined {
    return this.#locations.get(location)?.head;
  }

  levelOf(key: LevelKey): Level | undefined {
    const cached = this.#locations.get(key.location);
    return cached?.levels.get(key.sku) ?? (cached?.isWhole ? emptyLevel : undefined);
  }

  /** Takes in what was read in one snapshot. A location whose head is new loses what was known of it before. */
  load(
    heads: ReadonlyMap<LocationId, Head>,
    asked: readonly LevelKey[],
    found: readonly StoredLevel[],
  ): void {
    for (const [location, head] of heads) {
      const known = this.#locations.get(location);
      if (known?.head.position === head.position && known.head.rules === head.rules) continue;
      this.forget(location);
      this.#locations.set(location, { head, levels: new Map(), isWhole: false });
    }
    for (const { location, sku } of asked) this.#put(location, sku, emptyLevel);
    for (const { location, sku, level } of found) this.#put(location, sku, level);
  }

  /** Takes in a location as one snapshot showed it. */
  loadShelf(
    location: LocationId,
    head: Head,
    levels: readonly (readonly [SkuId, Level])[],
    isWhole: boolean,
  ): void {
    this.forget(location);
    this.#locations.set(location, { head, levels: new Map(levels), isWhole });
    this.#count += levels.length;
  }

  /** Takes over what a durable batch left behind. A location that was read meanwhile, by others or later, is forgotten. */
  commit(batch: Batch): void {
    for (const [location, head] of batch.heads) {
      const cached = this.#locations.get(location);
      if (!cached) continue;
      if (cached.head.position !== batch.headsBefore.get(location)?.position) {
        this.forget(location);
        continue;
      }
      cached.head = { ...head, rules: cached.head.rules ?? 0 };
      this.#locations.delete(location);
      this.#locations.set(location, cached);
    }
    for (const [location, sku, level] of batch.book.changes()) this.#put(location, sku, level);
    for (const location of this.#locations.keys()) {
      if (this.#count <= cachedLevelsMax) break;
      this.forget(location);
    }
  }

  forget(location: LocationId): void {
    const cached = this.#locations.get(location);
    if (!cached) return;
    this.#count -= cached.levels.size;
    this.#locations.delete(location);
  }

  #put(location: LocationId, sku: SkuId, level: Level): void {
    const cached = this.#locations.get(location);
    if (!cached) return;
    if (!cached.levels.has(sku)) this.#count += 1;
    cached.levels.set(sku, level);
  }
}
