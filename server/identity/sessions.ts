import { randomBytes } from 'node:crypto';
import { Lucia, TimeSpan } from 'lucia';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Sql } from '../platform/database.ts';
import { keyPrefix, readKeyViewer } from './api-keys.ts';
import { kioskPrefix, readKioskViewer } from './kiosks.ts';
import { at, readScope } from './rights.ts';
import { endSessions, idleLifetimeMs, SessionStore, type AccountRow } from './session-store.ts';
import { SessionWatch } from './session-watch.ts';

/** Rights that were taken away stop working within this time on HTTP. */
export const rightsAgeMsMax = 3000;
/** A session is marked as seen at most this often. */
const touchMs = 60_000;
/** Sessions that are over are swept at most this often, when somebody signs in. */
const pruneMs = 600_000;
const viewersMax = 20_000;
const listedMax = 100;

export interface SessionRow {
  readonly handle: SessionHandle;
  readonly device: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

interface KnownViewer {
  readonly viewer: Viewer;
  readonly untilMs: number;
  readonly touchedAtMs: number;
}

/** Sessions of one company. The database holds only hashes: a stolen row signs nobody in. */
export class Sessions {
  readonly #sql: Sql;
  readonly #company: Pick<Company, 'slug'>;
  readonly #clock: Clock;
  readonly #store: SessionStore;
  readonly #lucia: Lucia<{ handle: SessionHandle }, AccountRow>;
  readonly #watch: SessionWatch;
  /** By secret, which lives in memory only; the longest asked first. */
  readonly #known = new Map<string, KnownViewer>();
  readonly #asking = new Map<string, Promise<Viewer | undefined>>();
  /** Counts endings: an answer that was asked for before one is not kept. */
  #endings = 0;
  #prunedAtMs = -Infinity;

