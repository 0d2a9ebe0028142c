import { inflateSync } from 'fflate';
import * as Y from 'yjs';
import type { AccountId } from '#domain/identity/ids.ts';
import { counterOf, type Counter } from '#protocol/live/counter.ts';
import type { DocumentShape, LiveValue, ValueOf } from '#protocol/live/shape.ts';
import {
  closeCodes,
  presenceSchema,
  type News,
  type Place,
  type Presence,
  type Refusal,
} from '#protocol/live/wire.ts';
import { closeCopy, missingOf, openCopy, writeInto, type Copy, type OwnWrite } from './copy.ts';
import { browserDevice, keptCopyName, keptName, type LiveDevice } from './device.ts';
import type { JournalWrite } from './journal.ts';
import { LateWrites } from './late-writes.ts';
import type { LiveMap } from './live-map.svelte.ts';
import { LiveMaps, type WritesListener } from './live-maps.ts';
import { LiveStanding } from './live-standing.svelte.ts';
import type { LiveStatus } from './live-status.ts';
import { UnsavedWrites } from './unsaved-writes.svelte.ts';

export type { OwnWrite } from './copy.ts';

export interface LiveDocumentOptions<Shape extends DocumentShape> {
  readonly shape: Shape;
  readonly id: string;
  readonly me: { readonly company: string; readonly accountId: number };
  readonly device?: LiveDevice;
}

const askSavedMs = 120;
const beatMs = 2_000;
/** This long without a frame and the server is asked whether it is there; then the socket is given up. [F7] */
const quietMsMax = 5_000;
const silentMsMax = 12_000;
const replayWrites = 400;
const restartMsMin = 300;
const restartMsMax = 30_000;
/** A page that sent what no rule allows waits before it comes again. */
const restartAfterStrikesMs = 5_000;
/** An edit may overtake one that a server took along when it died: so it is not the writes' fault at once. */
const brokenTurnsMax = 8;
const tooLarge = 1009;

/**
 * A live document on a page: opens at once from the device, then from the network; keeps one's own writes until they are
 * in the ledger's Postgres; says in one status how they stand. When a write is refused the copy is thrown away (Yjs can't take
 * anything back), a fresh one is fetched, and everything else that was not saved yet is written again.
 *
 *   copy: from the device → connected → refused ┐
 *            ↑ takes its place when in step     │ wiped
 *   pending copy: fetched from the server ←─────┘
 */
