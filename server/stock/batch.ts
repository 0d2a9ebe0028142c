import { Book } from '#domain/stock/book.ts';
import type { LayerStep } from '#domain/stock/layer.ts';
import type { DocumentKind, DocumentRef, Movement, PostedDocument } from '#domain/stock/document.ts';
import type { Answer, Refusal } from '#domain/stock/outcome.ts';
import { post } from '#domain/stock/post.ts';
import { hoursOfDay, salesOf, soldIn, type SoldHour } from '#domain/stock/sales-rollup.ts';
import type { LinkedDocument, Posting } from '#domain/stock/posting.ts';
import { businessMoment, type BusinessDay } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { boundary } from '#domain/store/location.ts';
import { quantity } from '#domain/quantity.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { LocationDirectory } from '../platform/company.ts';
import type { CompanyRules } from './company-rules.ts';
import type { Submission } from './stock.ts';

/** Where a location stands: its last position and that document's effective time. */
export interface Head {
  readonly position: number;
  readonly effectiveAtMs: number;
  /** Under which rules it stands: counted, see `location_heads.rules`. */
  readonly rules?: number;
}

/** A row of `documents` to be: posted or refused. */
export interface DocumentRow {
  readonly key: string;
  readonly inputHash: string;
  readonly kind: DocumentKind;
  readonly location: LocationId;
  readonly position: number | null;
  readonly counterLocation: LocationId | null;
  readonly counterPosition: number | null;
  readonly of: DocumentRef | null;
  readonly cause: string | null;
  readonly accountId: number;
  readonly session: string;
  readonly deviceAtMs: number | null;
  readonly occurredAtMs: number;
  readonly effectiveAtMs: number;
  readonly businessDay: BusinessDay;
  readonly hour: number;
  readonly answer: Answer;
}

/** An hour's sales of one SKU that are the rollup's now. One may leave a level several times. */
export interface LeftHour extends SoldHour {
  readonly location: LocationId;
  readonly sku: SkuId;
}

export interface Waiting {
  readonly submission: Submission;
  readonly inputHash: string;
}

/** What a batch of commands comes to, all in memory: rows to write, answers to give once they are durable. */
export class Batch {
  readonly book: Book;
  readonly rows: DocumentRow[] = [];
  readonly posted: PostedDocument[] = [];
  /** What documents did to cost layers, each with its position where the layers are. None by average. */
  readonly layerSteps: (LayerStep & { readonly position: number })[] = [];
  /** Hours that left their levels, in which they were the last to sell. */
  readonly leftHours: LeftHour[] = [];
  readonly headsBefore = new Map<LocationId, Head>();
  readonly heads = new Map<LocationId, Head>();
  readonly #linked = new Map<string, LinkedDocument>();
  readonly #locations: LocationDirectory;
  readonly #rules: CompanyRules;
  readonly #nowMs: number;

  constructor(locations: LocationDirectory, rules: CompanyRules, nowMs: number) {
    this.#locations = locations;
    this.#rules = rules;
    this.book = new Book(rules.costing);
    this.#nowMs = nowMs;
  }

  loadHead(location: LocationId, head: Head): void {
    this.headsBefore.set(location, head);
    this.heads.set(location, head);
  }

  loadLinked(document: LinkedDocument): void {
    this.#linked.set(refKey(document), document);
  }

  /** Folds the rules over one command; afterwards the book, heads and linked documents stand as if it were posted. */
  add(waiting: Waiting): void {
    const { submission } = waiting;
    const { command } = submission;
    const location = this.#locations.of(command.location);
    if (!location) throw new RangeError(`no holding location ${command.location}`);
    const occurredAtMs = submission.occurredAtMs ?? this.#nowMs;
    const moment = businessMoment(occurredAtMs, location.timeZone, location.dayCutMinutes);
    const outcome = post(command, this.book, {
      locationOf: (id) => this.#locations.of(id),
      linkedOf: (ref) => this.#linked.get(refKey(ref)),
      businessDay: moment.day,
      nextPositionOf: (id) => this.#head(id).position + 1,
      closedThrough: this.#rules.closedThrough,
    });
    const header = this.#header(waiting, occurredAtMs, moment, outcome);
    this.rows.push(header);
    if (outcome.outcome === 'posting') this.#remember(header, outcome);
  }

