import {
  figuresOf,
  fittingQuantity,
  forkWorth,
  freightOf,
  pairsOf,
  type CellFigures,
  type ForkCell,
  type ForkLevel,
  type ForkMove,
  type ForkWorld,
  type Laid,
} from '#domain/replenish/fork.ts';
import type { ForkSku, ForkView } from '#protocol/replenish/fork-views.ts';
import type { LaidMove } from '#protocol/replenish/fork.ts';

/** How one SKU stands over all places of a fork, once the moves are made. */
export interface SkuStanding {
  readonly sku: ForkSku;
  /** Stores that miss some, and that have too many. */
  readonly short: number;
  readonly over: number;
  /** Units laid. */
  readonly moved: number;
}

/** What the moves from one place to another become: a draft, with what it adds to the whole. */
export interface PlannedDocument {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly moves: readonly LaidMove[];
  readonly units: number;
  /** Fen; null for who may not see what sales earn, and until the chances are there. */
  readonly gain: number | null;
}

export interface Warning {
  readonly locationId: number;
  readonly skuId: number;
  /** What the shelf has lost (−) or gained since the copy. */
  readonly drift: number;
  /** Units laid beyond what is free. */
  readonly beyond: number;
}

export const cellKey = (location: number, sku: number): string => `${location} ${sku}`;

const none: Laid = { out: 0, in: 0 };
const nothing: ForkLevel = { onHand: 0, reserved: 0, inTransit: 0, onOrder: 0 };
const emptyCell = (locationId: number, skuId: number): ForkCell => ({
  locationId,
  skuId,
  onHand: 0,
  reserved: 0,
  inTransit: 0,
  base: null,
  perDay: null,
  take: [],
  give: [],
});

/** The moves of a fork over the levels of now: every figure of its page follows from here. */
export class Plan {
  readonly moves: readonly LaidMove[];
  readonly view: ForkView;
  readonly levels: ReadonlyMap<string, ForkLevel>;
  readonly #cells: ReadonlyMap<string, ForkCell>;
  readonly #laid: ReadonlyMap<string, Laid>;
  readonly #keepBack: ReadonlyMap<number, number>;

  constructor(view: ForkView, levels: ReadonlyMap<string, ForkLevel>, moves: readonly LaidMove[]) {
    this.view = view;
    this.moves = moves;
    this.levels = levels;
    this.#cells = new Map(view.cells.map((cell) => [cellKey(cell.locationId, cell.skuId), cell]));
    this.#keepBack = new Map(view.places.map(({ locationId, keepBack }) => [locationId, keepBack]));
    this.#laid = laidByCell(moves);
  }

  cellOf(location: number, sku: number): ForkCell {
    return this.#cells.get(cellKey(location, sku)) ?? emptyCell(location, sku);
  }
  levelOf(location: number, sku: number): ForkLevel {
    return this.levels.get(cellKey(location, sku)) ?? nothing;
  }
  laidOf(location: number, sku: number): Laid {
    return this.#laid.get(cellKey(location, sku)) ?? none;
  }

  figuresOf(location: number, sku: number): CellFigures {
    return figuresOf(
      this.cellOf(location, sku),
      this.levelOf(location, sku),
      this.laidOf(location, sku),
      this.#keepBack.get(location) ?? 0,
    );
  }

  standings(): readonly SkuStanding[] {
    const { places, goods } = this.view;
    return goods.map((sku) => {
      let [short, over, moved] = [0, 0, 0];
      for (const { locationId } of places) {
        const figures = this.figuresOf(locationId, sku.skuId);
        if (figures.short > 0) short += 1;
        else if (figures.over > 0) over += 1;
        moved += this.laidOf(locationId, sku.skuId).out;
      }
      return { sku, short, over, moved };
    });
  }

