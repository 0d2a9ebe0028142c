import type { SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database.ts';
import { readGrants, readRights, rightsOf, type Lifetimes } from './rights.ts';
import { idleLifetimeMs } from './session-store.ts';

/** Watched sessions are looked after this often, all in one query. */
export const watchMs = 2000;

interface Watcher {
  readonly handle: SessionHandle;
  readonly rights: string;
  /** What they were found to come from; undefined before the first look. */
  grants: string | undefined;
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
    const watcher: Watcher = { handle: viewer.session, rights: rightsOf(viewer), grants: undefined, onEnd };
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
    const lifetimes = { nowMs: this.#clock.now(), idleLifetimeMs };
    const grantsByHandle = await readGrants(this.#sql, handles, lifetimes);
    const doubtful: Watcher[] = [];
    for (const watcher of watchers) {
      const grants = grantsByHandle.get(watcher.handle);
      if (grants === undefined) this.#tell(watcher);
      else if (grants !== watcher.grants) doubtful.push(watcher);
    }
    if (doubtful.length > 0) await this.#judge(doubtful, grantsByHandle, lifetimes);
  }

  /** Grants that changed need not change the rights: a store may move from one region in reach to another. */
  async #judge(
    doubtful: readonly Watcher[],
    grantsByHandle: ReadonlyMap<SessionHandle, string>,
    lifetimes: Lifetimes,
  ): Promise<void> {
    const handles = [...new Set(doubtful.map(({ handle }) => handle))];
    const rightsByHandle = await readRights(this.#sql, handles, lifetimes);
    for (const watcher of doubtful) {
      if (rightsByHandle.get(watcher.handle) === watcher.rights)
        watcher.grants = grantsByHandle.get(watcher.handle);
      else this.#tell(watcher);
    }
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
