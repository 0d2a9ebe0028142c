import { SheetFold } from '#protocol/stocktake/sheet-fold.ts';
import type { Content, LiveDocuments } from '../sync/kind.ts';

/** Sheets that are kept folded: those of running stocktakes that somebody looks at. */
const sheetsMax = 200;

export function foldContent(content: Content | undefined): SheetFold {
  const fold = new SheetFold();
  if (!content) return fold;
  // Codes that were resolved first: entries then count at once instead of being counted anew.
  for (const root of ['x', 'r', 'e', 'v', 'h', 'c', 'z', 'm'] as const)
    for (const [key, { value }] of content.roots.get(root) ?? []) fold.put(root, key, value);
  return fold;
}

/** Folds of running stocktakes, grown by every commit of their documents: a progress page costs no reading. */
export class Sheets {
  readonly #live: LiveDocuments;
  readonly #folds = new Map<string, Promise<SheetFold>>();
  readonly #stop: () => void;

  constructor(live: LiveDocuments) {
    this.#live = live;
    this.#stop = live.follow('stocktake', (id, writes) => {
      // A write that comes while the sheet is read is put on top of it: folding is idempotent.
      void this.#folds.get(id)?.then(
        (fold) => {
          for (const { root, key, value } of writes) fold.put(root, key, value);
        },
        () => undefined,
      );
    });
  }

  of(id: number): Promise<SheetFold> {
    const key = String(id);
    const known = this.#folds.get(key);
    if (known) {
      this.#folds.delete(key);
      this.#folds.set(key, known);
      return known;
    }
    const reading = this.#live.read('stocktake', key).then(foldContent);
    this.#folds.set(key, reading);
    reading.catch(() => this.#folds.delete(key));
    const [oldest] = this.#folds.keys();
    if (this.#folds.size > sheetsMax && oldest !== undefined) this.#folds.delete(oldest);
    return reading;
  }

  close(): void {
    this.#stop();
    this.#folds.clear();
  }
}
