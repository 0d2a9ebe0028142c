import { Webhook } from 'standardwebhooks';
import type { Viewer } from '#domain/identity/viewer.ts';
import { mayReach } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { readScope } from '../identity/rights.ts';
import type { AccountRow } from '../identity/session-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import type { Log } from '../platform/log.ts';
import { postOut, type OutboundAnswer, type PostOut } from '../platform/outbound.ts';
import { numberArray } from '../stock/pg-array.ts';
import type { StoreCodes } from '../stock/store-codes.ts';
import { readFeed } from '../stream/read-feed.ts';
import { readAlertTexts } from './alert-texts.ts';
import { documentsPosted, positionAt } from './message.ts';
import { isTaken, robotMessage } from './robots.ts';
import { readBehind, readDue, type DueWebhook } from './webhooks.ts';

/** Documents of one message. */
export const messageDocumentsMax = 100;
/** Messages that one webhook gets in a row before the others have their turn. */
const messagesInARowMax = 20;
const timeoutMs = 10_000;
/** A webhook that a process works on is another's only when this is over: it may have been killed. */
const leaseSeconds = 120;
const firstWaitSeconds = 5;
const longestWaitSeconds = 3600;
/** About two days of tries; then it is switched off, and its page says so. */
export const failuresMax = 60;
const lookMs = 1000;

export interface DeliveryParts {
  readonly company: Company;
  readonly codes: StoreCodes;
  readonly real: Clock;
  readonly log: Log;
  /** How a message leaves the house. */
  readonly send?: PostOut;
}

