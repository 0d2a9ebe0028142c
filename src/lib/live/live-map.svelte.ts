import type * as Y from 'yjs';
import type { LiveValue } from '#protocol/live/shape.ts';

/** One root map of a live document, as Svelte state: whoever reads it is drawn anew when it changes. */
export class LiveMap<Value extends LiveValue> {
  #revision = $state(0);
  #map: Y.Map<Value> | undefined;
  #unobserve: (() => void) | undefined;

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    void this.#revision;
    return this.#map?.size ?? 0;
  }

  get(key: string): Value | undefined {
    void this.#revision;
    return this.#map?.get(key);
  }

  has(key: string): boolean {
    void this.#revision;
    return this.#map?.has(key) ?? false;
  }

  entries(): IterableIterator<[string, Value]> {
    void this.#revision;
    return this.#map?.entries() ?? new Map<string, Value>().entries();
  }

  /** Turns to the document of now. */
  turnTo(map: Y.Map<Value> | undefined): void {
    this.#unobserve?.();
    this.#map = map;
    this.#revision += 1;
    if (!map) return;
    const changed = (): void => void (this.#revision += 1);
    map.observe(changed);
    this.#unobserve = () => map.unobserve(changed);
  }
}
