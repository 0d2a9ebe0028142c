import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { closeCodes } from '#protocol/live/wire.ts';
import type { Log } from '../platform/log.ts';
import { canonicalHashSliced } from './canonical.ts';
import type { CommitQueue, LogTarget } from './commit-queue.ts';
import type { Connection } from './connection.ts';
import type { DocumentRow } from './document-rows.ts';
import { Feeding, vectorWithout } from './feeding.ts';
import type { Travelling } from './travelling.ts';
import { askFrame, barrierFrame, updateFrame, type Ask } from './frames.ts';
import { examine, fits } from './gate.ts';
import { KnownDocument } from './known-document.ts';
import type { Access, Content, DocumentKind, Write } from './kind.ts';
import { contentOf, writeInto } from './content.ts';
import type { Loaded } from './load.ts';
import { PresenceBoard } from './presence.ts';
import { sharedFrame } from './shared-frame.ts';
import { isWhole } from './state-bytes.ts';
import { StateAnswers } from './state-answers.ts';
import { readUpdate } from './strict-update.ts';
import { Turnstile } from './turnstile.ts';

export interface RoomParts {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly row: DocumentRow;
  readonly loaded: Loaded;
  readonly facts: unknown;
  readonly queue: CommitQueue;
  readonly log: Log;
  readonly now: () => number;
  /** Committed writes, in order. */
  readonly onCommitted: (room: Room, writes: readonly AuthoredWrite[]) => void;
  readonly onClosed: (room: Room) => void;
  readonly onLate: (room: Room, connection: Connection, text: string) => void;
}

export type AuthoredWrite = Write & { readonly author: AccountId | null };

interface Pending extends Travelling {
  readonly writes: readonly AuthoredWrite[];
}

const serverSession = 'server';

/**
 * A document that is open here. Edits go one way: gate → memory → pages that are open → log → everybody else. Memory runs ahead of
 * the log by what is under way; whoever asks for the state, reads it out or freezes it waits until they are level. [LD-13]
 */
export class Room implements LogTarget {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly documentId: number;
  readonly epoch: number;
  readonly doc: Y.Doc;
  readonly connections = new Set<Connection>();
  readonly presence = new PresenceBoard<Connection>();
  state: 'open' | 'frozen' | 'closed';
  facts: unknown;
  rowsSinceSnapshot: number;
  bytesSinceSnapshot: number;
  snapshotBytes: number;
  /** The sequence that was last found equal to what a newcomer gets. */
  checkedSequence = -1;
  emptySinceMs: number;
  readonly #parts: RoomParts;
  readonly #known: KnownDocument;
  readonly #answers: StateAnswers;
  readonly #turns: Turnstile;
  #pending: Pending[] = [];
  readonly #feeding: Feeding;

  constructor(parts: RoomParts) {
    const { loaded, row, kind } = parts;
    this.#parts = parts;
    this.id = parts.id;
    this.kind = kind;
    this.documentId = row.id;
    this.epoch = row.epoch;
    this.doc = loaded.doc;
    this.state = row.state;
    this.facts = parts.facts;
    this.#turns = new Turnstile(loaded.sequence, () => parts.queue.hurry());
    this.rowsSinceSnapshot = loaded.rows;
    this.bytesSinceSnapshot = loaded.bytes;
    this.snapshotBytes = loaded.snapshotBytes;
    this.emptySinceMs = parts.now();
    this.#known = new KnownDocument(this.doc, kind.shape, loaded.owners);
    this.#feeding = new Feeding(this.connections, parts.now, (connection, untold) => {
      const vector = vectorWithout(this.doc, [...untold, ...this.#pending]);
      connection.behind = { vector, sinceMs: parts.now() };
    });
    this.#answers = new StateAnswers(this.doc, () => this.committedSequence);
  }

  get committedSequence(): number {
    return this.#turns.committed;
  }

  get owners(): ReadonlyMap<number, AccountId | null> {
    return this.#known.owners;
  }

  accessOf(viewer: Viewer): Access | undefined {
    return this.kind.accessOf(viewer, this.facts);
  }

