import { digest } from 'lib0/hash/sha256';
import { CallProblem } from '../call/call.ts';
import { agreementOf, canonicalAgreement, settledOf, type DraftLine } from '#domain/transfer/agreement.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { FactsView, LineFacts, PresentView, TransferView } from '#protocol/transfer/views.ts';

export interface TalkParts {
  readonly read: () => Promise<TransferView>;
  readonly readFacts: (since: string) => Promise<FactsView>;
}

/** A transfer before somebody: its row and history, and both ends' facts, asked every second and shown when they move. */
export class TransferDesk {
  #view = $state.raw<TransferView | undefined>();
  #facts = $state.raw<ReadonlyMap<number, LineFacts>>(new Map());
  /** SKUs whose available at the source fell with the last reading. */
  #fallen = $state.raw<ReadonlyMap<number, number>>(new Map());
  #present = $state.raw<readonly PresentView[]>([]);
  #problem = $state.raw<CallProblem | undefined>();
  #nowMs = $state(0);
  #revision = '';
  #version = -1;
  #isReading = false;
  readonly #parts: TalkParts;

  constructor(parts: TalkParts) {
    this.#parts = parts;
  }

  get view(): TransferView | undefined {
    return this.#view;
  }
  get facts(): ReadonlyMap<number, LineFacts> {
    return this.#facts;
  }
  get fallen(): ReadonlyMap<number, number> {
    return this.#fallen;
  }
  get present(): readonly PresentView[] {
    return this.#present;
  }
  get problem(): CallProblem | undefined {
    return this.#problem;
  }
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Asks what moved; reads the transfer anew where its version did. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const facts = await this.#parts.readFacts(this.#revision);
      this.#revision = facts.revision;
      this.#present = facts.present;
      this.#nowMs = facts.nowMs;
      if (facts.rows) this.#takeFacts(facts.rows);
      if (facts.version !== this.#version) {
        this.#view = await this.#parts.read();
        this.#version = this.#view.card.version;
      }
      this.#problem = undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
    } finally {
      this.#isReading = false;
    }
  }

  async readNow(): Promise<void> {
    this.#version = -1;
    await this.read();
  }

  #takeFacts(rows: readonly LineFacts[]): void {
    const fallen = new Map<number, number>();
    for (const row of rows) {
      const before = this.#facts.get(row.skuId);
      const by = before ? before.source.available - row.source.available : 0;
      if (by > 0) fallen.set(row.skuId, by);
    }
    this.#fallen = fallen;
    this.#facts = new Map(rows.map((row) => [row.skuId, row]));
  }
}

export interface TalkNumbers {
  asked(sku: number): number | undefined;
  offered(sku: number): number | undefined;
  ruled(sku: number): number | undefined;
}

export function draftOf(skus: Iterable<number>, numbers: TalkNumbers): readonly DraftLine[] {
  return [...skus]
    .map((sku) => ({
      sku: sku as SkuId,
      asked: numbers.asked(sku) ?? null,
      offered: numbers.offered(sku) ?? null,
      ruled: numbers.ruled(sku) ?? null,
    }))
    .filter(({ asked, offered, ruled }) => asked !== null || offered !== null || ruled !== null);
}

/** The hash of what stands before the person: what he signs. Empty where nothing can be signed. */
export function hashOf(draft: readonly DraftLine[], source: number, target: number): string {
  const agreement = agreementOf(draft);
  if (agreement.outcome !== 'agreement') return '';
  const text = canonicalAgreement(source as StoreId, target as StoreId, agreement.lines);
  return [...digest(new TextEncoder().encode(text))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export { settledOf };

/** Days that a stock lasts at what is sold a day; undefined where nothing is sold. */
export function coverDays(units: number, perDay: number): number | undefined {
  return perDay > 0 ? Math.max(0, units) / perDay : undefined;
}
