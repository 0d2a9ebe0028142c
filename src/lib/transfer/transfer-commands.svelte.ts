import type { ActBody } from '#protocol/transfer/command.ts';
import { transferName } from '#domain/transfer/ids.ts';
import { m } from '#messages';
import { CallProblem } from '../call/call.ts';
import { sentenceOf } from '../call/sentence.ts';
import type { Me } from '../identity/me.ts';
import type { Outbox, Sent } from '../outbox/outbox.svelte.ts';
import { newKey } from '../outbox/page-outbox.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { photoOf } from './photo.ts';
import { chaseTransfer } from './transfer-api.ts';
import { actWord } from './words.ts';

export interface TransferCommandsParts {
  readonly id: number;
  readonly me: Pick<Me, 'company' | 'accountId'>;
  readonly outbox: Outbox;
  /** Reads the transfer anew, after it was changed. */
  readonly readNow: () => Promise<void>;
}

/** What one person does to one transfer. Each command is kept on the device until it is answered, and what became of it is told. */
export class TransferCommands {
  #running = $state(0);
  readonly #parts: TransferCommandsParts;

  constructor(parts: TransferCommandsParts) {
    this.#parts = parts;
  }

  get id(): number {
    return this.#parts.id;
  }
  get me(): TransferCommandsParts['me'] {
    return this.#parts.me;
  }
  get isBusy(): boolean {
    return this.#running > 0;
  }

  act(body: ActBody): Promise<Sent['state']> {
    const label = actWord(body.kind);
    return this.#run(async () => {
      const sent = await this.#send('acts', body, label);
      if (sent.state === 'accepted') toasts.tell('done', m.transfer_done({ act: label }));
      if (sent.state === 'kept') toasts.tell('note', m.transfer_kept({ act: label }));
      return sent.state;
    });
  }

  /** A comment, once the talk is over. */
  say(text: string): Promise<Sent['state']> {
    return this.#run(async () => (await this.#send('comments', { text }, m.transfer_comment())).state);
  }

  async chase(): Promise<void> {
    await this.#run(async () => {
      try {
        await chaseTransfer(this.id);
        toasts.tell('done', m.transfer_chase_done());
      } catch (problem) {
        if (!(problem instanceof CallProblem)) throw problem;
        toasts.tell('wrong', sentenceOf(problem));
      }
    });
  }

  /** Sends a picture ahead of the command that names it; without a network it waits before it in the outbox. Answers its id. */
  async sendPhoto(file: File): Promise<string | undefined> {
    const id = newKey();
    try {
      const sent = await this.#send('photos', { id, image: await photoOf(file) }, m.transfer_photo());
      if (sent.state === 'kept') toasts.tell('note', m.transfer_kept({ act: m.transfer_photo() }));
      return sent.state === 'refused' ? undefined : id;
    } catch {
      // Not a picture that this browser can read.
      toasts.tell('wrong', m.transfer_photo_failed());
      return undefined;
    }
  }

  async #send(to: 'acts' | 'comments' | 'photos', body: unknown, label: string): Promise<Sent> {
    const { id, outbox } = this.#parts;
    const sent = await outbox.send({
      path: `/api/transfers/${id}/${to}`,
      body,
      label: `${transferName(id as never)} ${label}`,
      subject: `transfer ${id}`,
    });
    if (sent.state === 'refused') toasts.tell('wrong', sent.sentence);
    return sent;
  }

  async #run<Result>(deed: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      const result = await deed();
      await this.#parts.readNow();
      return result;
    } finally {
      this.#running -= 1;
    }
  }
}
