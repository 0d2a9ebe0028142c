import type { Database, Session } from '../database.ts';

const gone = (): Error => Object.assign(new Error('57P01'), { code: '57P01' });

/** A transaction: what it wrote, what it holds, and whether it is over. */
export class Transaction {
  readonly session: Session;
  readonly written = new Map<string, unknown>();
  readonly held = new Set<string>();
  isOver = false;

  constructor(session: Session) {
    this.session = session;
  }
}

/**
 * Rows of a database by name, with Postgres' promises: a transaction writes all or nothing, reads what is committed and
 * what it wrote itself, and holds the rows that it locks until its end. Rows are values: they are replaced, never changed.
 */
export class Base {
  readonly #database: Database;
  readonly #rows = new Map<string, unknown>();
  readonly #holders = new Map<string, Transaction>();
  readonly #open = new Set<Transaction>();
  readonly #onCommit: (names: readonly string[]) => void;
  #waiting: (() => void)[] = [];

  constructor(database: Database, onCommit: (names: readonly string[]) => void) {
    this.#database = database;
    this.#onCommit = onCommit;
    database.onGone((session) => {
      for (const one of this.#open) if (session === undefined || one.session === session) this.#end(one);
    });
  }

  /** What is committed. */
  find(name: string): unknown {
    return this.#rows.get(name);
  }

  names(prefix: string): string[] {
    return [...this.#rows.keys()].filter((name) => name.startsWith(prefix));
  }

  /** One statement by itself. */
  ask<Result>(session: Session, run: () => Result): Promise<Result> {
    return this.#database.ask(session, async () => run());
  }

  async transaction<Result>(session: Session, run: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const tx = new Transaction(session);
    this.#open.add(tx);
    try {
      const result = await run(tx);
      await this.#database.ask(session, async () => {
        if (tx.isOver) throw gone();
        for (const [name, value] of tx.written) this.#rows.set(name, value);
        const names = [...tx.written.keys()];
        this.#end(tx);
        this.#onCommit(names);
      });
      return result;
    } finally {
      this.#end(tx);
    }
  }

  /** A statement of a transaction. It throws where the transaction ended without it. */
  statement<Result>(tx: Transaction, run: () => Result | Promise<Result>): Promise<Result> {
    return this.#database.ask(tx.session, async () => {
      if (tx.isOver) throw gone();
      const result = await run();
      if (tx.isOver) throw gone();
      return result;
    });
  }

  read(tx: Transaction, name: string): unknown {
    return tx.written.has(name) ? tx.written.get(name) : this.#rows.get(name);
  }

  write(tx: Transaction, name: string, value: unknown): void {
    tx.written.set(name, value);
  }

  /** Waits until nobody else holds the name, and holds it to the end of the transaction. */
  async lock(tx: Transaction, name: string): Promise<void> {
    for (;;) {
      if (tx.isOver) throw gone();
      const holder = this.#holders.get(name);
      if (holder === undefined || holder === tx) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#holders.set(name, tx);
    tx.held.add(name);
  }

  #end(tx: Transaction): void {
    if (tx.isOver) return;
    tx.isOver = true;
    this.#open.delete(tx);
    for (const name of tx.held) this.#holders.delete(name);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
