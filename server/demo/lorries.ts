import type { SkuId } from '#domain/catalog/ids.ts';
import { Chance } from '#domain/demo/chance.ts';
import type { ShortCause } from '#domain/transfer/difference.ts';
import type { Quantity } from '#domain/quantity.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { TransferAct } from '#domain/transfer/act.ts';
import type { Sender, Transfers } from '../transfer/transfer.ts';
import { keyOf } from './day.ts';

interface Lorry {
  /** Names the lorry: its dispatch and its receive have the same. */
  readonly name: string;
  readonly source: StoreId;
  readonly target: StoreId;
}

type Lines = readonly { readonly sku: SkuId; readonly quantity: number }[];

/** What came off a lorry, by SKU: arrived, and what went back to the source's books because it was never loaded. */
export interface Unloaded {
  readonly sku: SkuId;
  readonly way: number;
  readonly arrived: number;
  readonly notLoaded: number;
}

/** The demo's standing run: lorries that go and come as transfers, by the same door as everybody's. */
export class Lorries {
  readonly #seed: number;
  readonly #transfers: Transfers;
  /** Those that are just being sent: a receive waits for its dispatch. */
  readonly #leaving = new Map<string, Promise<unknown>>();

  constructor(seed: number, transfers: Transfers) {
    this.#seed = seed;
    this.#transfers = transfers;
  }

  /** False where the source had too little: the lorry did not go. */
  async send(lorry: Lorry, lines: Lines, dueAtMs: number | null, sender: Sender): Promise<boolean> {
    const { name, source, target } = lorry;
    const going = this.#transfers.deliver({ key: this.#keyOf(name), source, target, lines, dueAtMs }, sender);
    this.#leaving.set(
      name,
      going.catch(() => undefined),
    );
    try {
      return (await going).outcome === 'done';
    } finally {
      this.#leaving.delete(name);
    }
  }

  /** Receives what the plan says arrived; what is missing of it has a cause. Nothing where the lorry never went. */
  async unload(lorry: Lorry, planned: Lines, sender: Sender): Promise<readonly Unloaded[]> {
    await this.#leaving.get(lorry.name);
    const way = await this.#transfers.onTheWay(this.#keyOf(lorry.name));
    if (!way || way.lines.length === 0) return [];
    const plannedBySku = new Map(planned.map((line) => [line.sku, line.quantity]));
    const causes = new Map<SkuId, ShortCause>();
    const unloaded = way.lines.map(({ sku, quantity }) => {
      const arrived = Math.min(quantity, plannedBySku.get(sku) ?? quantity);
      const cause = causeOf(new Chance(this.#seed, sku, quantity, 77).next());
      if (arrived < quantity) causes.set(sku, cause);
      return { sku, way: quantity, arrived, notLoaded: cause === 'not_loaded' ? quantity - arrived : 0 };
    });
    const act: TransferAct = {
      kind: 'receive',
      lines: unloaded.map(({ sku, way: sent, arrived }) => ({
        sku,
        quantity: arrived as Quantity,
        short: arrived < sent ? [{ cause: causes.get(sku) ?? 'lost', quantity: sent - arrived }] : [],
      })),
      over: [],
    };
    const key = keyOf(this.#seed, 'unload', lorry.name);
    const answer = await this.#transfers.act({ key, transfer: way.id, act, sides: ['target'] }, sender);
    return answer.outcome === 'done' ? unloaded : [];
  }

  #keyOf(name: string): string {
    return keyOf(this.#seed, 'lorry', name);
  }
}

function causeOf(chance: number): ShortCause {
  if (chance < 0.45) return 'not_loaded';
  return chance < 0.8 ? 'damaged' : 'lost';
}
