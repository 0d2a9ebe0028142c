import { fen, zeroFen, type Fen } from '../money.ts';
import { zeroQuantity, type Quantity } from '../quantity.ts';
import type { SkuId } from '../catalog/ids.ts';
import { boundary } from '../store/location.ts';
import type { LocationId } from '../store/ids.ts';
import type { Book } from './book.ts';
import type { Movement } from './document.ts';
import { addLayer, drawLayers, type LayerKey, type LayerStep } from './layer.ts';
import { isDue, issued, layered, received, strayValue, trueUp, type Level } from './level.ts';
import type { Note } from './outcome.ts';
import type { PostingContext } from './posting.ts';

interface Goods {
  readonly sku: SkuId;
  readonly quantity: Quantity;
  readonly value: Fen;
  readonly amount?: Fen;
  readonly ofLine?: number | null;
  /** The layer that the goods came in with where they leave: a mirror takes it back before any other. */
  readonly own?: LayerKey;
}

/** Writes the movements of one document, line by line, and the levels that follow from them. */
export class MovementWriter {
  readonly movements: Movement[] = [];
  readonly layers: LayerStep[] = [];
  readonly counterLocation: LocationId | null;
  readonly #book: Book;
  readonly #context: PostingContext;
  readonly #home: LocationId;
  readonly #noteBySku = new Map<string, Note>();

  constructor(book: Book, context: PostingContext, home: LocationId, counter: LocationId | null = null) {
    this.#book = book;
    this.#context = context;
    this.#home = home;
    this.counterLocation = counter;
  }

  /** Goods come to the document's location, from the edge or from the counter location. */
  bring(goods: Goods & { readonly source: LocationId }): void {
    const { sku, source, quantity, value } = goods;
    if (source === this.counterLocation) this.#issueAt(source, goods);
    this.#receiveAt(this.#home, sku, quantity, value);
    this.#append(goods, source, this.#home);
    this.#settle(sku);
  }

  /** Goods leave the document's location, to the edge or to the counter location. */
  take(goods: Goods & { readonly target: LocationId }): void {
    const { sku, target, quantity, value } = goods;
    this.#issueAt(this.#home, goods);
    if (target === this.counterLocation) this.#receiveAt(target, sku, quantity, value);
    this.#append(goods, this.#home, target);
    this.#settle(sku);
  }

  notes(): readonly Note[] {
    return [...this.#noteBySku.values()];
  }

  /** What the level was worth before the last receipt at it, so that `#settle` can true it up. */
  #varianceDue: { readonly location: LocationId; readonly value: Fen }[] = [];

  #issueAt(location: LocationId, goods: Goods): void {
    const { sku, quantity, value } = goods;
    const before = this.#book.read(location, sku);
    const after = issued(before, quantity, value);
    this.#book.write(location, sku, before.layers ? this.#drawn(location, goods, after) : after);
    if (after.onHand < 0) {
      this.#note({ code: 'stock.negative', facts: { sku, onHand: after.onHand } });
      this.#note({ code: 'stock.cost_pending', facts: { sku } });
    } else if (isDue(after.onHand, after.reorderPoint) && !isDue(before.onHand, before.reorderPoint)) {
      this.#note({
        code: 'stock.below_reorder_point',
        facts: { sku, onHand: after.onHand, reorderPoint: after.reorderPoint ?? 0 },
      });
    }
  }

  #receiveAt(location: LocationId, sku: SkuId, quantity: Quantity, value: Fen): void {
    const before = this.#book.read(location, sku);
    const due = trueUp(before, quantity, value);
    if (due !== 0) this.#varianceDue.push({ location, value: due });
    const after = received(before, quantity, value);
    const entering = layered(before, quantity, value);
    const isLayered = before.layers !== undefined && entering.quantity > 0;
    this.#book.write(location, sku, isLayered ? this.#brought(location, sku, entering, after) : after);
  }

  /** The level with what left taken from its layers; what was not on hand is in none. */
  #drawn(location: LocationId, { sku, quantity, own }: Goods, after: Level): Level {
    const { layers, drawn } = drawLayers(after.layers ?? [], quantity, own);
    const line = this.movements.length + 1;
    for (const { layer, ...taken } of drawn) this.layers.push({ location, sku, line, layer, drawn: taken });
    return { ...after, layers };
  }

  /** The level with what came as its newest layer. */
  #brought(
    location: LocationId,
    sku: SkuId,
    entering: { readonly quantity: Quantity; readonly value: Fen },
    after: Level,
  ): Level {
    const line = this.movements.length + 1;
    const key = { position: this.#context.nextPositionOf(location), line };
    const { layers, layer } = addLayer(after.layers ?? [], key, entering.quantity, entering.value);
    this.layers.push({ location, sku, line, layer, drawn: null });
    return { ...after, layers };
  }

  /** Books what a receipt onto negative stock made known, and value that no goods carry any more. */
  #settle(sku: SkuId): void {
    for (const { location, value } of this.#varianceDue.splice(0)) this.#vary(location, sku, value);
    for (const location of this.counterLocation === null
      ? [this.#home]
      : [this.#home, this.counterLocation]) {
      this.#vary(location, sku, strayValue(this.#book.read(location, sku)));
    }
  }

  #vary(location: LocationId, sku: SkuId, value: Fen): void {
    if (value === 0) return;
    const level = this.#book.read(location, sku);
    this.#book.write(location, sku, { ...level, value: fen(level.value - value) });
    this.#append({ sku, quantity: zeroQuantity, value }, location, boundary.variance);
  }

  #append(goods: Goods, source: LocationId, target: LocationId): void {
    const { sku, quantity, value, amount = zeroFen, ofLine = null } = goods;
    const home = this.#book.read(this.#home, sku);
    const counter =
      this.counterLocation !== null && (source === this.counterLocation || target === this.counterLocation)
        ? this.#book.read(this.counterLocation, sku)
        : undefined;
    this.movements.push({
      line: this.movements.length + 1,
      sku,
      source,
      target,
      quantity,
      value,
      amount,
      ofLine,
      onHandAfter: home.onHand,
      valueAfter: home.value,
      counterOnHandAfter: counter?.onHand ?? null,
      counterValueAfter: counter?.value ?? null,
    });
  }

  #note(note: Note): void {
    this.#noteBySku.set(`${note.code} ${note.facts['sku']}`, note);
  }
}
