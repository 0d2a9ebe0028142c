import type { WebSocket } from 'ws';
import type { Viewer } from '#domain/identity/viewer.ts';
import { closeCodes, refusedNamedMax, type RefusalCode } from '#protocol/live/wire.ts';
import { Bucket } from './bucket.ts';
import { deniedFrame, newsFrame, readFrame, refusalFrame, type Ask } from './frames.ts';
import type { Access, Author, Write } from './kind.ts';
import { sharedFrame, writeShared, type SharedFrame } from './shared-frame.ts';

/** A reader in whose socket more than this would wait is fed no more; he gets one difference when he has read it. [LD-11] */
export const bufferedBytesMax = 512 * 1024;
const caughtUpBytes = 64 * 1024;
export const behindMsMax = 20_000;
export const strikesMax = 3;
/** Frames that were under way when their author was refused. */
const droppedMax = 2_000;

const messagesPerSecond = 100;
const messagesBurst = 400;
const bytesPerSecond = 1024 * 1024;
const bytesBurst = 4 * 1024 * 1024;
const presencesPerSecond = 10;
const asksPerSecond = 0.5;
const asksBurst = 6;
const pingEveryMs = 10_000;
const silentMsMax = 35_000;

/** These say that somebody tries what no page of ours does. */
const strikeCodes: ReadonlySet<RefusalCode> = new Set([
  'broken',
  'not_yours',
  'not_in_shape',
  'not_erasable',
]);

/** What a page says, as its room hears it. */
export interface Hearing {
  edit(connection: Connection, update: Uint8Array): void;
  barrier(connection: Connection, id: Uint8Array): void;
  answer(connection: Connection, ask: Ask): void;
  show(connection: Connection, update: Uint8Array, mayShow: () => boolean): void;
  tellPresence(connection: Connection): void;
  late(connection: Connection, text: string): void;
}

/**
 * One page's socket into a room: reads frames within its bounds, knows how far it is fed, and is told what was refused.
 *
 *   opening → fed ⇄ behind → … → closed
 */
export class Connection {
  readonly viewer: Viewer;
  /** Speaks our messages too, not only y-websocket's. */
  readonly isOurs: boolean;
  readonly isOutdated: boolean;
  /** Gets what is committed. False until its first whole answer, and while it is behind. */
  isFed = false;
  /** What it has, while it is behind. */
  behind: { readonly vector: Uint8Array; readonly sinceMs: number } | undefined;
  /** The last question that is not answered yet. */
  ask: Ask | undefined;
  /** Was refused: everything it had under way is built on that and falls away; the page starts anew. */
  #isRefusing = false;
  #dropped = 0;
  #strikes = 0;
  #toldAccess = '';
  #isPaused = false;
  #pingedAtMs: number;
  #heardAtMs: number;
  readonly #socket: WebSocket;
  readonly #room: Hearing;
  readonly #now: () => number;
  readonly #messages: Bucket;
  readonly #bytes: Bucket;
  readonly #presences: Bucket;
  readonly #asks: Bucket;

