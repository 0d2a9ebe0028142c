import type { SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database.ts';
import { readRights, rightsOf } from './rights.ts';
import { idleLifetimeMs } from './session-store.ts';

/** Watched sessions are looked after this often, all in one query. */
export const watchMs = 2000;

interface Watcher {
  readonly handle: SessionHandle;
  readonly rights: string;
  readonly onEnd: () => void;
}

/** Tells sockets when the session they stand on is over or has other rights. */
export class SessionWatch {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  add(viewer: Viewer, onEnd: () => void): () => void {
    const watcher = { handle: viewer.session, rights: rightsOf(viewer), onEnd };
    this.#watchers.add(watcher);
    // While the database is away nothing new leaves either; the next look catches up.
    this.#timer ??= setInterval(() => void this.check().catch(() => undefined), watchMs).unref();
    return () => this.#drop(watcher);
  }

  check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  end(handles: readonly SessionHandle[]): void {
    const gone = new Set(handles);
    for (const watcher of this.#watchers) if (gone.has(watcher.handle)) this.#tell(watcher);
  }

  async #check(): Promise<void> {
    const watchers = [...this.#watchers];
    if (watchers.length === 0) return;
    const handles = [...new Set(watchers.map(({ handle }) => handle))];
    const rightsByHandle = await readRights(this.#sql, handles, this.#clock.now(), idleLifetimeMs);
    for (const watcher of watchers)
      if (rightsByHandle.get(watcher.handle) !== watcher.rights) this.#tell(watcher);
  }

  #tell(watcher: Watcher): void {
    if (!this.#watchers.has(watcher)) return;
    this.#drop(watcher);
    watcher.onEnd();
  }

  #drop(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
