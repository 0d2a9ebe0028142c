import { inflateSync } from 'fflate';
import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import { counterOf, type Counter } from '#protocol/live/counter.ts';
import type { DocumentShape, LiveValue, ValueOf } from '#protocol/live/shape.ts';
import {
  closeCodes,
  lateWritesMax,
  presenceSchema,
  type News,
  type Place,
  type Presence,
  type Refusal,
} from '#protocol/live/wire.ts';
import { browserDevice, keptName, type Kept, type LiveDevice } from './device.ts';
import type { JournalWrite } from './journal.ts';
import { LiveMap } from './live-map.svelte.ts';
import { statusOf, type LiveStatus } from './live-status.ts';
import { readShortStringsFast } from './short-strings.ts';
import { UnsavedWrites } from './unsaved-writes.svelte.ts';
import { Wire } from './wire.ts';

export interface LiveDocumentOptions<Shape extends DocumentShape> {
  readonly shape: Shape;
  readonly id: string;
  readonly me: { readonly company: string; readonly accountId: number };
  readonly device?: LiveDevice;
}

export interface OwnWrite {
  readonly root: string;
  readonly key: string;
  readonly value: LiveValue | undefined;
}

readShortStringsFast();

/** `isWhole`: everything there is, instead of what was known; at the start, and after a fresh copy was taken. */
type Listener = (writes: readonly OwnWrite[], isWhole: boolean) => void;

/** A document as it is on this device, and its connection. A refusal makes it worthless: another takes its place. */
interface Copy {
  readonly doc: Y.Doc;
  readonly kept: Kept;
  readonly wire: Wire;
  isRefused: boolean;
}

const askSavedMs = 120;
const beatMs = 2_000;
/** This long without a frame and the server is asked whether it is there; then the socket is given up. [F7] */
const quietMsMax = 5_000;
const silentMsMax = 12_000;
const loadMsMax = 4_000;
const replayWrites = 400;
const restartMsMin = 300;
const restartMsMax = 30_000;
const defaultNews: News = { mayWrite: true, role: '', isFrozen: false, isOutdated: false };

/**
 * A live document on a page: opens at once from the device, then from the network; keeps one's own writes until they are
 * in the ledger's Postgres; says in one status how they stand. When a write is refused the copy is thrown away (Yjs can't take
 * anything back), a fresh one is fetched, and everything else that was not saved yet is written again.
 */
export class LiveDocument<Shape extends DocumentShape = DocumentShape> {
  readonly shape: Shape;
  readonly id: string;
  present = $state.raw<readonly Presence[]>([]);
  isLoaded = $state(false);
  isSynced = $state(false);
  #news = $state.raw<News>(defaultNews);
  #isConnected = $state(false);
  #isGone = $state(false);
  #isSignedOut = $state(false);
  #isKept = $state(true);
  #late = $state(0);
  #savedAtMs = $state<number>();
  #offlineSinceMs = $state<number>();
  #unsaved = $state.raw<UnsavedWrites>();
  #counter: Counter | undefined;
  #copy: Copy | undefined;
  /** Fetched anew after a refusal, until it takes the copy's place. */
  #pendingCopy: Copy | undefined;
  #isLeft = false;
  #restarts = 0;
  #brokenTurns = 0;
  #place: Place = {};
  #lateTurn: { readonly id: string; readonly writes: readonly JournalWrite[] } | undefined;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #unfollow: (() => void) | undefined;
  #freeSlot = (): void => undefined;
  readonly #me: LiveDocumentOptions<Shape>['me'];
  readonly #device: LiveDevice;
  readonly #name: string;
  readonly #maps = new Map<string, LiveMap<LiveValue>>();
  readonly #listeners = new Set<Listener>();
  readonly #beat: ReturnType<typeof setInterval>;
  readonly #stopOnline: () => void;
  /** Resolves when it is open from the device. */
  readonly opened: Promise<void>;