  constructor(
    room: Hearing,
    socket: WebSocket,
    viewer: Viewer,
    page: { readonly isOurs: boolean; readonly isOutdated: boolean },
    now: () => number,
  ) {
    const nowMs = now();
    this.viewer = viewer;
    this.isOurs = page.isOurs;
    this.isOutdated = page.isOutdated;
    this.#room = room;
    this.#socket = socket;
    this.#now = now;
    this.#pingedAtMs = nowMs;
    this.#heardAtMs = nowMs;
    this.#messages = new Bucket(messagesPerSecond, messagesBurst, nowMs);
    this.#bytes = new Bucket(bytesPerSecond, bytesBurst, nowMs);
    this.#presences = new Bucket(presencesPerSecond, presencesPerSecond, nowMs);
    this.#asks = new Bucket(asksPerSecond, asksBurst, nowMs);
    socket.on('pong', () => (this.#heardAtMs = this.#now()));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 1;
  }

  authorOf(access: Access): Author {
    const { accountId, session } = this.viewer;
    return { accountId, session, viewer: this.viewer, access };
  }

  receive(data: Uint8Array, isBinary: boolean): void {
    if (!this.isOpen) return;
    const nowMs = this.#now();
    this.#heardAtMs = nowMs;
    const hasMessages = this.#messages.take(1, nowMs);
    const hasBytes = this.#bytes.take(data.length, nowMs);
    // What is sent too fast is not read from the network: the sender waits, and nobody else.
    if (!hasMessages || !hasBytes) this.#pause();
    const incoming = isBinary ? readFrame(data) : undefined;
    if (!incoming) return this.strike('a frame that is none');
    switch (incoming.kind) {
      case 'edit':
        if (this.#isRefusing) return this.#drop();
        return this.#room.edit(this, incoming.update.slice());
      case 'barrier':
        return this.#room.barrier(this, incoming.id);
      case 'ask':
        this.ask = incoming.ask;
        return this.askIfMay();
      case 'presence':
        return this.#room.show(this, incoming.update, () => this.#presences.take(1, nowMs));
      case 'who':
        if (this.#asks.take(1, nowMs)) this.#room.tellPresence(this);
        return;
      case 'late':
        return this.#room.late(this, incoming.text);
    }
  }

  /** Whole answers are rationed; of several questions the last one is answered. [A15] */
  askIfMay(): void {
    if (!this.ask || this.#asks.isEmpty(this.#now())) return;
    this.#asks.take(1, this.#now());
    const { ask } = this;
    this.ask = undefined;
    this.#room.answer(this, ask);
  }

  /** The answer to a question that was counted already. */
  answerAgain(): void {
    const { ask } = this;
    this.ask = undefined;
    if (ask && this.isOpen) this.#room.answer(this, ask);
  }

  send(frame: Uint8Array): void {
    if (this.isOpen) writeShared(this.#socket, sharedFrame(frame));
  }

  sendShared(frame: SharedFrame): void {
    if (this.isOpen) writeShared(this.#socket, frame);
  }

  /** What waits in its socket, the kernel's part not counted. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** False where it does not read what it is sent. */
  get hasRoom(): boolean {
    return this.hasRoomFor(0);
  }

  /** Who has read everything may be sent anything. */
  hasRoomFor(bytes: number): boolean {
    const waiting = this.bufferedBytes;
    return waiting === 0 || waiting + bytes <= bufferedBytesMax;
  }

  get hasCaughtUp(): boolean {
    return this.bufferedBytes <= caughtUpBytes;
  }

  /** Tells what it may do here, when that is news to it. */
  tell(access: Access, isFrozen: boolean): void {
    if (!this.isOurs) return;
    const news = {
      mayWrite: access.mayWrite && !isFrozen && !this.isOutdated,
      role: access.role,
      isFrozen,
      isOutdated: this.isOutdated,
    };
    const text = JSON.stringify(news);
    if (text === this.#toldAccess) return;
    this.#toldAccess = text;
    this.send(newsFrame(news));
  }

  /** Tells what was refused; the page starts anew from what the server has and writes the rest again. */
  refuse(code: RefusalCode, reason: string | undefined, writes: readonly Write[]): void {
    this.#isRefusing = true;
    if (this.isOurs) {
      const entries = writes.slice(0, refusedNamedMax).map(({ root, key }) => ({ root, key }));
      this.send(refusalFrame({ code, ...(reason === undefined ? {} : { reason }), entries }));
    } else this.send(deniedFrame(reason ?? code));
    if (strikeCodes.has(code)) this.strike(code);
  }

  /** Late writes that nobody keeps. */
  refuseLate(late: string, code: RefusalCode, writes: readonly Write[]): void {
    const entries = writes.map(({ root, key }) => ({ root, key }));
    this.send(refusalFrame({ code, entries, late }));
    if (strikeCodes.has(code)) this.strike(code);
  }

  strike(why: string): void {
    this.#strikes += 1;
    if (this.#strikes >= strikesMax) this.close(closeCodes.policy, why);
  }

  close(code: number, reason: string): void {
    this.isFed = false;
    if (this.#socket.readyState > 1) return;
    this.#resume();
    this.#socket.close(code, reason);
  }

  /** Ends a socket that does not even read its own ending. */
  cut(code: number, reason: string): void {
    this.close(code, reason);
    setTimeout(() => this.#socket.terminate(), 1_000).unref();
  }

  /** Whether it waits for something that only time brings. */
  get isRestless(): boolean {
    return this.#isPaused || this.ask !== undefined || this.behind !== undefined;
  }

  /** Ten times a second while it is restless. */
  tick(nowMs: number): void {
    if (this.#isPaused && !this.#messages.isEmpty(nowMs) && !this.#bytes.isEmpty(nowMs)) this.#resume();
    this.askIfMay();
    if (this.behind && nowMs - this.behind.sinceMs > behindMsMax) this.cut(closeCodes.tryLater, 'too slow');
  }

  /** Once a second: whether it is there at all. */
  feelPulse(nowMs: number): void {
    if (this.#isPaused) this.#heardAtMs = nowMs;
    if (nowMs - this.#heardAtMs > silentMsMax) return this.cut(closeCodes.tryLater, 'silent');
    if (nowMs - this.#pingedAtMs < pingEveryMs) return;
    this.#pingedAtMs = nowMs;
    if (this.isOpen && this.hasRoom) this.#socket.ping();
  }

  #drop(): void {
    this.#dropped += 1;
    if (this.#dropped > droppedMax) this.close(closeCodes.policy, 'goes on after a refusal');
  }

  #pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }
}
