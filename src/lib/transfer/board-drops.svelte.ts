import { transferName } from '#domain/transfer/ids.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import { m } from '#messages';
import type { Outbox } from '../outbox/outbox.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { dropOf, type ColumnKey } from './columns.ts';
import { actWord } from './words.ts';

export interface BoardDropsParts {
  readonly outbox: Pick<Outbox, 'send'>;
  readonly open: (path: string) => void;
  /** Reads the board anew, after it was changed. */
  readonly readNow: () => Promise<void>;
}

/** Cards that are moved on the board, by mouse or keys: a command where that is all it takes, else the form that it needs. */
export class BoardDrops {
  /** A card that would be cancelled: asked first, a hand slips. */
  ending = $state.raw<TransferCard>();
  readonly #parts: BoardDropsParts;

  constructor(parts: BoardDropsParts) {
    this.#parts = parts;
  }

  async drop(card: TransferCard, to: ColumnKey): Promise<void> {
    const meaning = dropOf(card.state, to);
    if (!meaning) return;
    if ('form' in meaning) return this.#parts.open(`/transfers/${card.id}`);
    if (meaning.act === 'cancel') this.ending = card;
    else await this.#send(card, meaning.act);
  }

  /** Cancels the card that was asked about. */
  async end(): Promise<void> {
    const card = this.ending;
    this.ending = undefined;
    if (card) await this.#send(card, 'cancel');
  }

  async #send(card: TransferCard, act: 'pick' | 'cancel' | 'reopen'): Promise<void> {
    const label = actWord(act);
    const name = transferName(card.id as never);
    const sent = await this.#parts.outbox.send({
      path: `/api/transfers/${card.id}/acts`,
      body: { kind: act },
      label: `${name} ${label}`,
      subject: `transfer ${card.id}`,
    });
    if (sent.state === 'accepted') toasts.tell('done', `${name} ${m.transfer_done({ act: label })}`);
    if (sent.state === 'refused') toasts.tell('wrong', `${name}: ${sent.sentence}`);
    if (sent.state === 'kept') toasts.tell('note', m.transfer_kept({ act: label }));
    await this.#parts.readNow();
  }
}
