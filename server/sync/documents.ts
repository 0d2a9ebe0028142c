import type { WebSocket } from 'ws';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { closeCodes, lateSchema } from '#protocol/live/wire.ts';
import { documentIdPattern } from '#protocol/live/shape.ts';
import type { Queries, Sql } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { Connection } from './connection.ts';
import { contentOf } from './content.ts';
import { findDocument } from './document-rows.ts';
import { receiptFrame } from './frames.ts';
import { fits } from './gate.ts';
import type { Content, DocumentKind, LateWrite, LiveDocuments, Present, Write } from './kind.ts';
import { load } from './load.ts';
import type { AuthoredWrite, Room } from './room.ts';
import { ElsewhereError, Rooms } from './rooms.ts';

export interface DocumentsParts {
  readonly sql: Sql;
  readonly log: Log;
  readonly kinds: readonly DocumentKind[];
  /** Tells when a session is over or has other rights (Sessions.watch). */
  readonly watch: (viewer: Viewer, onEnd: () => void) => () => void;
  readonly now: () => number;
}

type Listener = Parameters<LiveDocuments['follow']>[1];

/** Sockets that one account may have open: tabs and devices of one person. */
export const socketsOfAccountMax = 200;
const earlyFramesMax = 64;

/** The live documents of a company. */
export class Documents implements LiveDocuments {
  readonly rooms: Rooms;
  readonly #parts: DocumentsParts;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #socketsOf = new Map<AccountId, number>();

  constructor(parts: DocumentsParts) {
    this.#parts = parts;
    const { sql, log, kinds, now } = parts;
    this.rooms = new Rooms({
      sql,
      log,
      kinds,
      now,
      onCommitted: (room, writes) => this.#tellListeners(room, writes),
      onLate: (room, connection, text) => void this.#takeLate(room, connection, text),
    });
  }