  readonly status: LiveStatus = $derived(
    statusOf({
      isLoaded: this.isLoaded,
      isConnected: this.#isConnected,
      isSynced: this.isSynced,
      isGone: this.#isGone,
      isSignedOut: this.#isSignedOut,
      isOutdated: this.#news.isOutdated,
      isFrozen: this.#news.isFrozen,
      mayWrite: this.#news.mayWrite,
      isKept: this.#isKept,
      waiting: this.#unsaved?.size ?? 0,
      late: this.#late,
      offlineSinceMs: this.#offlineSinceMs,
      savedAtMs: this.#savedAtMs,
    }),
  );

  constructor({
    shape,
    id,
    me,
    device = browserDevice((bytes) => inflateSync(bytes)),
  }: LiveDocumentOptions<Shape>) {
    this.shape = shape;
    this.id = id;
    this.#me = me;
    this.#device = device;
    this.#name = `${shape.kind}/${id}`;
    for (const root of Object.keys(shape.roots)) this.#maps.set(root, new LiveMap());
    this.#beat = setInterval(() => this.#feelPulse(), beatMs);
    this.#stopOnline = device.onOnline((isOnline) => this.#setOnline(isOnline));
    this.opened = this.#open();
  }

  map<Root extends keyof Shape['roots'] & string>(root: Root): LiveMap<ValueOf<Shape, Root> & LiveValue> {
    const map = this.#maps.get(root);
    if (!map) throw new TypeError(`no root ${root} in ${this.shape.kind}`);
    return map as unknown as LiveMap<ValueOf<Shape, Root> & LiveValue>;
  }

  /** The document of now; another one after a refusal, so don't keep it. */
  get doc(): Y.Doc | undefined {
    return this.#copy?.doc;
  }

  /** This tab's own counter, for keys; the same after a reload. Throws before `opened`. */
  get counter(): Counter {
    if (!this.#counter) throw new Error('the document is not open yet');
    return this.#counter;
  }

  get mayWrite(): boolean {
    return this.#news.mayWrite && !this.#isGone;
  }
  get role(): string {
    return this.#news.role;
  }
  get isFrozen(): boolean {
    return this.#news.isFrozen;
  }
  get refused(): readonly JournalWrite[] {
    return this.#unsaved?.refused ?? [];
  }
  /** One's own writes that are not saved yet, the oldest first. */
  unsaved(): readonly JournalWrite[] {
    return this.#unsaved?.waiting ?? [];
  }
  /** The person has seen what was refused. */
  dismiss(): void {
    this.#unsaved?.dismiss();
  }

  set<Root extends keyof Shape['roots'] & string>(
    root: Root,
    key: string,
    value: ValueOf<Shape, Root>,
  ): void {
    this.write([{ root, key, value: value as LiveValue }]);
  }

  erase(root: keyof Shape['roots'] & string, key: string): void {
    this.write([{ root, key, value: undefined }]);
  }

  /** Writes several at once: shown, kept and sent together. What does not fit the shape is a bug and throws. */
  write(writes: readonly OwnWrite[]): void {
    const copy = this.#copy;
    const unsaved = this.#unsaved;
    if (!copy || !unsaved) throw new Error('the document is not open yet');
    for (const write of writes) this.#mustFit(write);
    const atMs = this.#device.now();
    unsaved.add(writes.map(({ root, key, value }) => ({ root, key, value, atMs })));
    if (this.isFrozen) return this.#sendLate();
    apply(copy.doc, writes);
    this.#askSavedSoon();
  }

  /** Calls back at once with everything, then with each change, own and others'. Answers how to stop. */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#copy) listener(allOf(this.#copy.doc, this.shape), true);
    return () => this.#listeners.delete(listener);
  }

