import { agreementOf, settledOf } from '#domain/transfer/agreement.ts';
import { isDraft } from '#domain/transfer/state.ts';
import { m } from '#messages';
import { accountOfCounter } from '#protocol/live/counter.ts';
import type { talkShape } from '#protocol/transfer/talk.ts';
import type { TransferLineView } from '#protocol/transfer/views.ts';
import type { LiveDocument } from '../live/live-document.svelte.ts';
import type { SkuRow } from '../stock/stock-api.ts';
import { nameOf, skuNameOf } from '../ui/name.ts';
import { draftOf, hashOf } from './agreement.ts';
import type { TransferDesk } from './transfer-desk.svelte.ts';

export const talkFields = ['asked', 'offered', 'ruled'] as const;
export type TalkField = (typeof talkFields)[number];
export type TalkDocument = LiveDocument<typeof talkShape>;

export interface TalkRow {
  readonly sku: number;
  readonly name: string;
  readonly code: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly asked: number | null;
  readonly offered: number | null;
  readonly ruled: number | null;
  readonly comments: number;
}

export interface TalkComment {
  readonly key: string;
  /** 0: about the whole. */
  readonly sku: number;
  readonly text: string;
  readonly atMs: number;
  readonly account: number | undefined;
}

const savedMsMax = 5000;

