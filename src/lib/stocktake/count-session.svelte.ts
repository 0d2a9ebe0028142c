import { untrack } from 'svelte';
import { m } from '#messages';
import { cleanBarcode } from '#domain/catalog/barcode.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import { quantity } from '#domain/quantity.ts';
import type { Entry } from '#domain/stocktake/entry.ts';
import { resolutionWrite } from '#protocol/stocktake/sheet-fold.ts';
import type { sheetShape } from '#protocol/stocktake/sheet-shape.ts';
import type { StocktakeView } from '#protocol/stocktake/views.ts';
import { deviceName } from '../identity/device-name.ts';
import type { Me } from '../identity/me.ts';
import type { LiveDocument } from '../live/live-document.svelte.ts';
import { writeShortStringsFast } from '../live/short-strings.ts';
import { Camera, prepareReader } from '../scan/camera.svelte.ts';
import { prepareSound, signal } from '../scan/signal.ts';
import { wedgeListener } from '../scan/wedge.ts';
import { goodsNameOf } from './words.ts';
import { BookOnPhone } from './book.svelte.ts';
import { CountDesk, type ScanAnswer } from './count-desk.svelte.ts';
import { CountZones } from './count-zones.svelte.ts';
import { GoodsLearner } from './goods-learner.ts';
import type { GoodsIndex, GoodsItem, GoodsMatch } from './goods.ts';
import { Pad } from './pad.svelte.ts';
import { readPosition } from './stocktake-api.ts';
import { TwiceQuestion } from './twice-question.svelte.ts';

writeShortStringsFast();

export type SheetDocument = LiveDocument<typeof sheetShape>;

export interface SessionParts {
  readonly me: Me;
  readonly view: StocktakeView;
  readonly goods: GoodsIndex;
  readonly canKeep: boolean;
  readonly document: SheetDocument;
}

/** What lies over the page. */
export type CountSheet =
  | { readonly kind: 'find' | 'list' | 'zones' }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'resolve'; readonly barcode: string }
  | {
      readonly kind: 'pad';
      readonly pad: Pad;
      readonly title: string;
      readonly unit: string;
      readonly packQuantity: number;
      readonly done: (units: number) => void;
    };

/** A code that names several goods: a person says which; nothing waits for it and nothing is lost. */
interface Question {
  readonly code: string;
  readonly matches: readonly GoodsMatch[];
}

/** How often the page asks where the ledger stands, and after how long a pause it closes the windows of what it counted. */
const lookMs = 4000;
const pauseMs = 5000;

/**
 * A person counting in front of one page: scans in, entries out, and what the page shows of it. The document, the network and
 * the camera hang on it; what counts and how is in the desk.
 */
export class CountSession {
  readonly me: Me;
  readonly view: StocktakeView;
  readonly goods: GoodsIndex;
  readonly document: SheetDocument;
  readonly desk: CountDesk;
  readonly zones: CountZones;
  readonly twice: TwiceQuestion;
  readonly camera: Camera;
  readonly book: BookOnPhone | undefined;
  readonly listen: (event: KeyboardEvent) => void;
  readonly #canKeep: boolean;
  readonly #learner: GoodsLearner;
  readonly #looking: ReturnType<typeof setInterval>;
  readonly #unfollow: () => void;
  #lastCountedAtMs = 0;
  isReady = $state(false);
  isSilent = $state(localStorage.getItem('tongpan_silent') === '1');
  sheet = $state.raw<CountSheet>();
  questions = $state.raw<readonly Question[]>([]);