export class LiveDocument<Shape extends DocumentShape = DocumentShape> {
  readonly shape: Shape;
  readonly id: string;
  present = $state.raw<readonly Presence[]>([]);
  readonly #standing = new LiveStanding();
  readonly #maps: LiveMaps;
  readonly #late: LateWrites;
  #counter: Counter | undefined;
  #copy: Copy | undefined;
  /** Fetched anew after a refusal, until it takes the copy's place. */
  #pendingCopy: Copy | undefined;
  #isLeft = false;
  #restarts = 0;
  #brokenTurns = 0;
  #place: Place = {};
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #slot = 0;
  #freeSlot = (): void => undefined;
  readonly #me: LiveDocumentOptions<Shape>['me'];
  readonly #device: LiveDevice;
  readonly #name: string;
  readonly #beat: ReturnType<typeof setInterval>;
  readonly #stopOnline: () => void;
  /** Resolves when it is open from the device. */
  readonly opened: Promise<void>;

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
    this.#maps = new LiveMaps(shape);
    this.#late = new LateWrites({
      standing: this.#standing,
      random: device.random,
      wire: () => this.#living?.wire,
      onOpenAgain: () => this.#writeWaiting(),
    });
    this.#beat = setInterval(() => this.#feelPulse(), beatMs);
    this.#stopOnline = device.onOnline((isOnline) => this.#setOnline(isOnline));
    this.opened = this.#open();
  }

  map<Root extends keyof Shape['roots'] & string>(root: Root): LiveMap<ValueOf<Shape, Root> & LiveValue> {
    return this.#maps.of(root) as unknown as LiveMap<ValueOf<Shape, Root> & LiveValue>;
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

  get status(): LiveStatus {
    return this.#standing.status;
  }
  get isLoaded(): boolean {
    return this.#standing.isLoaded;
  }
  get isSynced(): boolean {
    return this.#standing.isSynced;
  }
  get mayWrite(): boolean {
    return this.#standing.news.mayWrite && !this.#standing.isGone;
  }
  get role(): string {
    return this.#standing.news.role;
  }
  get isFrozen(): boolean {
    return this.#standing.news.isFrozen;
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
    if (this.isFrozen) return this.#late.send();
    writeInto(copy.doc, writes);
    this.#askSavedSoon();
  }

  /** Calls back at once with everything, then with each change, own and others'. Answers how to stop. */
  follow(listener: WritesListener): () => void {
    return this.#maps.follow(listener);
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
    this.#maps.turnTo(undefined);
    if (this.#copy) closeCopy(this.#copy);
    if (this.#pendingCopy && this.#pendingCopy !== this.#copy) closeCopy(this.#pendingCopy);
    this.#unsaved?.close();
    this.#freeSlot();
  }

  get #unsaved(): UnsavedWrites | undefined {
    return this.#standing.unsaved;
  }

  /** The copy that is connected, or to be. */
  get #living(): Copy | undefined {
    return this.#copy?.isRefused ? this.#pendingCopy : this.#copy;
  }

  #isCurrent(copy: Copy): boolean {
    return copy === this.#copy && !copy.isRefused && !this.#isLeft;
  }

  async #open(): Promise<void> {
    const standing = this.#standing;
    const { journal, isKept } = await this.#device.journal(`${keptName(this.#me)}/journal`);
    standing.isKept = isKept;
    const { slot, free } = await this.#device.slot(`${keptName(this.#me)}/${this.#name}`);
    this.#freeSlot = free;
    this.#slot = slot;
    const unsaved = new UnsavedWrites(journal, this.#name, slot, () => (standing.isKept = false));
    await unsaved.load((other) => this.#bury(other));
    if (this.#isLeft) return free();
    const copy = await this.#openCopy();
    const token = (await copy.kept.get('device')) ?? this.#device.random();
    await copy.kept.set('device', token);
    this.#counter = counterOf(this.#me.accountId as AccountId, token, slot);
    const news = await copy.kept.get('news');
    if (this.#isLeft) return closeCopy(copy);
    if (news !== undefined) standing.news = { ...(JSON.parse(news) as News), isFrozen: false };
    standing.unsaved = unsaved;
    writeInto(copy.doc, missingOf(copy.doc, unsaved.waiting));
    this.#turnTo(copy);
    standing.isLoaded = true;
    if (this.#device.isOnline()) copy.wire.connect();
    else standing.offlineSinceMs = this.#device.now();
  }

  /** Whether that tab is no more. Its writes are this tab's then, and what else it kept is the server's. */
  async #bury(slot: number): Promise<boolean> {
    const free = await this.#device.claim(`${keptName(this.#me)}/${this.#name}`, slot);
    if (!free) return false;
    const keptAs = keptCopyName(this.#me, this.#name, slot);
    if (this.#standing.isKept && keptAs !== keptCopyName(this.#me, this.#name, this.#slot))
      await this.#device.keep(keptAs, new Y.Doc()).wipe();
    free();
    return true;
  }

  async #openCopy(insteadOf?: Copy): Promise<Copy> {
    const copy = await openCopy({
      device: this.#device,
      shape: this.shape,
      id: this.id,
      ...(insteadOf ? { insteadOf } : {}),
      keptAs: this.#standing.isKept ? keptCopyName(this.#me, this.#name, this.#slot) : undefined,
      events: {
        onBarrier: (one, number) => {
          if (this.#isCurrent(one)) this.#confirm(number);
        },
        onRefusal: (one, refusal) => this.#onRefusal(one, refusal),
        onAhead: (one) => this.#onAhead(one),
        onNews: (one, news) => this.#onNews(one, news),
        onReceipt: (receipt) => this.#late.onReceipt(receipt),
        onSynced: (one) => this.#onSynced(one),
        onConnected: (one, isConnected) => this.#onConnected(one, isConnected),
        onClosed: (one, code) => this.#onClosed(one, code),
        onPresence: (one) => this.#readPresence(one),
      },
    });
    copy.wire.provider.awareness.setLocalState({ ...this.#place });
    return copy;
  }

  #turnTo(copy: Copy): void {
    this.#copy = copy;
    // Where one went while the copy was being opened.
    copy.wire.provider.awareness.setLocalState({ ...this.#place });
    this.#maps.turnTo(copy.doc);
  }

  #onSynced(copy: Copy): void {
    if (this.#isLeft || copy.isRefused) return;
    if (copy !== this.#copy) this.#replay(copy);
    this.#standing.isSynced = true;
    this.#askSaved();
    if (this.isFrozen) this.#late.send();
  }

  /** Writes into a fresh copy what is not saved yet, in frames that the server takes, and shows it. */
  #replay(copy: Copy): void {
    const waiting = this.isFrozen ? [] : this.unsaved();
    for (let at = 0; at < waiting.length; at += replayWrites)
      writeInto(copy.doc, waiting.slice(at, at + replayWrites));
    this.#turnTo(copy);
    this.#restarts = Math.max(0, this.#restarts - 1);
  }

  #writeWaiting(): void {
    if (this.#copy) writeInto(this.#copy.doc, this.unsaved());
    this.#askSavedSoon();
  }

  #onRefusal(copy: Copy, refusal: Refusal): void {
    const { code, reason, entries, late } = refusal;
    const standing = this.#standing;
    if (copy.isRefused || this.#isLeft) return;
    if (late !== undefined) return this.#late.onRefused(late, refusal);
    if (code === 'frozen') standing.news = { ...standing.news, isFrozen: true, mayWrite: false };
    else if (entries.length > 0) this.#unsaved?.refuse(entries, code, reason);
    // Again and again what the server can't name: nothing that waits here will ever be taken.
    else if (++this.#brokenTurns > brokenTurnsMax) {
      this.#brokenTurns = 0;
      this.#unsaved?.refuse(this.unsaved(), code, reason);
    }
    this.#restart(copy);
  }

  /** What others wrote was shown here and is not on the server: their devices have it still and send it again. [LD-13] */
  #onAhead(copy: Copy): void {
    if (!copy.isRefused && !this.#isLeft) this.#restart(copy);
  }

  /** Throws the copy away and fetches a fresh one; what is shown stays until that is there. */
  #restart(copy: Copy, delayMs = 0): void {
    copy.isRefused = true;
    copy.wire.close();
    this.#late.forget();
    this.#standing.isSynced = false;
    const waitMs = Math.min(restartMsMax, delayMs + restartMsMin * 2 ** Math.min(this.#restarts, 8));
    this.#restarts += 1;
    clearTimeout(this.#restartTimer);
    this.#restartTimer = setTimeout(
      () => void this.#startAnew(copy),
      this.#restarts === 1 ? delayMs : waitMs,
    );
  }

  async #startAnew(old: Copy): Promise<void> {
    const token = await old.kept.get('device');
    await old.kept.wipe();
    if (this.#isLeft) return;
    const next = await this.#openCopy(old);
    if (token !== undefined) await next.kept.set('device', token);
    if (this.#isLeft) return closeCopy(next);
    this.#pendingCopy = next;
    if (this.#device.isOnline()) next.wire.connect();
  }

  #onNews(copy: Copy, news: News): void {
    if (this.#isLeft || copy.isRefused) return;
    this.#standing.news = news;
    void copy.kept.set('news', JSON.stringify(news));
    if (news.isFrozen && copy.wire.provider.synced) this.#late.send();
  }

  #confirm(number: number): void {
    const unsaved = this.#unsaved;
    if (!unsaved || this.isFrozen) return;
    const had = unsaved.size;
    unsaved.saved(number);
    if (had > 0 || this.#standing.savedAtMs === undefined) this.#standing.savedAtMs = this.#device.now();
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
    const standing = this.#standing;
    if (this.#isLeft || copy !== this.#living) return;
    standing.isConnected = isConnected;
    if (isConnected) standing.offlineSinceMs = undefined;
    else {
      standing.isSynced = false;
      this.#late.forget();
    }
  }

  #onClosed(copy: Copy, code: number): void {
    const standing = this.#standing;
    if (this.#isLeft || copy.isRefused) return;
    standing.isConnected = false;
    standing.isSynced = false;
    standing.offlineSinceMs ??= this.#device.now();
    if (code === closeCodes.sessionOver) standing.isSignedOut = true;
    else if (code === closeCodes.notYours) void this.#giveUp(copy);
    // Too large a frame, or one that no rule allows: written again in smaller ones.
    else if (code === tooLarge) this.#restart(copy);
    else if (code === closeCodes.policy) this.#restart(copy, restartAfterStrikesMs);
  }

  /** Access is lost: what was kept goes, what was not saved is shown as refused. [F28] */
  async #giveUp(copy: Copy): Promise<void> {
    this.#standing.isGone = true;
    this.#unsaved?.refuse(this.unsaved(), 'not_yours', undefined);
    this.#maps.turnTo(undefined);
    copy.wire.close();
    await copy.kept.wipe();
  }

  #setOnline(isOnline: boolean): void {
    const copy = this.#living;
    if (this.#isLeft || !copy || this.#standing.isGone) return;
    if (isOnline) return copy.wire.connect();
    this.#standing.offlineSinceMs ??= this.#device.now();
    copy.wire.disconnect();
  }

  #feelPulse(): void {
    const wire = this.#living?.wire;
    if (!wire?.isConnected) return;
    if (wire.silentMs > silentMsMax) wire.reconnect();
    else if (wire.silentMs > quietMsMax) wire.askSaved(0);
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