  #header(
    waiting: Waiting,
    occurredAtMs: number,
    moment: { day: BusinessDay; hour: number },
    outcome: Posting | Refusal,
  ): DocumentRow {
    const { submission, inputHash } = waiting;
    const { command } = submission;
    const head = this.#head(command.location);
    const counterLocation = outcome.outcome === 'posting' ? outcome.counterLocation : null;
    const counterHead = counterLocation === null ? undefined : this.#head(counterLocation);
    const effectiveAtMs = Math.max(
      head.effectiveAtMs,
      counterHead?.effectiveAtMs ?? occurredAtMs,
      occurredAtMs,
    );
    const position = outcome.outcome === 'posting' ? head.position + 1 : null;
    if (position !== null) this.heads.set(command.location, { position, effectiveAtMs });
    const counterPosition = counterHead ? counterHead.position + 1 : null;
    if (counterLocation !== null && counterPosition !== null) {
      this.heads.set(counterLocation, { position: counterPosition, effectiveAtMs });
    }
    return {
      key: submission.key,
      inputHash,
      kind: command.kind,
      location: command.location,
      position,
      counterLocation,
      counterPosition,
      of: ('of' in command ? command.of : null) ?? null,
      cause: 'cause' in command ? command.cause : null,
      accountId: submission.accountId,
      session: submission.session,
      deviceAtMs: submission.deviceAtMs,
      occurredAtMs,
      effectiveAtMs: position === null ? occurredAtMs : effectiveAtMs,
      businessDay: moment.day,
      hour: moment.hour,
      answer:
        outcome.outcome === 'refused'
          ? outcome
          : {
              outcome: 'posted',
              location: command.location,
              position: head.position + 1,
              notes: outcome.notes,
            },
    };
  }

  #remember(row: DocumentRow, posting: Posting): void {
    const { movements, reserved, reorderPoints } = posting;
    const { position, counterPosition } = row;
    if (position === null) return;
    this.posted.push({ ...row, position, movements, reserved, reorderPoints });
    this.#rememberSales(row, movements);
    for (const step of posting.layers) {
      const at = step.location === row.location ? position : (counterPosition ?? 0);
      this.layerSteps.push({ ...step, position: at });
    }
    const linked = row.of === null ? undefined : this.#linked.get(refKey(row.of));
    if (!linked) return;
    const returnedByLine = new Map<number, number>();
    if (row.kind === 'return') {
      for (const movement of movements) {
        if (movement.ofLine === null || movement.source !== boundary.customer) continue;
        returnedByLine.set(movement.ofLine, (returnedByLine.get(movement.ofLine) ?? 0) + movement.quantity);
      }
    }
    const drawnByLine = new Map(reserved.map(({ line, quantity }) => [line, quantity]));
    this.#linked.set(refKey(linked), {
      ...linked,
      reserved: linked.reserved.map((line) => ({
        ...line,
        quantity: quantity(line.quantity + (drawnByLine.get(line.line) ?? 0)),
      })),
      isReversed: linked.isReversed || row.kind === 'reversal',
      isReleased: linked.isReleased || row.kind === 'release',
      movements: linked.movements.map((movement) => ({
        ...movement,
        returned: quantity(movement.returned + (returnedByLine.get(movement.line) ?? 0)),
      })),
    });
  }

  #rememberSales({ location, businessDay, hour }: DocumentRow, movements: readonly Movement[]): void {
    for (const sales of salesOf(movements)) {
      const level = this.book.read(location, sales.sku);
      const { now, left } = soldIn(businessDay * hoursOfDay + hour, sales, level.sold);
      if (left) this.leftHours.push({ ...left, location, sku: sales.sku });
      this.book.write(location, sales.sku, { ...level, sold: now });
    }
  }

  #head(location: LocationId): Head {
    const head = this.heads.get(location);
    if (!head) throw new RangeError(`the head of location ${location} was not loaded`);
    return head;
  }
}

export function refKey(ref: DocumentRef): string {
  return `${ref.location}-${ref.position}`;
}