  /** Fen that the moves bring; null for who may not see what sales earn, and until the chances are there. */
  worth(moves: readonly ForkMove[] = this.moves, goods: readonly ForkSku[] = this.view.goods): number | null {
    if (!this.view.isReckoned) return null;
    const priced: { skuId: number; margin: number }[] = [];
    for (const { skuId, margin } of goods) {
      if (margin === null) return null;
      priced.push({ skuId, margin });
    }
    return forkWorth({ ...this.#costs(), goods: priced }, moves);
  }

  freight(moves: readonly ForkMove[] = this.moves): number {
    return freightOf(this.#costs(), moves);
  }

  /** What one more move, or one instead of another, would add. */
  gainOf(move: ForkMove, insteadOf?: string): number | null {
    const goods = this.view.goods.filter(({ skuId }) => skuId === move.sku);
    const others = this.moves.filter(({ key }) => key !== insteadOf);
    const [before, after] = [this.worth(others, goods), this.worth([...others, move], goods)];
    return before === null || after === null ? null : after - before;
  }

  /** The drafts that the moves become, the dearest first. A document's gain is what the whole would lose without it. */
  documents(): readonly PlannedDocument[] {
    return pairsOf(this.moves)
      .map(({ from, to, moves }): PlannedDocument => {
        const skus = new Set(moves.map(({ sku }) => sku));
        const goods = this.view.goods.filter(({ skuId }) => skus.has(skuId));
        const whole = this.worth(this.moves, goods);
        const without = this.worth(
          this.moves.filter((move) => move.from !== from || move.to !== to),
          goods,
        );
        return {
          key: `${from}>${to}`,
          from,
          to,
          moves,
          units: moves.reduce((sum, { quantity }) => sum + quantity, 0),
          gain: whole === null || without === null ? null : whole - without,
        };
      })
      .sort((a, b) => (b.gain ?? 0) - (a.gain ?? 0) || b.units - a.units);
  }

  /** Sources whose shelf has moved since the copy, or has more laid than is free; the latter first. */
  warnings(): readonly Warning[] {
    const found: Warning[] = [];
    for (const [key, { out }] of this.#laid) {
      if (out === 0) continue;
      const [locationId = 0, skuId = 0] = key.split(' ').map(Number);
      const { drift, beyond } = this.figuresOf(locationId, skuId);
      if (beyond > 0 || drift < 0) found.push({ locationId, skuId, drift, beyond });
    }
    return found.sort((a, b) => b.beyond - a.beyond || a.drift - b.drift);
  }

  /** What is free at a place, as if a move of it were not laid. */
  freeOf(location: number, sku: number, instead?: LaidMove): number {
    const { free } = this.figuresOf(location, sku);
    return free + (instead?.from === location && instead.sku === sku ? instead.quantity : 0);
  }

  /** How many to carry, where nobody has said. */
  propose(sku: number, from: number, to: number): number {
    const end = (location: number) => ({
      cell: this.cellOf(location, sku),
      level: this.levelOf(location, sku),
      laid: this.laidOf(location, sku),
    });
    return fittingQuantity(end(from), end(to), this.freeOf(from, sku));
  }

  #costs(): Omit<ForkWorld, 'goods'> {
    return {
      places: this.view.places.map(({ locationId }) => locationId),
      unitCost: this.view.unitCost,
      docCost: this.view.docCost,
      cellOf: (location, sku) => this.cellOf(location, sku),
      levelOf: (location, sku) => this.levelOf(location, sku),
    };
  }
}

function laidByCell(moves: readonly LaidMove[]): ReadonlyMap<string, Laid> {
  const laid = new Map<string, { out: number; in: number }>();
  const at = (location: number, sku: number) => {
    const key = cellKey(location, sku);
    const known = laid.get(key) ?? { out: 0, in: 0 };
    laid.set(key, known);
    return known;
  };
  for (const { from, to, sku, quantity } of moves) {
    at(from, sku).out += quantity;
    at(to, sku).in += quantity;
  }
  return laid;
}

/** Whether a place has anything to do with a SKU: sells it, has it, awaits it, or has a move on it. */
export function isConcerned(plan: Plan, location: number, sku: number): boolean {
  const { take } = plan.cellOf(location, sku);
  const { available, after, inTransit } = plan.figuresOf(location, sku);
  return take.length > 0 || available !== 0 || after !== 0 || inTransit > 0;
}

/** Places as they want looking at for one SKU: those that miss most first, then those that have most too many. */
export function byNeed(plan: Plan, sku: number): readonly number[] {
  const of = (location: number) => plan.figuresOf(location, sku);
  return plan.view.places
    .map(({ locationId, kind }) => ({ locationId, kind, ...of(locationId) }))
    .sort(
      (a, b) =>
        Number(a.kind === 'warehouse') - Number(b.kind === 'warehouse') ||
        b.short - a.short ||
        b.over - a.over ||
        b.available - a.available,
    )
    .map(({ locationId }) => locationId);
}
