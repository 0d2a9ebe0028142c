import type { PostedDocument } from '#domain/stock/document.ts';

/** Who follows the ledger inside this process: called after the commit, in commit order per location, once each. */
export type FeedListener = (documents: readonly PostedDocument[]) => void;

/** The in-process end of the feed. The ledger publishes, the wall (and later exports) subscribe. */
export class Feed {
  readonly #listeners = new Set<FeedListener>();

  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(documents: readonly PostedDocument[]): void {
    for (const listener of this.#listeners) listener(documents);
  }
}
