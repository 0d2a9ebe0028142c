import { hash } from 'node:crypto';
import { commandOf, type Listing } from '#domain/ingest/command.ts';
import { contentOf, type Draft } from '#domain/ingest/draft.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { Answer } from '#domain/stock/outcome.ts';
import { businessDayStart } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Ledger, Submission } from '../stock/stock.ts';
import type { ListedStore } from './catalogue.ts';

/** Commands on their way to the ledger at a time: a full batch in each of its lanes, and as many gathering behind them. */
const inFlightMax = 2400;
/** How often a command is sent again while the database is away. */
const triesMax = 5;

export interface Poster {
  readonly ledger: Ledger;
  readonly companySlug: string;
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly listing: Listing;
  storeOf(code: string): ListedStore | undefined;
  /** Position of each location before the run: what stands at or below it was there already. */
  readonly positionBefore: ReadonlyMap<LocationId, number>;
}

export interface PostedCounts {
  posted: number;
  /** Documents that an earlier run, or another file, had loaded. */
  known: number;
  refused: number;
  movements: number;
}

/** Sends drafts to the ledger in their order, many at a time. Sent again, they change nothing. */
export async function postDrafts(
  drafts: AsyncIterable<Draft>,
  poster: Poster,
  onAnswer: (draft: Draft, answer: Answer, isKnown: boolean) => void,
): Promise<PostedCounts> {
  const counts: PostedCounts = { posted: 0, known: 0, refused: 0, movements: 0 };
  const occurrences = new Map<number, number>();
  const gate = new Gate(inFlightMax);
  const failures: unknown[] = [];
  for await (const draft of drafts) {
    if (failures.length > 0) break;
    if (draft.lane.kind === 'aside') continue;
    const submission = submissionOf(draft, poster, occurrences);
    await gate.enter();
    void send(poster.ledger, submission)
      .then((answer) => {
        const isPosted = answer.outcome === 'posted';
        const isKnown = isPosted && answer.position <= (poster.positionBefore.get(answer.location) ?? 0);
        if (!isPosted) counts.refused += 1;
        else if (isKnown) counts.known += 1;
        else {
          counts.posted += 1;
          counts.movements += draft.rows.length;
        }
        onAnswer(draft, answer, isKnown);
      })
      .catch((error: unknown) => void failures.push(error))
      .finally(() => gate.leave());
  }
  await gate.empty();
  if (failures.length > 0) throw failures[0];
  return counts;
}

/** Lets so many through at a time. */
class Gate {
  readonly #max: number;
  #inside = 0;
  #wake: { readonly below: number; readonly resolve: () => void } | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  async enter(): Promise<void> {
    if (this.#inside >= this.#max) await this.#until(this.#max - (this.#max >> 2));
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#wake && this.#inside < this.#wake.below) {
      this.#wake.resolve();
      this.#wake = undefined;
    }
  }

  async empty(): Promise<void> {
    if (this.#inside > 0) await this.#until(1);
  }

  #until(below: number): Promise<void> {
    return new Promise((resolve) => (this.#wake = { below, resolve }));
  }
}

async function send(ledger: Ledger, submission: Submission): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ledger.post(submission);
    } catch (error) {
      if (attempt >= triesMax) throw error;
    }
  }
}

function submissionOf(draft: Draft, poster: Poster, occurrences: Map<number, number>): Submission {
  const first = draft.rows[0];
  const store = first && poster.storeOf(first.store);
  if (!first?.when || !store) throw new RangeError('a draft without a store or a day');
  const content = contentOf(draft);
  const digest = Number.parseInt(hash('sha256', content, 'hex').slice(0, 13), 16);
  const occurrence = (occurrences.get(digest) ?? 0) + 1;
  occurrences.set(digest, occurrence);
  const occurredAtMs = occurredAt(store, first.when.day, minuteOf(draft, store));
  return {
    key: keyOf(poster.companySlug, content, occurrence, occurredAtMs),
    command: commandOf(draft, store.shelf, poster.listing),
    accountId: poster.accountId,
    session: poster.session,
    deviceAtMs: null,
    occurredAtMs,
  };
}

/** A day without an hour stands for its noon; an opening for the beginning of its day. */
function minuteOf({ lane, rows }: Draft, store: ListedStore): number {
  return rows[0]?.when?.minute ?? store.dayCutMinutes + (lane.kind === 'opening' ? 0 : 720);
}

/**
 * A UUID (version 8) that names this document of this company for ever: 48 bits of when it happened, so that what is
 * loaded together lies together in the index of keys, and 74 bits of a hash of all the rest.
 */
export function keyOf(
  companySlug: string,
  content: string,
  occurrence: number,
  occurredAtMs: number,
): string {
  const time = Math.max(0, occurredAtMs).toString(16).padStart(12, '0').slice(-12);
  const hex = hash('sha256', `tongpan ingest\n${companySlug}\n${occurrence}\n${content}`, 'hex');
  const variant = ((Number.parseInt(hex.charAt(0), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hex.slice(1, 4)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

const instantByMoment = new Map<string, number>();
const rememberedInstantsMax = 100_000;

function occurredAt(store: ListedStore, day: number, minute: number): number {
  const key = `${store.timeZone} ${day} ${minute}`;
  let instant = instantByMoment.get(key);
  if (instant === undefined) {
    instant = businessDayStart(day as never, store.timeZone, minute);
    if (instantByMoment.size >= rememberedInstantsMax) instantByMoment.clear();
    instantByMoment.set(key, instant);
  }
  return instant;
}
