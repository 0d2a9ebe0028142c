import { CallProblem } from '../call/call.ts';
import type { BoardView, PresentView, TransferCard, TransferView } from '#protocol/transfer/views.ts';
import type { KeptViews } from './kept-views.ts';
import { needed } from './need.ts';

export interface BoardParts {
  readonly read: (since: string, withDeliveries: boolean) => Promise<BoardView>;
  readonly readTransfer: (id: number) => Promise<TransferView>;
  /** What the device keeps, for when there is no network. */
  readonly kept: Pick<KeptViews, 'readBoard' | 'keepBoard' | 'keepTransfer'>;
}

/** Most transfers that are kept ready of those that somebody is to unpack or to send off. */
const readyMax = 12;

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
  /** By transfer: the version that the device has. */
  readonly #ready = new Map<number, number>();
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
      if (view.cards) void this.#parts.kept.keepBoard(view);
      this.#take(view);
      this.#problem = undefined;
      if (view.cards) void this.#makeReady(view);
    } catch (problem) {
      if (!(problem instanceof CallProblem)) throw problem;
      this.#problem = problem;
      if (problem.status === 0 && !this.#cards) await this.#readKept();
    } finally {
      this.#isReading = false;
    }
  }

  /** As this device saw it last; nobody is there then. */
  async #readKept(): Promise<void> {
    const kept = await this.#parts.kept.readBoard();
    if (kept && !this.#cards) this.#take({ ...kept, revision: '', present: [] });
  }

  /** What he will unpack or send off opens in a store room without a network, also where he has never looked at it. */
  async #makeReady({ cards, stores, nowMs }: BoardView): Promise<void> {
    if (stores === null) return;
    const carried = needed(cards ?? [], { stores }, nowMs)
      .filter(({ need }) => need === 'late' || need === 'receive' || need === 'ship')
      .slice(0, readyMax);
    for (const { card } of carried) {
      if (this.#ready.get(card.id) === card.version) continue;
      this.#ready.set(card.id, card.version);
      try {
        await this.#parts.kept.keepTransfer(await this.#parts.readTransfer(card.id));
      } catch (problem) {
        if (!(problem instanceof CallProblem)) throw problem;
        this.#ready.delete(card.id);
      }
    }
  }

  #take(view: BoardView): void {
    if (view.cards) this.#cards = view.cards;
    this.#revision = view.revision;
    this.#present = view.present;
    this.#stores = view.stores;
    this.#nowMs = view.nowMs;
    this.#timeZone = view.timeZone;
  }
}