  /** Lets a page in: asks first for what it has, so that its missing edits travel before it calls itself in step. */
  join(connection: Connection, access: Access): void {
    this.connections.add(connection);
    connection.tell(access, this.state === 'frozen');
    connection.send(askFrame(Y.encodeStateVector(this.doc)));
    this.tellPresence(connection);
  }

  leave(connection: Connection): void {
    this.connections.delete(connection);
    this.presence.leave(connection);
    this.emptySinceMs = this.#parts.now();
  }

  edit(connection: Connection, update: Uint8Array): void {
    this.#turns.orderly(() => this.#admit(connection, update));
  }

  /** Answered when everything that came before it is committed. [LD-3] */
  barrier(connection: Connection, id: Uint8Array): void {
    this.#turns.orderly(() => this.#turns.whenCommitted(() => connection.send(barrierFrame(id))));
  }

  answer(connection: Connection, ask: Ask): void {
    this.#turns.whenQuiet(() => this.#answers.give(connection, ask));
  }

  show(connection: Connection, update: Uint8Array, mayShow: () => boolean): void {
    this.presence.take(connection, connection.viewer, update, mayShow);
  }

  tellPresence(connection: Connection): void {
    const everybody = this.presence.all();
    if (everybody) connection.send(everybody);
  }

  late(connection: Connection, text: string): void {
    this.#parts.onLate(this, connection, text);
  }

  /** Writes of the server itself: past rights and judge, not past the shape. Resolves when they are committed. */
  write(writes: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#turns.orderly(() => {
        try {
          if (this.state !== 'open') throw new Error(`live document ${this.id} is ${this.state}`);
          this.#writeNow(writes);
          this.#turns.whenCommitted(resolve);
          this.#turns.onceLost(reject);
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  /** Runs while memory and log are level and nothing is admitted; what comes meanwhile waits. */
  quietly<Result>(run: () => Promise<Result> | Result): Promise<Result> {
    return this.#turns.quietly(run);
  }

  /** What it says, with whose it is. Only while it is quiet. */
  content(): Content {
    return contentOf(this.doc, Object.keys(this.kind.shape.roots), this.owners, this.committedSequence);
  }

  /** The state a newcomer gets and the hash of what the server sees, at one sequence. */
  picture(): Promise<{ sequence: number; state: Uint8Array; hash: string }> {
    return this.quietly(async () => {
      const sequence = this.committedSequence;
      const state = Y.encodeStateAsUpdate(this.doc);
      const roots = Object.keys(this.kind.shape.roots);
      const hash = await canonicalHashSliced(this.doc, roots, () => this.state !== 'closed');
      if (hash === undefined) throw new Error('the document was closed here');
      return { sequence, state, hash };
    });
  }

  /** Facts of now: rights are judged anew, and who lost them is put out. [LD-2] */
  setFacts(facts: unknown): void {
    this.facts = facts;
    for (const connection of this.connections) {
      const access = facts === undefined ? undefined : this.accessOf(connection.viewer);
      if (access) connection.tell(access, this.state === 'frozen');
      else connection.close(closeCodes.notYours, 'not yours');
    }
  }

  setState(state: 'open' | 'frozen'): void {
    this.state = state;
    this.setFacts(this.facts);
  }

  close(code: number, reason: string): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    for (const connection of this.connections) connection.close(code, reason);
    this.connections.clear();
    this.#pending = [];
    this.#feeding.close();
    this.#turns.close();
    this.#parts.onClosed(this);
  }

  /** Ten times a second: presence, slow readers, who sends too fast. */
  tick(nowMs: number): void {
    const news = this.presence.takeNews();
    if (news) this.#tellAll(news);
    for (const connection of this.connections) {
      if (!connection.isRestless) continue;
      if (connection.behind && connection.hasCaughtUp) this.#catchUp(connection);
      connection.tick(nowMs);
    }
  }

  /** Once a second: who is there at all. */
  feelPulse(nowMs: number): void {
    for (const connection of this.connections) connection.feelPulse(nowMs);
  }

  committed(sequence: number): void {
    if (this.state === 'closed') return;
    const end = this.#pending.findIndex((pending) => pending.sequence > sequence);
    const done = this.#pending.splice(0, end < 0 ? this.#pending.length : end);
    // Who asks "saved?" before the crowd: telling that takes a moment.
    this.#turns.advance(sequence);
    this.#feeding.commit(sequence, done);
    this.#parts.onCommitted(
      this,
      done.flatMap(({ writes }) => writes),
    );
    this.#turns.settle();
  }