  /**
   * Lets a socket into a document. What is not there and what is not his close alike, before anything is opened. [A2]
   * Frames that come early wait in the socket until the document is open.
   */
  async join(
    socket: WebSocket,
    viewer: Viewer,
    asked: { readonly kind: string; readonly id: string; readonly version: number | undefined },
  ): Promise<void> {
    const early: [Uint8Array, boolean][] = [];
    let connection: Connection | undefined;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (connection) connection.receive(data, isBinary);
      else if (early.push([data, isBinary]) > earlyFramesMax) socket.close(closeCodes.policy, 'too early');
    });
    socket.on('error', () => undefined);
    const leave = this.#enter(viewer);
    if (!leave) return socket.close(closeCodes.tryLater, 'too many sockets');
    socket.once('close', leave);
    socket.pause();
    try {
      const room = await this.#openFor(viewer, asked);
      const access = room?.accessOf(viewer);
      if (!room || !access) return refuse(socket, closeCodes.notYours, 'not yours');
      if (socket.readyState !== 1) return;
      const { version } = asked;
      const page = {
        isOurs: version !== undefined,
        isOutdated: version !== undefined && version < room.kind.shape.version,
      };
      connection = new Connection(room, socket, viewer, page, this.#parts.now);
      const mine = connection;
      const unwatch = this.#parts.watch(viewer, () => mine.close(closeCodes.sessionOver, 'session over'));
      socket.once('close', () => {
        unwatch();
        room.leave(mine);
      });
      room.join(mine, access);
      socket.resume();
      for (const [data, isBinary] of early.splice(0)) mine.receive(data, isBinary);
    } catch (error) {
      if (!(error instanceof ElsewhereError))
        this.#parts.log.error({ err: error, ...asked }, 'a live document could not be opened');
      refuse(
        socket,
        error instanceof ElsewhereError ? closeCodes.elsewhere : closeCodes.tryLater,
        'try again',
      );
    }
  }

  async freeze<Result>(
    kind: string,
    id: string,
    run: (sql: Queries, content: Content) => Promise<Result>,
  ): Promise<Result> {
    const room = await this.#roomFor(kind, id);
    const freezing = async (): Promise<Result> => {
      const result = await this.#parts.sql.begin(async (sql) => {
        const queries = sql as Queries;
        const [row] = await queries<
          { id: number; epoch: number; state: string; frozen: number | null; last: number }[]
        >`
          select d.id, d.epoch, d.state, d.frozen_sequence as frozen, 0 as last
          from live_documents d where d.kind = ${kind} and d.name = ${id} for update`;
        if (!row) throw new Error(`no live document ${kind}/${id}`);
        // After the lock: no append is under way, so this is the last there will be.
        const [log] = await queries<{ last: number }[]>`
          select greatest(coalesce((select max(sequence) from live_updates where document_id = ${row.id}), 0),
            coalesce((select max(sequence) from live_snapshots where document_id = ${row.id}), 0))::bigint as last`;
        const sequence = row.frozen ?? log?.last ?? 0;
        const content =
          room && room.epoch === row.epoch && room.committedSequence === sequence
            ? room.content()
            : await this.#contentAt(queries, kind, row.id, sequence);
        const made = await run(queries, content);
        await queries`update live_documents set state = 'frozen', frozen_sequence = ${sequence} where id = ${row.id}`;
        return made;
      });
      room?.setState('frozen');
      return result as Result;
    };
    return room ? room.quietly(freezing) : freezing();
  }

  async thaw(kind: string, id: string, run?: (sql: Queries) => Promise<void>): Promise<void> {
    await this.#parts.sql.begin(async (sql) => {
      await run?.(sql as Queries);
      await sql`update live_documents set state = 'open', frozen_sequence = null where kind = ${kind} and name = ${id}`;
    });
    this.rooms.find(kind, id)?.setState('open');
  }

  async read(kind: string, id: string): Promise<Content | undefined> {
    const room = this.rooms.find(kind, id);
    if (room && room.state !== 'closed') return room.quietly(() => room.content());
    const row = await findDocument(this.#parts.sql, kind, id);
    return row && this.#contentAt(this.#parts.sql, kind, row.id, row.frozenSequence ?? Infinity);
  }

  async write(kind: string, id: string, writes: readonly Write[]): Promise<void> {
    const room = await this.#roomFor(kind, id);
    if (!room) throw new ElsewhereError(`live document ${kind}/${id} is served by another node`);
    await room.write(writes);
  }

  present(kind: string, id: string): readonly Present[] {
    return this.rooms.find(kind, id)?.presence.list() ?? [];
  }

  async refresh(kind: string, id: string): Promise<void> {
    const room = this.rooms.find(kind, id);
    if (room) await this.rooms.readFacts([room]);
  }

  follow(kind: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  close(): Promise<void> {
    return this.rooms.close();
  }

  async #openFor(
    viewer: Viewer,
    asked: { readonly kind: string; readonly id: string },
  ): Promise<Room | undefined> {
    const kind = this.rooms.kindByName.get(asked.kind);
    if (!kind || !documentIdPattern.test(asked.id) || viewer.kind !== 'person') return undefined;
    const facts = (await kind.readFacts(this.#parts.sql, [asked.id])).get(asked.id);
    if (facts === undefined || !kind.accessOf(viewer, facts)) return undefined;
    const room = await this.rooms.open(kind, asked.id, facts);
    room.facts = facts;
    return room;
  }

  /** For the server's own work. Undefined: another node has it. */
  async #roomFor(kindName: string, id: string): Promise<Room | undefined> {
    const known = this.rooms.find(kindName, id);
    if (known) return known;
    const kind = this.rooms.kindByName.get(kindName);
    const facts = kind && (await kind.readFacts(this.#parts.sql, [id])).get(id);
    if (!kind || facts === undefined) throw new Error(`no live document ${kindName}/${id}`);
    try {
      return await this.rooms.open(kind, id, facts);
    } catch (error) {
      if (error instanceof ElsewhereError) return undefined;
      throw error;
    }
  }

  async #contentAt(sql: Queries, kind: string, documentId: number, sequence: number): Promise<Content> {
    const loaded = await load(sql, documentId, sequence);
    const roots = Object.keys(this.rooms.kindByName.get(kind)?.shape.roots ?? {});
    return contentOf(loaded.doc, roots, loaded.owners, loaded.sequence);
  }

  #enter(viewer: Viewer): (() => void) | undefined {
    const { accountId } = viewer;
    const sockets = this.#socketsOf.get(accountId) ?? 0;
    if (sockets >= socketsOfAccountMax) return undefined;
    this.#socketsOf.set(accountId, sockets + 1);
    return () => {
      const left = (this.#socketsOf.get(accountId) ?? 1) - 1;
      if (left > 0) this.#socketsOf.set(accountId, left);
      else this.#socketsOf.delete(accountId);
    };
  }

  #tellListeners(room: Room, writes: readonly AuthoredWrite[]): void {
    for (const listener of this.#listeners.get(room.kind.shape.kind) ?? []) {
      // The writes are stored and must be told to everybody else, whatever a listener makes of them.
      try {
        listener(room.id, writes);
      } catch (error) {
        this.#parts.log.error(
          { err: error, kind: room.kind.shape.kind, id: room.id },
          'a listener of live edits failed',
        );
      }
    }
  }

  /** Late writes go to the slice, and their author gets a receipt; the same ones again are the slice's to know. [LD-9] */
  async #takeLate(room: Room, connection: Connection, text: string): Promise<void> {
    const access = room.accessOf(connection.viewer);
    const parsed = lateSchema.safeParse(parseJson(text));
    if (!parsed.success || !access) return connection.strike('late writes that are none');
    const author = connection.authorOf(access);
    const writes: LateWrite[] = parsed.data.writes.map(({ root, key, value, atMs }) => ({
      root,
      key,
      value,
      atMs,
    }));
    const unfit = writes.find(({ root, key, value }) => fits(room.kind.shape, author, root, key, value));
    if (unfit) return connection.refuseLate(parsed.data.id, 'not_yours', [unfit]);
    if (room.state !== 'frozen' || !room.kind.keepLate)
      return connection.refuseLate(parsed.data.id, 'frozen', writes);
    if (!access.mayWrite || connection.isOutdated)
      return connection.refuseLate(parsed.data.id, 'read_only', writes);
    try {
      const kept = await room.kind.keepLate(this.#parts.sql, room.id, { author, writes }, room.facts);
      connection.send(receiptFrame(parsed.data.id, kept));
    } catch (error) {
      // No receipt: the device keeps them and sends again.
      this.#parts.log.error({ err: error, document: room.id }, 'late writes could not be kept');
    }
  }
}

function refuse(socket: WebSocket, code: number, reason: string): void {
  socket.resume();
  socket.close(code, reason);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
