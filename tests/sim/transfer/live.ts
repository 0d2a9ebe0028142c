import type { AccountId } from '#domain/identity/ids.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import { isDraft } from '#domain/transfer/state.ts';
import type { Queries } from '#server/platform/database.ts';
import type { Content, Entry, LiveDocuments, Write } from '#server/sync/kind.ts';
import type { NumberRoot } from '#server/transfer/talk-rows.ts';
import type { Session } from '../database.ts';
import type { Base, Transaction } from './base.ts';
import { draftOf } from './rows.ts';
import type { TransferTables } from './store.ts';

export interface TalkRow {
  readonly state: 'open' | 'frozen';
  readonly sequence: number;
  /** By root and SKU. */
  readonly roots: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
}

type Listener = Parameters<LiveDocuments['follow']>[1];

/** The talks of a company as live documents: a model of what server/sync promises for numbers by key. */
export class LiveTalks {
  readonly #base: Base;
  readonly #tables: TransferTables;

  constructor(base: Base, tables: TransferTables) {
    this.#base = base;
    this.#tables = tables;
  }

  talk(id: TransferId): TalkRow | undefined {
    return this.#base.find(`talk ${id}`) as TalkRow | undefined;
  }

  /** The live documents of one node. */
  openFor(session: Session): LiveDocuments & { edit(edit: TalkEdit): Promise<'saved' | 'refused'> } {
    const listeners = new Set<Listener>();
    const base = this.#base;
    return {
      read: (_, name) =>
        base.ask(session, () => {
          const row = this.talk(Number(name) as TransferId);
          return row && contentOf(row);
        }),
      write: (_, name, writes) =>
        base.transaction(session, (tx) =>
          base.statement(tx, async () => this.#write(tx, Number(name) as TransferId, writes, null)),
        ),
      freeze: (_, name, run) => this.#freeze(session, Number(name) as TransferId, run),
      thaw: (_, name, run) => this.#thaw(session, Number(name) as TransferId, run),
      present: () => [],
      refresh: () => Promise.resolve(),
      follow: (_, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      edit: async ({ id, root, sku, value, author }) => {
        const writes = [{ root, key: String(sku), value: value ?? undefined }];
        const isSaved = await base.transaction(session, (tx) =>
          base.statement(tx, async () => {
            await base.lock(tx, `talk ${id}`);
            const state = this.#tables.transfer(id)?.state;
            const talk = base.read(tx, `talk ${id}`) as TalkRow | undefined;
            if (state === undefined || !isDraft(state) || talk?.state === 'frozen') return false;
            await this.#write(tx, id, writes, author);
            return true;
          }),
        );
        // Whoever follows is told after the commit; a process that died tells nobody.
        if (isSaved && !session.isDead)
          for (const listener of listeners)
            listener(
              String(id),
              writes.map((write) => ({ ...write, author })),
            );
        return isSaved ? 'saved' : 'refused';
      },
    };
  }

  async #write(
    tx: Transaction,
    id: TransferId,
    writes: readonly Write[],
    author: AccountId | null,
  ): Promise<void> {
    await this.#base.lock(tx, `talk ${id}`);
    const before = (this.#base.read(tx, `talk ${id}`) as TalkRow | undefined) ?? this.#seeded(tx, id);
    const roots = new Map([...before.roots].map(([root, entries]) => [root, new Map(entries)]));
    for (const { root, key, value } of writes) {
      const entries = roots.get(root) ?? new Map<string, Entry>();
      if (value === undefined) entries.delete(key);
      else entries.set(key, { value, author });
      roots.set(root, entries);
    }
    this.#base.write(tx, `talk ${id}`, { ...before, roots, sequence: before.sequence + 1 });
  }

  /** What the document says when it is opened for the first time: the lines beside the transfer. */
  #seeded(tx: Transaction, id: TransferId): TalkRow {
    const row = this.#base.read(tx, `transfer ${id}`) as { readonly kind: string } | undefined;
    if (!row || row.kind === 'delivery') throw new Error(`no live document transfer/${id}`);
    const roots = new Map<string, Map<string, Entry>>();
    for (const line of draftOf(this.#tables.transfer(id)?.lines ?? []))
      for (const root of ['asked', 'offered', 'ruled'] as const) {
        const value = line[root];
        if (value === null) continue;
        const entries = roots.get(root) ?? new Map<string, Entry>();
        roots.set(root, entries.set(String(line.sku), { value, author: null }));
      }
    return { state: 'open', sequence: 0, roots };
  }

  #freeze<Result>(
    session: Session,
    id: TransferId,
    run: (sql: Queries, content: Content) => Promise<Result>,
  ): Promise<Result> {
    const base = this.#base;
    return base.transaction(session, async (tx) => {
      const row = await base.statement(tx, async () => {
        await base.lock(tx, `talk ${id}`);
        return base.read(tx, `talk ${id}`) as TalkRow | undefined;
      });
      if (!row) throw new Error(`no live document transfer/${id}`);
      const made = await run(tx as unknown as Queries, contentOf(row));
      await base.statement(tx, () => base.write(tx, `talk ${id}`, { ...row, state: 'frozen' }));
      return made;
    });
  }

  #thaw(session: Session, id: TransferId, run?: (sql: Queries) => Promise<void>): Promise<void> {
    const base = this.#base;
    return base.transaction(session, async (tx) => {
      await run?.(tx as unknown as Queries);
      await base.statement(tx, async () => {
        await base.lock(tx, `talk ${id}`);
        const row = base.read(tx, `talk ${id}`) as TalkRow | undefined;
        if (row) base.write(tx, `talk ${id}`, { ...row, state: 'open' });
      });
    });
  }
}

export interface TalkEdit {
  readonly id: TransferId;
  readonly root: NumberRoot;
  readonly sku: number;
  /** Null: taken away. */
  readonly value: number | null;
  readonly author: AccountId;
}

function contentOf({ sequence, roots }: TalkRow): Content {
  return { sequence, roots };
}
