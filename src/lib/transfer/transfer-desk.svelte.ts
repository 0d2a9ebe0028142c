import { CallProblem } from '../call/call.ts';
import type { FactsView, LineFacts, PresentView, TransferView } from '#protocol/transfer/views.ts';

export interface TransferDeskParts {
  readonly read: () => Promise<TransferView>;
  readonly readFacts: (since: string) => Promise<FactsView>;
  /** What the device keeps, for when there is no network. */
  readonly kept?: {
    readonly read: () => Promise<TransferView | undefined>;
    readonly keep: (view: TransferView) => Promise<void>;
  };
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
  readonly #parts: TransferDeskParts;

  constructor(parts: TransferDeskParts) {
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
        void this.#parts.kept?.keep(this.#view);
      }
      this.#problem = undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
      if (problem.status === 0 && !this.#view) await this.#readKept();
    } finally {
      this.#isReading = false;
    }
  }

  async readNow(): Promise<void> {
    this.#version = -1;
    await this.read();
  }

  /** As it stood when this device had a network last. */
  async #readKept(): Promise<void> {
    const kept = await this.#parts.kept?.read();
    if (!kept || this.#view) return;
    this.#view = kept;
    this.#nowMs = kept.nowMs;
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
