import type * as Y from 'yjs';
import type { DocumentShape, LiveValue } from '#protocol/live/shape.ts';
import type { OwnWrite } from './copy.ts';
import { LiveMap } from './live-map.svelte.ts';

/** `isWhole`: everything there is, instead of what was known; at the start, and after a fresh copy was taken. */
export type WritesListener = (writes: readonly OwnWrite[], isWhole: boolean) => void;

/** The root maps as a page sees them: they stay while one copy of the document takes the place of another. */
export class LiveMaps {
  readonly #kind: string;
  readonly #maps: ReadonlyMap<string, LiveMap<LiveValue>>;
  readonly #listeners = new Set<WritesListener>();
  #doc: Y.Doc | undefined;
  #stops: (() => void)[] = [];

  constructor({ kind, roots }: DocumentShape) {
    this.#kind = kind;
    this.#maps = new Map(Object.keys(roots).map((root) => [root, new LiveMap<LiveValue>()]));
  }

  of(root: string): LiveMap<LiveValue> {
    const map = this.#maps.get(root);
    if (!map) throw new TypeError(`no root ${root} in ${this.#kind}`);
    return map;
  }

  /** Calls back at once with everything, then with each change. Answers how to stop. */
  follow(listener: WritesListener): () => void {
    this.#listeners.add(listener);
    if (this.#doc) listener(this.#all(this.#doc), true);
    return () => this.#listeners.delete(listener);
  }

  /** Shows this document from now on; undefined: none. */
  turnTo(doc: Y.Doc | undefined): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#doc = doc;
    for (const [root, liveMap] of this.#maps) {
      const map = doc?.getMap<LiveValue>(root);
      liveMap.turnTo(map);
      if (map) this.#stops.push(this.#observe(root, map));
    }
    if (!doc || this.#listeners.size === 0) return;
    const all = this.#all(doc);
    for (const listener of this.#listeners) listener(all, true);
  }

  #observe(root: string, map: Y.Map<LiveValue>): () => void {
    const observe = (event: Y.YMapEvent<LiveValue>): void => {
      if (this.#listeners.size === 0) return;
      const writes = [...event.keysChanged].map((key) => ({ root, key, value: map.get(key) }));
      for (const listener of this.#listeners) listener(writes, false);
    };
    map.observe(observe);
    return () => map.unobserve(observe);
  }

  #all(doc: Y.Doc): readonly OwnWrite[] {
    return [...this.#maps.keys()].flatMap((root) =>
      [...doc.getMap<LiveValue>(root)].map(([key, value]) => ({ root, key, value })),
    );
  }
}
