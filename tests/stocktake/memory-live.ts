import type { AccountId } from '#domain/identity/ids.ts';
import type { LiveValue } from '#protocol/live/shape.ts';
import type { SheetWrite } from '#protocol/stocktake/sheet-fold.ts';
import type { Queries, Sql } from '#server/platform/database.ts';
import type { Content, Entry, LiveDocuments, Write } from '#server/sync/kind.ts';

/** Live documents of one process without sockets: the same promises to slices, kept in memory. */
export class MemoryLive implements LiveDocuments {
  readonly #sql: Sql;
  readonly #documents = new Map<string, Map<string, Map<string, Entry>>>();
  readonly #frozen = new Set<string>();
  readonly #listeners = new Set<Parameters<LiveDocuments['follow']>[1]>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** As a person's device would: refused once frozen. */
  edit(id: string, author: number, writes: readonly SheetWrite[]): boolean {
    if (this.#frozen.has(`stocktake/${id}`)) return false;
    this.#put('stocktake', id, writes, author as AccountId);
    return true;
  }

  freeze<Result>(
    kind: string,
    id: string,
    run: (sql: Queries, content: Content) => Promise<Result>,
  ): Promise<Result> {
    const turn = this.#queue.then(async () => {
      const name = `${kind}/${id}`;
      const was = this.#frozen.has(name);
      this.#frozen.add(name);
      try {
        return (await this.#sql.begin((tx) => run(tx as Queries, this.#content(name)))) as Result;
      } catch (error) {
        if (!was) this.#frozen.delete(name);
        throw error;
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async thaw(kind: string, id: string): Promise<void> {
    this.#frozen.delete(`${kind}/${id}`);
  }

  async read(kind: string, id: string): Promise<Content | undefined> {
    return this.#documents.has(`${kind}/${id}`) ? this.#content(`${kind}/${id}`) : undefined;
  }

  async write(kind: string, id: string, writes: readonly Write[]): Promise<void> {
    this.#put(kind, id, writes, null);
  }

  present(): readonly [] {
    return [];
  }

  async refresh(): Promise<void> {}

  follow(_kind: string, listener: Parameters<LiveDocuments['follow']>[1]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #content(name: string): Content {
    return { sequence: 1, roots: this.#documents.get(name) ?? new Map() };
  }

  #put(kind: string, id: string, writes: readonly Write[], author: AccountId | null): void {
    const name = `${kind}/${id}`;
    let document = this.#documents.get(name);
    if (!document) this.#documents.set(name, (document = new Map()));
    for (const { root, key, value } of writes) {
      let map = document.get(root);
      if (!map) document.set(root, (map = new Map()));
      map.set(key, { value: value as LiveValue, author });
    }
    for (const listener of this.#listeners)
      listener(
        id,
        writes.map((write) => ({ ...write, author })),
      );
  }
}