/**
 * Tells webhooks what was posted, in the order of each location, at least once. The ledger's positions are the outbox:
 * what was told is a cursor, so nothing is lost by a kill and everything can be told again.
 */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #post: PostOut;
  readonly #codeBySku = new Map<number, string>();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#post = parts.send ?? postOut;
  }

  open(): void {
    this.#timer = setInterval(() => void this.work(), lookMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Tells all that are due now what they have not heard. Never throws. */
  work(): Promise<void> {
    this.#working ??= this.#work()
      .catch((error: unknown) => this.#parts.log.warn({ err: error }, 'webhooks could not be told'))
      .finally(() => (this.#working = undefined));
    return this.#working;
  }

  async #work(): Promise<void> {
    for (const webhook of await readDue(this.#parts.company.ledgerSql)) {
      if (await this.#claim(webhook)) await this.#tell(webhook);
    }
  }

  /** Of several processes one works on a webhook. */
  async #claim({ id }: DueWebhook): Promise<boolean> {
    const rows = await this.#parts.company.ledgerSql`
      update webhooks set next_at = now() + ${leaseSeconds} * interval '1 second'
      where id = ${id} and is_active and next_at <= now() returning 1`;
    return rows.length > 0;
  }

  async #tell(webhook: DueWebhook): Promise<void> {
    const { ledgerSql } = this.#parts.company;
    try {
      const viewer = await this.#viewerOf(webhook);
      if (!viewer)
        return void (await ledgerSql`update webhooks set is_active = false where id = ${webhook.id}`);
      if (webhook.kind === 'standard') await this.#tellDocuments(webhook, viewer);
      else await this.#tellAlerts({ ...webhook, kind: webhook.kind }, viewer);
      await ledgerSql`update webhooks set failures = 0, next_at = now() where id = ${webhook.id}`;
    } catch (error) {
      const failures = webhook.failures + 1;
      const waitSeconds = Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.min(failures, 20));
      const text = error instanceof Error ? error.message : String(error);
      await ledgerSql`
        update webhooks set failures = ${failures}, last_at = now(), last_error = ${text.slice(0, 300)},
          last_status = ${error instanceof Refused ? error.status : null}, is_active = ${failures < failuresMax},
          next_at = now() + ${waitSeconds} * interval '1 second' where id = ${webhook.id}`;
    }
  }

  async #tellDocuments(webhook: DueWebhook, viewer: Viewer): Promise<void> {
    const { company, codes } = this.#parts;
    let told = 0;
    for (const { location, after } of await readBehind(company.ledgerSql, webhook.id)) {
      let from = after;
      while (told < messagesInARowMax) {
        const documents = (await readFeed(company.ledgerSql, location, from)).slice(0, messageDocumentsMax);
        const last = documents.at(-1);
        if (!last) break;
        const through = positionAt(last, location);
        if (mayReach(viewer, location)) {
          await this.#learnSkus(
            documents.flatMap(({ movements }) => movements.map(({ sku }) => sku as number)),
          );
          const codeOf = (sku: number): string => this.#codeBySku.get(sku) ?? '';
          const body = JSON.stringify(documentsPosted(location, documents, viewer, codes, codeOf));
          await this.#send(webhook, `${company.slug}_${webhook.id}_${location}_${from + 1}_${through}`, body);
          told += 1;
        }
        await this.#remember(webhook, location, through);
        from = through;
      }
    }
  }

  async #send(webhook: DueWebhook, id: string, body: string): Promise<void> {
    const at = new Date(this.#parts.real.now());
    const headers = {
      'content-type': 'application/json',
      'webhook-id': `msg_${id}`,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(webhook.secret).sign(`msg_${id}`, at, body),
    };
    const answer = await this.#post(webhook.url, body, headers, timeoutMs);
    if (answer.status < 200 || answer.status > 299) throw new Refused(answer);
    await this.#noteSent(webhook, answer);
  }

  async #tellAlerts(
    webhook: DueWebhook & { readonly kind: Exclude<DueWebhook['kind'], 'standard'> },
    viewer: Viewer,
  ): Promise<void> {
    const { text, through } = await readAlertTexts(this.#parts.company, viewer, webhook.alertId);
    if (text !== '') {
      const { url, body } = robotMessage(webhook.kind, webhook, text, this.#parts.real.now());
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      const answer = await this.#post(url, body, headers, timeoutMs);
      if (answer.status !== 200 || !isTaken(answer.text)) throw new Refused(answer);
      await this.#noteSent(webhook, answer);
    }
    if (through > webhook.alertId)
      await this.#parts.company.ledgerSql`update webhooks set alert_id = ${through} where id = ${webhook.id}`;
  }

  async #noteSent({ id }: DueWebhook, { status }: OutboundAnswer): Promise<void> {
    await this.#parts.company.ledgerSql`
      update webhooks set sent = sent + 1, last_at = now(), last_status = ${status}, last_error = null where id = ${id}`;
  }

  async #remember({ id }: DueWebhook, location: LocationId, position: number): Promise<void> {
    await this.#parts.company.ledgerSql`
      insert into webhook_cursors (webhook_id, location_id, position) values (${id}, ${location}, ${position})
      on conflict (webhook_id, location_id) do update set position = excluded.position`;
  }

  async #learnSkus(skus: readonly number[]): Promise<void> {
    const unknown = [...new Set(skus)].filter((sku) => !this.#codeBySku.has(sku));
    if (unknown.length === 0) return;
    const rows = await this.#parts.company.ledgerSql<{ id: number; code: string }[]>`
      select id, code from skus where id = any(${numberArray(unknown)}::text::int[])`;
    for (const { id, code } of rows) this.#codeBySku.set(id, code);
  }

  /** The webhook's account with the rights it has now; undefined where it is disabled. */
  async #viewerOf({ id, accountId, hidden }: DueWebhook): Promise<Viewer | undefined> {
    const { ledgerSql, slug } = this.#parts.company;
    const [row] = await ledgerSql<AccountRow[]>`
      select role, language, scope_kind as "scopeKind" from accounts where id = ${accountId} and not is_disabled`;
    if (!row) return undefined;
    const { role, language, scopeKind } = row;
    const reach = await readScope(ledgerSql, accountId, scopeKind);
    const limits = { mayWrite: false, hidden };
    const session = `webhook-${id}` as Viewer['session'];
    return { kind: 'key', company: slug, accountId, session, name: '', role, language, limits, ...reach };
  }
}

class Refused extends Error {
  readonly status: number;

  constructor({ status, text }: OutboundAnswer) {
    super(`the receiver answered ${status}: ${text.slice(0, 200)}`);
    this.status = status;
  }
}
