import { randomUUID } from 'node:crypto';
import { closeCodes } from '#protocol/live/wire.ts';
import type { Sql } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { CommitQueue } from './commit-queue.ts';
import { keepSnapshot, lease, noteQuarantine, release, renewLeases } from './document-rows.ts';
import type { DocumentKind } from './kind.ts';
import { load } from './load.ts';
import { Room, type RoomParts } from './room.ts';
import { Verifier } from './verifier.ts';

export interface RoomsParts {
  readonly sql: Sql;
  readonly log: Log;
  readonly kinds: readonly DocumentKind[];
  readonly now: () => number;
  readonly onCommitted: RoomParts['onCommitted'];
  readonly onLate: RoomParts['onLate'];
}

export const roomsMax = 5_000;
const tickMs = 100;
const pulseMs = 1_000;
const tendMs = 1_500;
const factsMs = 2_000;
const checkMs = 60_000;
/** A room that nobody is in is kept for so long. */
const idleMsMax = 30_000;
/** Ten thousand rows are loaded in some 60 ms; every minute what has changed is kept anyway. */
const compactRows = 10_000;
const compactBytesMin = 1024 * 1024;

/** Another node serves it: ask again, there. */
export class ElsewhereError extends Error {}

/** The rooms that are open at this node: opened once, tended, compacted, checked and let go. */
export class Rooms {
  readonly node = randomUUID();
  readonly queue: CommitQueue;
  readonly kindByName: ReadonlyMap<string, DocumentKind>;
  readonly #parts: RoomsParts;
  readonly #rooms = new Map<string, Room>();
  readonly #opening = new Map<string, Promise<Room>>();
  readonly #verifier = new Verifier();
  readonly #compacting = new Set<Room>();
  readonly #timers: NodeJS.Timeout[];
  #tending: Promise<void> | undefined;
  #isClosed = false;
  #factsAtMs = 0;
  #checkedAtMs: number;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
    this.queue = new CommitQueue(parts.sql, parts.log);
    this.kindByName = new Map(parts.kinds.map((kind) => [kind.shape.kind, kind]));
    this.#checkedAtMs = parts.now();
    this.#timers = [
      setInterval(() => this.#eachRoom((room, nowMs) => room.tick(nowMs)), tickMs).unref(),
      setInterval(() => this.#eachRoom((room, nowMs) => room.feelPulse(nowMs)), pulseMs).unref(),
      setInterval(() => void this.tend(), tendMs).unref(),
    ];
  }