  fenced(): void {
    this.close(closeCodes.restarting, 'frozen or served elsewhere');
  }

  failed(): void {
    this.close(closeCodes.tryLater, 'can’t be stored now');
  }

  #admit(connection: Connection, update: Uint8Array): void {
    if (!connection.isOpen) return;
    const access = this.accessOf(connection.viewer);
    if (!access) return connection.close(closeCodes.notYours, 'not yours');
    const author = connection.authorOf(access);
    const found = examine(this.#known, update, author, (write) =>
      this.kind.judge?.(write, author, this.facts),
    );
    if (found.state === 'known') return;
    if (found.state === 'refused') return connection.refuse(found.code, found.reason, found.writes);
    // First: a kind may take the right to write away with the freeze, and then it is the freeze that came in between.
    if (this.state !== 'open') return connection.refuse('frozen', undefined, found.writes);
    if (!access.mayWrite || connection.isOutdated)
      return connection.refuse('read_only', undefined, found.writes);
    if (this.#parts.queue.isFull) return connection.close(closeCodes.tryLater, 'busy');
    if (!this.#apply(update)) return;
    this.#known.took(found, author.accountId);
    const writes = found.writes.map((write) => ({ ...write, author: author.accountId }));
    const isShownEarly = found.newClients.length === 0 && takesNothing(writes);
    this.#append(
      { update, read: found.update, from: connection, writes, isShownEarly },
      author.accountId,
      author.session,
    );
  }

  /** The gate has promised that it goes on whole. Where it does not, this copy is poison and the log is the truth. */
  #apply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.doc, update, this);
      if (isWhole(this.doc)) return true;
      this.#parts.log.error(
        { document: this.id },
        'a live document waits for what never comes: it is loaded anew',
      );
    } catch (error) {
      this.#parts.log.error(
        { err: error, document: this.id },
        'an update broke a live document: it is loaded anew',
      );
    }
    this.close(closeCodes.restarting, 'loaded anew');
    return false;
  }

  #writeNow(writes: readonly Write[]): void {
    for (const { root, key, value } of writes) {
      const code = fits(this.kind.shape, null, root, key, value);
      if (code) throw new Error(`the server’s own write ${root}/${key} is refused: ${code}`);
    }
    const update = writeInto(this.doc, writes, this);
    if (!update) return;
    const isShownEarly = this.owners.has(this.doc.clientID) && takesNothing(writes);
    this.#known.tookOwn();
    const authored = writes.map((write) => ({ ...write, author: null }));
    this.#append(
      { update, read: readUpdate(update), from: undefined, writes: authored, isShownEarly },
      null,
      serverSession,
    );
  }

  #append(pending: Omit<Pending, 'sequence' | 'atMs'>, accountId: AccountId | null, session: string): void {
    const sequence = this.#turns.next();
    this.rowsSinceSnapshot += 1;
    this.bytesSinceSnapshot += pending.update.length;
    const one = { ...pending, sequence, atMs: this.#parts.now() };
    this.#pending.push(one);
    const row = { target: this, sequence, accountId, session, data: pending.update };
    this.#parts.queue.append(row, this.#feeding.admit(one));
  }

  #tellAll(news: Uint8Array): void {
    const frame = sharedFrame(news);
    for (const connection of this.connections) if (connection.hasRoom) connection.sendShared(frame);
  }

  #catchUp(connection: Connection): void {
    const { behind } = connection;
    if (!behind) return;
    this.#turns.whenQuiet(() => {
      if (connection.behind !== behind) return;
      connection.behind = undefined;
      connection.send(updateFrame(Y.encodeStateAsUpdate(this.doc, behind.vector)));
      connection.isFed = true;
    });
  }
}

function takesNothing(writes: readonly Write[]): boolean {
  return writes.every(({ value }) => value !== undefined);
}
