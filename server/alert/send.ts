import type { AccountId } from '#domain/identity/ids.ts';
import type { PushMessage } from '#protocol/alert/requests.ts';
import type { WebhookKind } from '#protocol/api/webhook-kind.ts';
import { isTaken, robotMessage } from '../api/robots.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sql } from '../platform/database.ts';
import { postOut, type PostOut } from '../platform/outbound.ts';
import { devicesOf, pushPairOf, type Device } from './devices.ts';
import { pushBytesMax, pushRequest, type PushPair } from './web-push.ts';

const messagesAtOnceMax = 50;
const timeoutMs = 10_000;
/** Tries of one message, the waits between them doubling from `firstWaitSeconds`: about two hours. */
const triesMax = 8;
const firstWaitSeconds = 30;
/** A message is another process's to send only when this is over: the one that took it may have been killed. */
const leaseSeconds = 120;
/** Messages are kept for so long after they ended. */
const keptDays = 30;
/** A device that refused so often in a row is forgotten. */
const failuresMax = 20;

interface Due {
  readonly id: number;
  readonly ruleId: number;
  readonly accountId: AccountId | null;
  readonly webhookId: number | null;
  readonly content: PushMessage;
  readonly tries: number;
}

export interface SenderParts {
  readonly sql: Sql;
  readonly real: Clock;
  /** Who may be asked about our pushes: a https or mailto address. */
  readonly contact: string;
  readonly post?: PostOut;
}

/** Sends what is due to devices and robots. One that fails is tried again by itself, and holds nobody else up. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #post: PostOut;
  #pair: PushPair | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#post = parts.post ?? postOut;
  }

  async work(): Promise<void> {
    const { sql } = this.#parts;
    const due = await sql<Due[]>`
      update alert_messages set tries = tries + 1, next_at = now() + ${leaseSeconds} * interval '1 second'
      where id in (select id from alert_messages where ended_at is null and next_at <= now() order by id
        limit ${messagesAtOnceMax} for update skip locked)
      returning id, rule_id as "ruleId", account_id as "accountId", webhook_id as "webhookId", content, tries`;
    await Promise.all(due.map((message) => this.#send(message)));
    if (due.length > 0)
      await sql`delete from alert_messages where ended_at < now() - ${keptDays} * interval '1 day'`;
  }

  /** Tells one person's devices at once, to see whether they hear. Answers how many took it. */
  async tellNow(account: AccountId, content: PushMessage): Promise<number> {
    const { told } = await this.#tellPerson(account, content);
    return told;
  }

  async #send({ id, accountId, webhookId, content, tries }: Due): Promise<void> {
    const { sql } = this.#parts;
    try {
      const { told, isAgain } =
        accountId !== null
          ? await this.#tellPerson(accountId, content)
          : await this.#tellRobot(webhookId ?? 0, content);
      if (isAgain && told === 0 && tries < triesMax) await this.#later(id, tries);
      else await sql`update alert_messages set ended_at = now(), told = ${told} where id = ${id}`;
    } catch {
      // The lease runs out, and somebody tries again.
      if (tries < triesMax) await this.#later(id, tries).catch(() => undefined);
    }
  }

  async #later(id: number, tries: number): Promise<void> {
    await this.#parts
      .sql`update alert_messages set next_at = now() + ${firstWaitSeconds * 2 ** (tries - 1)} * interval '1 second' where id = ${id}`;
  }

  async #tellPerson(account: AccountId, content: PushMessage): Promise<{ told: number; isAgain: boolean }> {
    const { sql } = this.#parts;
    const devices = await devicesOf(sql, account);
    if (devices.length === 0) return { told: 0, isAgain: false };
    this.#pair ??= await pushPairOf(sql);
    const pair = this.#pair;
    const answers = await Promise.all(devices.map((device) => this.#push(device, content, pair)));
    return {
      told: answers.filter((answer) => answer === 'told').length,
      isAgain: answers.includes('again'),
    };
  }

  async #push(device: Device, content: PushMessage, pair: PushPair): Promise<'told' | 'again' | 'gone'> {
    const { sql, real, contact } = this.#parts;
    const topic = content.tag.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 32);
    const request = pushRequest(device, textOf(content), { pair, contact, nowMs: real.now(), topic });
    const { status } = await this.#post(request.url, request.body, request.headers, timeoutMs).catch(() => ({
      status: 0,
    }));
    if (status >= 200 && status < 300) {
      await sql`update push_devices set told_at = now(), failures = 0 where id = ${device.id}`;
      return 'told';
    }
    // The push service forgot the browser: the person switched it off there.
    if (status === 404 || status === 410) {
      await sql`delete from push_devices where id = ${device.id}`;
      return 'gone';
    }
    await sql`update push_devices set failures = failures + 1 where id = ${device.id}`;
    await sql`delete from push_devices where id = ${device.id} and failures > ${failuresMax}`;
    return status === 0 || status === 429 || status >= 500 ? 'again' : 'gone';
  }

  async #tellRobot(id: number, { title, body }: PushMessage): Promise<{ told: number; isAgain: boolean }> {
    const { sql, real } = this.#parts;
    const [robot] = await sql<{ kind: WebhookKind; url: string; secret: string }[]>`
      select kind, url, secret from webhooks where id = ${id} and is_active`;
    if (!robot || robot.kind === 'standard') return { told: 0, isAgain: false };
    const message = robotMessage(robot.kind, robot, `${title}\n${body}`, real.now());
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await this.#post(message.url, message.body, headers, timeoutMs);
    const isGood = answer.status === 200 && isTaken(answer.text);
    await sql`
      update webhooks set last_at = now(), last_status = ${answer.status}, sent = sent + ${isGood ? 1 : 0},
        last_error = ${isGood ? null : answer.text.slice(0, 300)} where id = ${id}`;
    return { told: isGood ? 1 : 0, isAgain: !isGood };
  }
}

/** One record has room for so much: long names of shops are cut, not lost whole. */
function textOf(content: PushMessage): string {
  let { body } = content;
  for (;;) {
    const text = JSON.stringify({ ...content, body });
    if (Buffer.byteLength(text) <= pushBytesMax || body === '') return text;
    body = `${[...body].slice(0, Math.floor([...body].length * 0.8)).join('')}`;
  }
}