  /** Shows the others where one is and what one does. */
  show(place: Place): void {
    this.#place = place;
    this.#copy?.wire.provider.awareness.setLocalState({ ...place });
  }

  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    clearInterval(this.#beat);
    clearTimeout(this.#askTimer);
    clearTimeout(this.#restartTimer);
    this.#stopOnline();
    this.#unfollow?.();
    for (const map of this.#maps.values()) map.turnTo(undefined);
    if (this.#copy) close(this.#copy);
    if (this.#pendingCopy && this.#pendingCopy !== this.#copy) close(this.#pendingCopy);
    this.#unsaved?.close();
    this.#freeSlot();
  }

  async #open(): Promise<void> {
    const { journal, isKept } = await this.#device.journal(`${keptName(this.#me)}/journal`);
    this.#isKept = isKept;
    const unsaved = new UnsavedWrites(journal, this.#name, () => (this.#isKept = false));
    await unsaved.load();
    const { slot, free } = await this.#device.slot(`${keptName(this.#me)}/${this.#name}`);
    this.#freeSlot = free;
    if (this.#isLeft) return free();
    const copy = this.#makeCopy(isKept);
    // A store that takes long may still bring entries of its counter: a page that doesn't wait counts as another one, or its
    // numbers would fall on theirs. [I28]
    const isWhole = await withTimeout(copy.kept.loaded, loadMsMax);
    const token = (isWhole ? await copy.kept.get('device') : undefined) ?? this.#device.random();
    if (isWhole) await copy.kept.set('device', token);
    this.#counter = counterOf(this.#me.accountId as AccountId, token, slot);
    const news = await copy.kept.get('news');
    if (this.#isLeft) return close(copy);
    if (news !== undefined) this.#news = { ...(JSON.parse(news) as News), isFrozen: false };
    this.#unsaved = unsaved;
    // What was kept as a write but not yet in the document: the page was closed between the two.
    apply(
      copy.doc,
      unsaved.waiting.filter(({ root, key, value }) => !isEqual(copy.doc.getMap(root).get(key), value)),
    );
    this.#turnTo(copy);
    this.isLoaded = true;
    if (this.#device.isOnline()) copy.wire.connect();
    else this.#offlineSinceMs = this.#device.now();
  }

  #makeCopy(isKept: boolean): Copy {
    const doc = new Y.Doc();
    const wire = new Wire({
      device: this.#device,
      kind: this.shape.kind,
      id: this.id,
      version: this.shape.version,
      doc,
      onBarrier: (number) => {
        if (this.#isCurrent(copy)) this.#confirm(number);
      },
      onRefusal: (refusal) => this.#onRefusal(copy, refusal),
      onNews: (news) => this.#onNews(copy, news),
      onReceipt: ({ id, kept }) => this.#onReceipt(id, kept),
      onSynced: () => this.#onSynced(copy),
      onConnected: (isConnected) => this.#onConnected(copy, isConnected),
      onClosed: (code) => this.#onClosed(copy, code),
      onPresence: () => this.#readPresence(copy),
    });
    const name = `${keptName(this.#me)}/${this.#name}`;
    const copy: Copy = {
      doc,
      wire,
      kept: isKept ? this.#device.keep(name, doc) : unkept,
      isRefused: false,
    };
    wire.provider.awareness.setLocalState({ ...this.#place });
    return copy;
  }

  #isCurrent(copy: Copy): boolean {
    return copy === this.#copy && !copy.isRefused && !this.#isLeft;
  }

  #turnTo(copy: Copy): void {
    this.#unfollow?.();
    this.#copy = copy;
    // Where one went while the copy was being opened.
    copy.wire.provider.awareness.setLocalState({ ...this.#place });
    const stops: (() => void)[] = [];
    for (const [root, liveMap] of this.#maps) {
      const map = copy.doc.getMap<LiveValue>(root);
      liveMap.turnTo(map);
      const observe = (event: Y.YMapEvent<LiveValue>): void => {
        if (this.#listeners.size === 0) return;
        const writes = [...event.keysChanged].map((key) => ({ root, key, value: map.get(key) }));
        for (const listener of this.#listeners) listener(writes, false);
      };
      map.observe(observe);
      stops.push(() => map.unobserve(observe));
    }
    this.#unfollow = () => stops.forEach((stop) => stop());
    if (this.#listeners.size === 0) return;
    const all = allOf(copy.doc, this.shape);
    for (const listener of this.#listeners) listener(all, true);
  }

  #onSynced(copy: Copy): void {
    if (this.#isLeft || copy.isRefused) return;
    if (copy !== this.#copy) this.#replay(copy);
    this.isSynced = true;
    this.#askSaved();
    if (this.isFrozen) this.#sendLate();
  }

  /** Writes into a fresh copy what is not saved yet, in frames that the server takes, and shows it. */
  #replay(copy: Copy): void {
    const waiting = this.isFrozen ? [] : (this.#unsaved?.waiting ?? []);
    for (let at = 0; at < waiting.length; at += replayWrites)
      apply(copy.doc, waiting.slice(at, at + replayWrites));
    this.#turnTo(copy);
    // Only now: a page that is opened on a copy without its earlier entries must not count on as the same counter. [I28]
    if (this.#counter) void copy.kept.set('device', this.#counter.split('-')[1] ?? '');
    this.#restarts = Math.max(0, this.#restarts - 1);
  }

  #onRefusal(copy: Copy, { code, reason, entries, late }: Refusal): void {
    if (copy.isRefused || this.#isLeft) return;
    if (late !== undefined) return this.#onLateRefused(late, code, reason, entries);
    if (code === 'frozen') this.#news = { ...this.#news, isFrozen: true, mayWrite: false };
    else if (entries.length > 0) this.#unsaved?.refuse(entries, code, reason);
    else if (++this.#brokenTurns > 1) {
      this.#brokenTurns = 0;
      this.#unsaved?.refuse(this.#unsaved.waiting, code, reason);
    }
    this.#restart(copy);
  }

  /** Not even late: the kind keeps none, or the document was opened again and takes them as they are. */
  #onLateRefused(
    late: string,
    code: Refusal['code'],
    reason: string | undefined,
    entries: Refusal['entries'],
  ): void {
    if (this.#lateTurn?.id !== late) return;
    this.#lateTurn = undefined;
    if (this.isFrozen || code !== 'frozen') {
      this.#unsaved?.refuse(entries, code, reason);
      return this.#sendLate();
    }
    if (this.#copy && this.#unsaved) apply(this.#copy.doc, this.#unsaved.waiting);
    this.#askSavedSoon();
  }

  /** Throws the copy away and fetches a fresh one; what is shown stays until that is there. */
  #restart(copy: Copy, delayMs = 0): void {
    copy.isRefused = true;
    copy.wire.close();
    this.#lateTurn = undefined;
    this.isSynced = false;
    const waitMs = Math.min(restartMsMax, delayMs + restartMsMin * 2 ** Math.min(this.#restarts, 8));
    this.#restarts += 1;
    clearTimeout(this.#restartTimer);
    this.#restartTimer = setTimeout(
      () => void this.#startAnew(copy),
      this.#restarts === 1 ? delayMs : waitMs,
    );
  }

  async #startAnew(old: Copy): Promise<void> {
    await old.kept.wipe();
    if (this.#isLeft) return;
    const next = this.#makeCopy(this.#isKept);
    await withTimeout(next.kept.loaded, loadMsMax);
    if (this.#isLeft) return close(next);
    this.#pendingCopy = next;
    if (this.#device.isOnline()) next.wire.connect();
  }
  get #living(): Copy | undefined {
    return this.#copy?.isRefused ? this.#pendingCopy : this.#copy;
  }

  #onNews(copy: Copy, news: News): void {
    if (this.#isLeft || copy.isRefused) return;
    this.#news = news;
    void copy.kept.set('news', JSON.stringify(news));
    if (news.isFrozen && copy.wire.provider.synced) this.#sendLate();
  }

  /** What came after the freeze goes to the slice, and is done when its receipt is here. [LD-9] */
  #sendLate(): void {
    const unsaved = this.#unsaved;
    const copy = this.#living;
    if (!unsaved || !copy || this.#lateTurn || unsaved.size === 0 || !copy.wire.isConnected) return;
    const writes = unsaved.waiting.slice(0, lateWritesMax);
    const id = this.#device.random();
    this.#lateTurn = { id, writes };
    copy.wire.sendLate(
      JSON.stringify({
        id,
        writes: writes.map(({ root, key, value, atMs }) => ({ root, key, value, atMs })),
      }),
    );
  }

  #onReceipt(id: string, kept: number): void {
    if (this.#lateTurn?.id !== id) return;
    this.#unsaved?.drop(this.#lateTurn.writes);
    this.#late += kept;
    this.#lateTurn = undefined;
    this.#sendLate();
  }

  #confirm(number: number): void {
    if (!this.#unsaved || this.isFrozen) return;
    const had = this.#unsaved.size;
    this.#unsaved.saved(number);
    if (had > 0 || this.#savedAtMs === undefined) this.#savedAtMs = this.#device.now();
    this.#restarts = 0;
    this.#brokenTurns = 0;
  }

  #askSavedSoon(): void {
    this.#askTimer ??= setTimeout(() => this.#askSaved(), askSavedMs);
  }

  #askSaved(): void {
    clearTimeout(this.#askTimer);
    this.#askTimer = undefined;
    const copy = this.#copy;
    if (copy && this.#isCurrent(copy) && copy.wire.provider.synced)
      copy.wire.askSaved(this.#unsaved?.last ?? 0);
  }

  #onConnected(copy: Copy, isConnected: boolean): void {
    if (this.#isLeft || copy !== this.#living) return;
    this.#isConnected = isConnected;
    if (isConnected) this.#offlineSinceMs = undefined;
    else {
      this.isSynced = false;
      this.#lateTurn = undefined;
    }
  }

  #onClosed(copy: Copy, code: number): void {
    if (this.#isLeft || copy.isRefused) return;
    this.#isConnected = false;
    this.isSynced = false;
    this.#offlineSinceMs ??= this.#device.now();
    if (code === closeCodes.sessionOver) this.#isSignedOut = true;
    else if (code === closeCodes.notYours) void this.#giveUp(copy);
    // Too large a frame, or one that no rule allows: written again in smaller ones.
    else if (code === 1009) this.#restart(copy);
    else if (code === closeCodes.policy) this.#restart(copy, 5_000);
  }

  /** Access is lost: what was kept goes, what was not saved is shown as refused. [F28] */
  async #giveUp(copy: Copy): Promise<void> {
    this.#isGone = true;
    this.#unsaved?.refuse(this.#unsaved.waiting, 'not_yours', undefined);
    for (const map of this.#maps.values()) map.turnTo(undefined);
    copy.wire.close();
    await copy.kept.wipe();
  }

  #setOnline(isOnline: boolean): void {
    const copy = this.#living;
    if (this.#isLeft || !copy || this.#isGone) return;
    if (isOnline) return copy.wire.connect();
    this.#offlineSinceMs ??= this.#device.now();
    copy.wire.disconnect();
  }

  #feelPulse(): void {
    const wire = this.#living?.wire;
    if (!wire?.isConnected) return;
    const silentMs = Date.now() - wire.heardAtMs;
    if (silentMs > silentMsMax) wire.reconnect();
    else if (silentMs > quietMsMax) wire.askSaved(0);
  }

  #readPresence(copy: Copy): void {
    if (copy !== this.#copy) return;
    const others: Presence[] = [];
    for (const [client, state] of copy.wire.provider.awareness.getStates()) {
      const parsed = client === copy.doc.clientID ? undefined : presenceSchema.safeParse(state);
      if (parsed?.success) others.push(parsed.data);
    }
    this.present = others;
  }

  #mustFit({ root, key, value }: OwnWrite): void {
    const shape = this.shape.roots[root];
    const isKey = shape?.key.exec(key)?.[0] === key;
    const isFine = value === undefined ? shape?.isErasable : shape?.value.safeParse(value).success;
    if (!isKey || !isFine) throw new TypeError(`${this.shape.kind} takes no ${root}/${key}`);
  }
}

const unkept: Kept = {
  loaded: Promise.resolve(),
  get: async () => undefined,
  set: async () => undefined,
  leave: async () => undefined,
  wipe: async () => undefined,
};

function close({ wire, kept, doc }: Copy): void {
  wire.close();
  void kept.leave();
  doc.destroy();
}

function apply(doc: Y.Doc, writes: readonly OwnWrite[]): void {
  if (writes.length === 0) return;
  doc.transact(() => {
    for (const { root, key, value } of writes) {
      if (value === undefined) doc.getMap(root).delete(key);
      else doc.getMap<LiveValue>(root).set(key, value);
    }
  });
}

function allOf(doc: Y.Doc, shape: DocumentShape): readonly OwnWrite[] {
  return Object.keys(shape.roots).flatMap((root) =>
    [...doc.getMap<LiveValue>(root)].map(([key, value]) => ({ root, key, value })),
  );
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Whether it was done in time. */
function withTimeout(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms)),
  ]);
}