  constructor(company: Pick<Company, 'slug' | 'ledgerSql'> & Partial<Company>, clock: Clock) {
    this.#sql = company.ledgerSql;
    this.#company = company;
    this.#clock = clock;
    this.#watch = new SessionWatch(this.#sql, clock);
    this.#store = new SessionStore(this.#sql, clock);
    this.#lucia = new Lucia(this.#store, {
      sessionExpiresIn: new TimeSpan(idleLifetimeMs, 'ms'),
      getSessionAttributes: ({ handle }) => ({ handle }),
      getUserAttributes: (account) => account,
    });
  }

  /** Opens a session with a new secret, whatever the browser sent: nobody can plant one. */
  async open(account: AccountId, device: string): Promise<{ secret: string; handle: SessionHandle }> {
    const secret = randomBytes(32).toString('base64url');
    const handle = randomBytes(9).toString('base64url') as SessionHandle;
    await this.#prune();
    await this.#lucia.createSession(account, { handle, device: device.slice(0, 200) }, { sessionId: secret });
    return { secret, handle };
  }

  /** Who the secret is, at most `rightsAgeMsMax` old; undefined where it is nobody's or over. Costs a look into a map. */
  async viewerOf(secret: string): Promise<Viewer | undefined> {
    const known = this.#known.get(secret);
    if (known && known.untilMs > this.#clock.now()) return known.viewer;
    let asking = this.#asking.get(secret);
    if (!asking) {
      asking = this.#ask(secret, known).finally(() => this.#asking.delete(secret));
      this.#asking.set(secret, asking);
    }
    return asking;
  }

  async close(secret: string): Promise<void> {
    const viewer = await this.viewerOf(secret);
    await this.#lucia.invalidateSession(secret);
    if (viewer) this.forget([viewer.session]);
  }

  /** Ends one session of the account. False where it has none of that handle. */
  async closeByHandle(account: AccountId, handle: string): Promise<boolean> {
    const gone = await endSessions(
      this.#sql,
      this.#sql`handle = ${handle} and account_id = ${account}`,
      'session.close',
    );
    this.forget(gone);
    return gone.length > 0;
  }

  /** Ends every session of the account, everywhere. */
  async closeAll(account: AccountId): Promise<void> {
    this.forget(await endSessions(this.#sql, this.#sql`account_id = ${account}`, 'session.close'));
  }

  /** Ends every session of the account but this one, everywhere. */
  async closeOthers(account: AccountId, handle: SessionHandle): Promise<void> {
    this.forget(
      await endSessions(
        this.#sql,
        this.#sql`account_id = ${account} and handle <> ${handle}`,
        'session.close',
      ),
    );
  }

  async list(account: AccountId): Promise<readonly SessionRow[]> {
    const nowMs = this.#clock.now();
    return this.#sql<SessionRow[]>`
      select handle, device, (extract(epoch from created_at) * 1000)::bigint as "createdAtMs",
        (extract(epoch from last_seen_at) * 1000)::bigint as "lastSeenAtMs"
      from sessions where account_id = ${account} and expires_at > ${at(this.#sql, nowMs)}
        and last_seen_at > ${at(this.#sql, nowMs - idleLifetimeMs)}
      order by last_seen_at desc limit ${listedMax}`;
  }

  /**
   * Calls `onEnd` once, as soon as the viewer's session is over or its role or places are others than the viewer's:
   * at once where it happens in this process, within 2 s where another one does it. Answers how to stop.
   */
  watch(viewer: Viewer, onEnd: () => void): () => void {
    return this.#watch.add(viewer, onEnd);
  }

  /** Looks after all watched sessions now; the watch does it by itself every 2 s. */
  checkWatched(): Promise<void> {
    return this.#watch.check();
  }

  /** Drops what is known of sessions or kiosks that ended, and tells who watches them. */
  forget(handles: readonly SessionHandle[]): void {
    this.#endings += 1;
    const gone = new Set(handles);
    for (const [secret, { viewer }] of this.#known) if (gone.has(viewer.session)) this.#known.delete(secret);
    this.#watch.end(handles);
  }

  /** Makes a change of the account be seen at once by its next request. */
  refresh(account: AccountId): void {
    this.#endings += 1;
    for (const [secret, { viewer }] of this.#known)
      if (viewer.accountId === account) this.#known.delete(secret);
  }

  async #prune(): Promise<void> {
    const nowMs = this.#clock.now();
    if (nowMs - this.#prunedAtMs < pruneMs) return;
    this.#prunedAtMs = nowMs;
    await this.#lucia.deleteExpiredSessions();
  }

  async #ask(secret: string, before: KnownViewer | undefined): Promise<Viewer | undefined> {
    const nowMs = this.#clock.now();
    const endings = this.#endings;
    const viewer = await this.#readViewer(secret);
    this.#known.delete(secret);
    if (!viewer) return undefined;
    let touchedAtMs = before?.touchedAtMs ?? 0;
    if (viewer.kind === 'person' && nowMs - touchedAtMs > touchMs) {
      touchedAtMs = nowMs;
      await this.#store.updateSessionExpiration(secret);
    }
    if (endings === this.#endings)
      this.#keep(secret, { viewer, untilMs: nowMs + rightsAgeMsMax, touchedAtMs });
    return viewer;
  }

  #keep(secret: string, known: KnownViewer): void {
    const [longestAsked] = this.#known.keys();
    if (longestAsked !== undefined && this.#known.size >= viewersMax) this.#known.delete(longestAsked);
    this.#known.set(secret, known);
  }

  async #readViewer(secret: string): Promise<Viewer | undefined> {
    if (secret.startsWith(keyPrefix)) return readKeyViewer(this.#sql, this.#clock, this.#company, secret);
    if (secret.startsWith(kioskPrefix)) return readKioskViewer(this.#sql, this.#clock, this.#company, secret);
    const { session, user } = await this.#lucia.validateSession(secret);
    if (!session) return undefined;
    const accountId = user.id as AccountId;
    return {
      kind: 'person',
      company: this.#company.slug,
      accountId,
      session: session.handle,
      name: user.language === 'en' ? user.nameEn : user.nameZh,
      role: user.role,
      language: user.language,
      ...(await readScope(this.#sql, accountId, user.scopeKind)),
    };
  }
}