/** The pencil part of a transfer: the live document over the transfer's row, and what the person may write in it. */
export class Talk {
  #document = $state.raw<TalkDocument>();
  #added = $state.raw<ReadonlyMap<number, SkuRow>>(new Map());
  /** What the next comment is about. */
  about = $state(0);
  readonly #desk: TransferDesk;
  readonly isPencil = $derived.by(() => {
    const { view } = this.#desk;
    return view !== undefined && isDraft(view.card.state);
  });
  /** A lorry of the standing run has nothing to be talked about. */
  readonly isTalkedAbout = $derived.by(() => this.isPencil && this.#desk.view?.card.kind !== 'delivery');
  /** What is written comes from the document once that is in step; before, from the transfer's row. */
  readonly isLive = $derived(this.isPencil && this.#document?.isLoaded === true && this.#document.isSynced);
  readonly #lineBySku = $derived.by(
    () => new Map<number, TransferLineView>((this.#desk.view?.lines ?? []).map((line) => [line.skuId, line])),
  );
  readonly #numbers = $derived.by(() => {
    const live = this.isLive ? this.#document : undefined;
    const lines = this.#lineBySku;
    const of = (field: TalkField) => (sku: number) =>
      live ? live.map(field).get(String(sku)) : (lines.get(sku)?.[field] ?? undefined);
    const skus = live
      ? talkFields.flatMap((field) => [...live.map(field).entries()].map(([key]) => Number(key)))
      : [...lines.keys()];
    return { asked: of('asked'), offered: of('offered'), ruled: of('ruled'), skus: new Set(skus) };
  });
  readonly draft = $derived(draftOf(this.#numbers.skus, this.#numbers));
  /** Of what stands before the person: what he signs. Empty where nothing can be signed. */
  readonly hash = $derived.by(() => {
    const card = this.#desk.view?.card;
    return card ? hashOf(this.draft, card.sourceStoreId, card.targetStoreId) : '';
  });
  /** Why nothing can be signed, in words. */
  readonly obstacle = $derived.by(() => {
    const agreement = agreementOf(this.draft);
    if (agreement.outcome === 'open') return m.transfer_lines_open({ count: agreement.skus.length });
    if (agreement.outcome === 'empty') return m.transfer_nothing_to_sign();
    const short = this.draft.filter((line) => {
      const facts = this.#desk.facts.get(line.sku);
      return facts !== undefined && (settledOf(line) ?? 0) > facts.source.available;
    });
    return short.length > 0 ? m.transfer_lines_short({ count: short.length }) : '';
  });
  readonly comments = $derived.by(() =>
    [...(this.#document?.map('comments').entries() ?? [])]
      .map(([key, { text, atMs }]): TalkComment => {
        const [sku = '0', counter = ''] = key.split('|');
        return { key, sku: Number(sku), text, atMs, account: accountOfCounter(counter) };
      })
      .sort((one, other) => one.atMs - other.atMs),
  );
  readonly rows = $derived.by(() =>
    this.draft
      .map(({ sku, asked, offered, ruled }): TalkRow => {
        const line = this.#lineBySku.get(sku);
        const other = this.#added.get(sku);
        return {
          sku,
          name: this.nameOf(sku),
          code: line?.skuCode ?? other?.code ?? '',
          unitZh: line?.unitZh ?? other?.unitZh ?? '',
          unitEn: line?.unitEn ?? other?.unitEn ?? '',
          asked,
          offered,
          ruled,
          comments: this.comments.filter((one) => one.sku === sku).length,
        };
      })
      .sort((one, other) => (one.code < other.code ? -1 : 1)),
  );
  /** The columns that are his. */
  readonly mine = $derived.by((): readonly TalkField[] => {
    const rights = this.#desk.view?.rights;
    if (!rights?.mayTalk || !this.#document?.mayWrite) return [];
    const fieldBySide = { target: 'asked', source: 'offered', region: 'ruled' } as const;
    const fields = rights.sides.map((side): TalkField => fieldBySide[side]);
    return talkFields.filter((field) => fields.includes(field));
  });
  /** Lines on which the other side waits for his number. */
  readonly unanswered = $derived(this.rows.filter((row) => this.#isUnanswered(row)).length);

  constructor(desk: TransferDesk) {
    this.#desk = desk;
  }

  get document(): TalkDocument | undefined {
    return this.#document;
  }

  open(document: TalkDocument): void {
    this.#document = document;
  }

  leave(): void {
    this.#document?.leave();
  }

  nameOf(sku: number): string {
    const line = this.#lineBySku.get(sku);
    if (line) return skuNameOf(line);
    const other = this.#added.get(sku);
    return other ? nameOf(other) : `#${sku}`;
  }

  set(field: TalkField, sku: number, value: number | undefined): void {
    if (this.#numbers[field](sku) === value) return;
    if (value === undefined) this.#document?.erase(field, String(sku));
    else this.#document?.set(field, String(sku), value);
  }

  /** Adds goods, or one more of goods that stand there: so that each scan counts. */
  add(sku: SkuRow): void {
    this.#added = new Map(this.#added).set(sku.skuId, sku);
    const [field] = this.mine;
    if (field) this.set(field, sku.skuId, (this.#numbers[field](sku.skuId) ?? 0) + 1);
  }

  /** Takes over the other side's numbers where one's own is still missing; never offers more than is free. */
  answerAll(): void {
    for (const row of this.rows) {
      if (this.mine.includes('offered') && row.offered === null && row.asked !== null) {
        const available = this.#desk.facts.get(row.sku)?.source.available ?? row.asked;
        this.set('offered', row.sku, Math.max(0, Math.min(row.asked, available)));
      }
      if (this.mine.includes('asked') && row.asked === null && row.offered !== null)
        this.set('asked', row.sku, row.offered);
    }
  }

  say(text: string): void {
    const document = this.#document;
    if (!document) return;
    const prefix = `${this.about}|${document.counter}|`;
    const count = this.comments.filter(({ key }) => key.startsWith(prefix)).length;
    document.set('comments', `${prefix}${count + 1}`, { text, atMs: this.#desk.nowMs });
    this.about = 0;
  }

  /** Leaving a cell and signing is one movement: waits until one's own last number is saved. */
  async settled(): Promise<void> {
    const until = Date.now() + savedMsMax;
    while (this.#document?.status.state === 'saving' && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  #isUnanswered({ asked, offered, ruled }: TalkRow): boolean {
    if (ruled !== null) return false;
    const { mine } = this;
    return (mine.includes('offered') && offered === null) || (mine.includes('asked') && asked === null);
  }
}