  /** Pages that have one open. */
  get connections(): number {
    let sum = 0;
    for (const { connections } of this.#rooms.values()) sum += connections.size;
    return sum;
  }

  get size(): number {
    return this.#rooms.size;
  }

  find(kind: string, id: string): Room | undefined {
    return this.#rooms.get(`${kind}/${id}`);
  }

  /** The document, opened where it is not. Throws `ElsewhereError`; an id that has no facts is the caller's to keep out. */
  async open(kind: DocumentKind, id: string, facts: unknown): Promise<Room> {
    const key = `${kind.shape.kind}/${id}`;
    const known = this.#rooms.get(key);
    if (known) return known;
    let opening = this.#opening.get(key);
    if (!opening) {
      if (this.#isClosed) throw new ElsewhereError('this node is ending');
      if (this.#rooms.size + this.#opening.size >= roomsMax)
        throw new ElsewhereError('too many documents are open');
      opening = this.#open(kind, id, facts).finally(() => this.#opening.delete(key));
      this.#opening.set(key, opening);
    }
    return opening;
  }

  async #open(kind: DocumentKind, id: string, facts: unknown): Promise<Room> {
    const { sql, log, now, onCommitted, onLate } = this.#parts;
    const row = await lease(sql, kind.shape.kind, id, this.node);
    if (!row) throw new ElsewhereError('served by another node');
    const loaded = await load(sql, row.id);
    if (loaded.quarantined.length > 0) {
      log.error(
        { kind: kind.shape.kind, document: id, sequences: loaded.quarantined },
        'a live document was rebuilt without damaged rows',
      );
      await noteQuarantine(sql, row.id, loaded.quarantined);
    }
    if (this.#isClosed) {
      await release(sql, this.node, { documentId: row.id, epoch: row.epoch });
      throw new ElsewhereError('this node is ending');
    }
    const room = new Room({
      kind,
      id,
      row,
      loaded,
      facts,
      log,
      now,
      onLate,
      queue: this.queue,
      onCommitted: (one, writes) => {
        onCommitted(one, writes);
        this.#compactIfDue(one);
      },
      onClosed: (one) => {
        const key = `${kind.shape.kind}/${id}`;
        if (this.#rooms.get(key) === one) this.#rooms.delete(key);
      },
    });
    this.#rooms.set(`${kind.shape.kind}/${id}`, room);
    if (loaded.sequence === 0 && row.state === 'open' && kind.seed) {
      const seeds = await kind.seed(sql, id, facts);
      if (seeds.length > 0) await room.write(seeds);
    }
    return room;
  }

  /** What is due every so often: leases, rights, idle rooms, checks. */
  tend(): Promise<void> {
    this.#tending ??= this.#tend()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'live documents could not be tended'))
      .finally(() => (this.#tending = undefined));
    return this.#tending;
  }

  /** Reads the facts of these rooms anew, one query a kind. */
  async readFacts(rooms: readonly Room[]): Promise<void> {
    for (const kind of this.kindByName.values()) {
      const mine = rooms.filter((room) => room.kind === kind);
      if (mine.length === 0) continue;
      const facts = await kind.readFacts(
        this.#parts.sql,
        mine.map(({ id }) => id),
      );
      for (const room of mine) room.setFacts(facts.get(room.id));
    }
  }

  /** Holds what the server sees against what a newcomer would, and keeps that as a snapshot. False: it was poisoned and is loaded anew. [I26, LD-7] */
  async check(room: Room): Promise<boolean> {
    const { sequence, state, hash } = await room.picture();
    const rows = room.rowsSinceSnapshot;
    const bytes = room.bytesSinceSnapshot;
    const roots = Object.keys(room.kind.shape.roots);
    const answer = await this.#verifier.verify(state, roots);
    if (answer.hash !== hash) {
      this.#parts.log.error(
        { kind: room.kind.shape.kind, document: room.id, sequence },
        'a newcomer would see another live document: it is loaded anew from its log',
      );
      room.close(closeCodes.restarting, 'loaded anew');
      return false;
    }
    room.checkedSequence = sequence;
    if (sequence === 0 || rows === 0) return true;
    const owners = Object.fromEntries(room.owners);
    await this.#parts.sql.begin((sql) =>
      keepSnapshot(sql, room, { sequence, data: answer.packed, sha256: answer.sha256, owners }),
    );
    room.rowsSinceSnapshot -= rows;
    room.bytesSinceSnapshot -= bytes;
    room.snapshotBytes = state.length;
    return true;
  }

  /** Keeps what is worth it and lets every document go. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#tending;
    const rooms = [...this.#rooms.values()];
    for (const room of rooms)
      for (const connection of room.connections) connection.close(closeCodes.restarting, 'restarting');
    await this.queue.drain();
    for (const room of rooms) await this.#letGo(room).catch(() => undefined);
    await this.#verifier.close();
  }

  /** Ends as a crash would: what was committed is there, nothing else is kept. */
  async abandon(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#tending;
    await this.queue.abandon();
    for (const room of [...this.#rooms.values()]) room.close(closeCodes.restarting, 'restarting');
    await this.#verifier.close();
  }

  async #tend(): Promise<void> {
    const rooms = [...this.#rooms.values()];
    const nowMs = this.#parts.now();
    if (rooms.length > 0) await this.#renew(rooms);
    if (nowMs - this.#factsAtMs >= factsMs - tendMs / 2) {
      this.#factsAtMs = nowMs;
      await this.readFacts(rooms.filter(({ connections }) => connections.size > 0));
    }
    for (const room of rooms)
      if (room.connections.size === 0 && nowMs - room.emptySinceMs > idleMsMax) await this.#letGo(room);
    if (nowMs - this.#checkedAtMs < checkMs) return;
    this.#checkedAtMs = nowMs;
    for (const room of rooms)
      if (room.state !== 'closed' && room.checkedSequence !== room.committedSequence) await this.check(room);
  }

  async #renew(rooms: readonly Room[]): Promise<void> {
    const mine = await renewLeases(this.#parts.sql, this.node, rooms);
    for (const room of rooms) {
      const state = mine.get(room.documentId);
      if (state === undefined) room.close(closeCodes.elsewhere, 'served by another node');
      // Frozen or thawed by another node.
      else if (room.state !== 'closed' && state !== room.state) room.close(closeCodes.restarting, state);
    }
  }

  #compactIfDue(room: Room): void {
    const isDue =
      room.rowsSinceSnapshot > compactRows ||
      room.bytesSinceSnapshot > Math.max(compactBytesMin, room.snapshotBytes / 2);
    if (isDue && !this.#compacting.has(room)) void this.#compact(room);
  }

  async #compact(room: Room): Promise<void> {
    this.#compacting.add(room);
    try {
      await this.check(room);
    } catch (error) {
      if (room.state !== 'closed')
        this.#parts.log.warn({ err: error, document: room.id }, 'a snapshot was not kept');
    } finally {
      this.#compacting.delete(room);
    }
  }

  async #letGo(room: Room): Promise<void> {
    if (room.state === 'closed') return;
    if (room.rowsSinceSnapshot > 0) await this.#compact(room);
    if (
      room.connections.size > 0 &&
      this.#timers.length > 0 &&
      room.connections.values().next().value?.isOpen
    )
      return;
    room.close(closeCodes.restarting, 'let go');
    await release(this.#parts.sql, this.node, room);
  }

  #eachRoom(tend: (room: Room, nowMs: number) => void): void {
    const nowMs = this.#parts.now();
    for (const room of this.#rooms.values()) tend(room, nowMs);
  }
}
