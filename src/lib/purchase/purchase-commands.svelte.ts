import { purchaseName, type PurchaseId } from '#domain/purchase/ids.ts';
import type { SendWay } from '#domain/purchase/order.ts';
import { m } from '#messages';
import type { PurchaseActRequest } from '#protocol/purchase/command.ts';
import type { PurchaseReceiptView } from '#protocol/purchase/views.ts';
import { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import type { Outbox, Sent } from '../outbox/outbox.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import type { AskedDeed } from './AskDialog.svelte';
import type { OrderDraft } from './order-draft.svelte.ts';
import { actOnPurchase } from './purchase-api.ts';
import type { PurchaseDesk } from './purchase-desk.svelte.ts';
import { purchaseEventWord } from './words.ts';

export interface PurchaseCommandsParts {
  readonly id: number;
  readonly desk: PurchaseDesk;
  readonly draft: OrderDraft;
  readonly outbox: Outbox;
  /** Takes the order as it stands into the draft, over what was typed. */
  readonly retake: () => void;
}

/** What one person does to one order, and what is asked before it is done. */
export class PurchaseCommands {
  isSendOpen = $state(false);
  isAskedOpen = $state(false);
  note = $state('');
  #asked = $state<AskedDeed>();
  #isBusy = $state(false);
  #wish: PurchaseActRequest | undefined;
  readonly #parts: PurchaseCommandsParts;

  constructor(parts: PurchaseCommandsParts) {
    this.#parts = parts;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }
  /** The deed that a question is open about. */
  get asked(): AskedDeed | undefined {
    return this.#asked;
  }

  may(act: string): boolean {
    return this.#parts.desk.view?.acts.some((one) => one === act) ?? false;
  }

  ask(what: AskedDeed, request?: PurchaseActRequest): void {
    this.#asked = what;
    this.#wish = request;
    this.note = '';
    this.isSendOpen = false;
    this.isAskedOpen = true;
  }

  undo({ key }: PurchaseReceiptView): void {
    this.ask('undo', { kind: 'undo', receipt: key });
  }

  async confirm(): Promise<void> {
    const request = this.#requestOf();
    if (!request) return;
    this.isAskedOpen = false;
    await this.#actAndTell(request);
  }

  reopen(): Promise<boolean> {
    return this.#act({ kind: 'reopen' });
  }

  async save(): Promise<boolean> {
    const { draft, retake } = this.#parts;
    if (!draft.isDirty) return true;
    const isSaved = await this.#act(draft.act);
    if (isSaved) retake();
    return isSaved;
  }

  async approve(): Promise<void> {
    const version = this.#version;
    if (version !== undefined) await this.#actAndTell({ kind: 'approve', version });
  }

  /** Saved first: what goes out is what is seen. */
  async submit(): Promise<void> {
    if (!(await this.save())) return;
    const version = this.#version;
    if (version !== undefined) await this.#actAndTell({ kind: 'submit', version, isSmall: false });
  }

  /** A draft that was changed may want an approval now: what it is decides which deed is shown. */
  async openSend(): Promise<void> {
    if (await this.save()) this.isSendOpen = this.may('send');
  }

  async send(way: SendWay): Promise<void> {
    if (!(await this.save())) return;
    const version = this.#version;
    if (version === undefined) return;
    if (await this.#actAndTell({ kind: 'send', version, way, isSmall: false })) this.isSendOpen = false;
  }

  /** A receipt goes by the outbox: it may wait for a network. */
  async receive(request: PurchaseActRequest): Promise<Sent['state']> {
    const { id, outbox, desk } = this.#parts;
    this.#isBusy = true;
    try {
      const sent = await outbox.send({
        path: `/api/purchases/${id}/acts`,
        body: request,
        label: `${purchaseName(id as PurchaseId)} ${purchaseEventWord('receive')}`,
        subject: `purchase ${id}`,
      });
      if (sent.state === 'accepted') toasts.tell('done', m.purchase_receive_done());
      if (sent.state === 'refused') toasts.tell('wrong', sent.sentence);
      if (sent.state === 'kept') toasts.tell('note', m.purchase_receive_kept());
      await desk.read(true);
      return sent.state;
    } finally {
      this.#isBusy = false;
    }
  }

  get #version(): number | undefined {
    return this.#parts.desk.view?.card.version;
  }

  #requestOf(): PurchaseActRequest | undefined {
    const wish = this.#wish;
    switch (this.#asked) {
      case 'cancel':
        return { kind: 'cancel' };
      case 'close':
      case 'reject':
        return { kind: this.#asked, note: this.note.trim() };
      case 'small':
        return wish && 'isSmall' in wish ? { ...wish, isSmall: true } : undefined;
      default:
        return wish;
    }
  }

  async #actAndTell(request: PurchaseActRequest): Promise<boolean> {
    const isDone = await this.#act(request);
    if (isDone) toasts.tell('done', m.purchase_done({ act: purchaseEventWord(request.kind) }));
    return isDone;
  }

  /** Sends what must be answered now. */
  async #act(request: PurchaseActRequest): Promise<boolean> {
    const { id, desk } = this.#parts;
    this.#isBusy = true;
    try {
      await actOnPurchase(id, request);
      await desk.read(true);
      return true;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      if (problem.code === 'purchase.below_minimum') {
        this.ask('small', request);
        return false;
      }
      toasts.tell('wrong', sentenceOf(problem));
      await desk.read(true);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
