import { CallProblem } from '../call/call.ts';
import type { BoardView, PresentView, TransferCard } from '#protocol/transfer/views.ts';

export interface BoardParts {
  readonly read: (since: string, withDeliveries: boolean) => Promise<BoardView>;
  readonly now: () => number;
}

/** The board of transfers as the server has it, asked every second; what has not changed costs a line. */
export class Board {
  #cards = $state.raw<readonly TransferCard[] | undefined>();
  #present = $state.raw<readonly PresentView[]>([]);
  #stores = $state.raw<readonly number[] | null>(null);
  #nowMs = $state(0);
  #timeZone = $state('UTC');
  #problem = $state.raw<CallProblem | undefined>();
  #revision = '';
  #isReading = false;
  #withDeliveries = $state(false);
  readonly #parts: BoardParts;

  constructor(parts: BoardParts) {
    this.#parts = parts;
  }

  get cards(): readonly TransferCard[] | undefined {
    return this.#cards;
  }
  get present(): readonly PresentView[] {
    return this.#present;
  }
  get stores(): readonly number[] | null {
    return this.#stores;
  }
  /** The company's time, which in a demo is not the machine's. */
  get nowMs(): number {
    return this.#nowMs;
  }
  get timeZone(): string {
    return this.#timeZone;
  }
  /** The last reading failed: what is shown is older. */
  get problem(): CallProblem | undefined {
    return this.#problem;
  }
  get withDeliveries(): boolean {
    return this.#withDeliveries;
  }
  set withDeliveries(value: boolean) {
    this.#withDeliveries = value;
    this.#revision = '';
    void this.read();
  }

  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const view = await this.#parts.read(this.#revision, this.#withDeliveries);
      if (view.cards) this.#cards = view.cards;
      this.#revision = view.revision;
      this.#present = view.present;
      this.#stores = view.stores;
      this.#nowMs = view.nowMs;
      this.#timeZone = view.timeZone;
      this.#problem = undefined;
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
    } finally {
      this.#isReading = false;
    }
  }
}