  readonly mayCount: boolean = $derived.by(
    () => this.isReady && this.document.mayWrite && !this.document.isFrozen && this.#canKeep,
  );
  readonly isReviewer: boolean = $derived.by(() => this.document.role === 'reviewer');
  readonly names: ReadonlyMap<number, string> = $derived.by(
    () =>
      new Map([
        ...this.view.peopleProgress.map(({ accountId, name }) => [accountId, name] as const),
        ...this.document.present.map(({ accountId, name }) => [accountId as number, name] as const),
        [this.me.accountId, this.me.name] as const,
      ]),
  );
  /** SKUs that are to be counted again by this person, or by anybody. */
  readonly recounts: readonly SkuId[] = $derived.by(() =>
    this.isReady && this.desk.revision >= 0
      ? [...this.desk.fold.askedBySku].flatMap(([sku, account]) =>
          (account === null || account === this.desk.accountId) && !this.desk.fold.sheet.lineOf(sku)
            ? [sku]
            : [],
        )
      : [],
  );

  constructor({ me, view, goods, canKeep, document }: SessionParts) {
    this.me = me;
    this.view = view;
    this.goods = goods;
    this.#canKeep = canKeep;
    this.document = document;
    this.desk = new CountDesk(
      {
        get counter() {
          return document.counter;
        },
        write: (writes) => document.write(writes),
      },
      () => goods,
    );
    this.twice = new TwiceQuestion(this.desk);
    this.zones = new CountZones({ zones: view.zones, desk: this.desk, present: () => document.present });
    this.#learner = new GoodsLearner({
      stocktake: view.id,
      storeId: view.storeId,
      goods,
      onLearnt: () => this.desk.take([]),
    });
    this.#unfollow = document.follow((writes, isWhole) => untrack(() => this.#take(writes, isWhole)));
    this.camera = new Camera((code) => this.scanned(code));
    this.book = view.isBlind ? undefined : new BookOnPhone(view.id);
    this.listen = wedgeListener((code, keys) => this.#typed(code, keys), {
      isTyping: () => this.sheet?.kind === 'pad',
    });
    this.#looking = setInterval(() => void this.#look(), lookMs);
  }

  #take(writes: Parameters<CountDesk['take']>[0], isWhole: boolean): void {
    this.desk.take(writes, isWhole);
    // What a code was said to be may be goods that this phone has not heard of.
    const skus = [...this.desk.fold.sheet.resolutions.values()].map(({ sku }) => sku);
    if (skus.length > 0) void this.#learner.learn(skus);
  }

  /** Once the document is open on this device. */
  begin(): void {
    if (this.isReady) return;
    this.desk.tally.learn(this.view.position);
    this.isReady = true;
    void this.book?.look();
    // The reader is there before the person goes where there is no network.
    if (navigator.onLine) whenIdle(() => void prepareReader());
    if (!this.isSilent) whenIdle(prepareSound);
    if (this.view.state === 'counting' && this.document.mayWrite)
      this.desk.sayDevice(deviceName(navigator.userAgent) ?? m.count_device());
  }

  leave(): void {
    clearInterval(this.#looking);
    this.#unfollow();
    this.camera.stop();
    this.document.leave();
  }

  scanned(code: string): void {
    const read = cleanBarcode(code);
    if (!this.mayCount || read === '') return signal('asked', this.isSilent);
    this.#settle(this.desk.scan(read));
  }

  /** Of a scanner that types: what stood on an open pad before it is taken as said, the code is the next thing. */
  #typed(code: string, keys: number): void {
    const { sheet } = this;
    if (sheet?.kind === 'pad') {
      sheet.pad.takeBack(keys);
      if (sheet.pad.isTouched) sheet.done(sheet.pad.units);
      else this.sheet = undefined;
    }
    this.scanned(code);
  }

  #settle(answer: ScanAnswer): void {
    this.#lastCountedAtMs = performance.now();
    switch (answer.kind) {
      case 'choose':
        signal('asked', this.isSilent);
        this.questions = [...this.questions, answer];
        return;
      case 'unknown': {
        // Kept before anybody is asked: the phone may go dark at any moment.
        const { entry } = this.desk.keepUnknown(answer.code);
        signal('asked', this.isSilent);
        void this.#lookUp(answer.code, entry);
        return this.#show();
      }
      case 'counted':
        signal(this.twice.consider(answer.entry, answer.twice) ? 'asked' : 'counted', this.isSilent);
        return this.#show();
    }
  }

  /** Codes that the phone does not know may be a scale's label, or goods that are new: the server may know. */
  async #lookUp(code: string, entry: Entry): Promise<void> {
    const found = await this.#learner.match(code);
    if (found && this.mayCount) this.desk.replace(entry, found.sku, found.units);
  }

  /** Answers the oldest question; without an item the code is kept as it was read. */
  answer(item?: GoodsItem): void {
    const [question, ...rest] = this.questions;
    if (!question) return;
    this.questions = rest;
    const match = question.matches.find((one) => one.item === item);
    if (match) this.#settle(this.desk.count(match.item.skuId, match.quantity));
    else this.desk.keepUnknown(question.code);
  }

  /** So many of an item that was found by hand: the pad asks. */
  ask(item: GoodsItem, start = 0): void {
    this.openPad({
      title: goodsNameOf(item),
      start,
      item,
      done: (units) => this.#settle(this.desk.count(item.skuId, units)),
    });
  }

  keepCode(code: string): void {
    this.sheet = undefined;
    this.#settle(this.desk.scan(cleanBarcode(code)));
  }

  correct(entry: Entry): void {
    const meaning = this.desk.fold.sheet.meaningOf(entry);
    const item = meaning && this.goods.of(meaning.sku);
    this.openPad({
      title: this.entryName(entry),
      start: entry.quantity,
      item: entry.counted.kind === 'sku' ? item : undefined,
      done: (units) => {
        if (units !== entry.quantity) this.desk.correct(entry, units);
      },
    });
  }

  openPad(asked: {
    readonly title: string;
    readonly start: number;
    readonly item: GoodsItem | undefined;
    readonly done: (units: number) => void;
  }): void {
    this.sheet = {
      kind: 'pad',
      pad: new Pad(asked.start),
      title: asked.title,
      unit: asked.item ? goodsNameOf({ nameZh: asked.item.unitZh, nameEn: asked.item.unitEn }) : '',
      packQuantity: asked.item?.packQuantity ?? 1,
      done: (units) => {
        this.sheet = undefined;
        this.#lastCountedAtMs = performance.now();
        asked.done(units);
      },
    };
  }

  /** What a code is, said by who reviews: all its scans count. */
  resolve(barcode: string, item: GoodsItem, units: number): void {
    this.sheet = undefined;
    const write = resolutionWrite(barcode, { sku: item.skuId, quantity: quantity(units) });
    this.desk.take([write]);
    this.document.write([write]);
  }

  enterZone(zone: number): void {
    this.desk.zone = zone;
    this.sheet = undefined;
    this.twice.keepBoth();
    this.#show();
  }

  silence(): void {
    this.isSilent = !this.isSilent;
    localStorage.setItem('tongpan_silent', this.isSilent ? '1' : '0');
  }

  entryName(entry: Entry): string {
    const meaning = this.desk.fold.sheet.meaningOf(entry);
    const item = meaning && this.goods.of(meaning.sku);
    if (item) return goodsNameOf(item);
    return entry.counted.kind === 'barcode' ? entry.counted.barcode : `#${entry.counted.sku}`;
  }

  personName(account: number): string {
    return this.names.get(account) ?? `#${account}`;
  }

  #show(): void {
    this.document.show({ place: this.zones.nameOf(this.desk.zone), doing: 'count' });
  }

  async #look(): Promise<void> {
    if (!this.isReady || !navigator.onLine) return;
    this.desk.tally.ask();
    try {
      const { position, nowMs, zones } = await readPosition(this.view.id);
      this.desk.learn(position, nowMs);
      this.zones.learn(zones);
      if (performance.now() - this.#lastCountedAtMs > pauseMs && this.mayCount) this.desk.pause();
      await this.book?.look(position);
    } catch {
      // No answer, no reading: windows stay open until there is one.
    }
  }
}

/** Safari knows no idle time: a little later has to do. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 8000 });
  else setTimeout(run, 2000);
}
