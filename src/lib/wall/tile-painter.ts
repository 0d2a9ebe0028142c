import type { WallRegion, WallStore } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { Figures } from './figures.ts';
import type { Need } from './need.ts';
import { drawBox, drawDue, drawEmpty, drawWarning, drawHouse } from './tile-icons.ts';
import type { TileHeading, TileLayout } from './tile-layout.ts';
import { TilePen, type TilePaint } from './tile-pen.ts';
import type { WallFormat } from './wall-format.ts';

export interface TileDrawing {
  readonly tile: Tile;
  readonly store: WallStore;
  readonly region: WallRegion | undefined;
  readonly need: Need;
  /** The running hour of its day: the curve ends before it, for an hour that has hardly begun would look like a fall. */
  readonly hour: number;
  /** Something has just happened there. */
  readonly isLit: boolean;
  readonly isActive: boolean;
}

/** Draws tiles and headings on a canvas. Names cut to a width are remembered: measuring them is the dear part. */
export class TilePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #pen: TilePen;
  readonly paint: TilePaint;
  readonly #format: WallFormat;
  readonly #cutNames = new Map<string, string>();

  constructor(context: CanvasRenderingContext2D, paint: TilePaint, format: WallFormat) {
    this.#context = context;
    this.#pen = new TilePen(context, paint, format);
    this.paint = paint;
    this.#format = format;
  }

  /** The context has forgotten its font: its canvas took another size. */
  reset(): void {
    this.#pen.reset();
  }

  heading(
    region: WallRegion,
    figures: Figures | undefined,
    heading: TileHeading,
    y: number,
    height: number,
  ): void {
    const { unit, text, page } = this.paint;
    const { x, width } = heading;
    const context = this.#context;
    context.fillStyle = page;
    context.fillRect(x, y, width, height - 2);
    if (height > unit * 2) return this.#headingCell(region, figures, heading, y, height);
    const base = y + height * 0.46;
    const name = this.#format.name(region);
    this.#pen.write(name, x, base, text, 600, unit * 1.08);
    const nameWidth = context.measureText(name).width;
    if (!figures || figures.amount === 0) return;
    let right = x + width;
    const change = this.#format.change(figures.amount, figures.amountBefore);
    if (change) right -= this.#pen.change(change, right, base) + unit * 0.7;
    const amount = this.#format.money(figures.amount);
    this.#pen.write(amount, right, base, text, 600, unit, 'right');
    right -= context.measureText(amount).width + unit;
    const start = x + nameWidth + unit * 0.8;
    context.fillStyle = this.paint.line;
    if (right > start) context.fillRect(start, Math.round(base), right - start, 1);
  }

  /** A region in a cell of the plan: no ground of its own, a line under it. */
  #headingCell(
    region: WallRegion,
    figures: Figures | undefined,
    { x, width }: TileHeading,
    y: number,
    height: number,
  ): void {
    const { unit, text, line } = this.paint;
    this.#pen.setFont(600, unit * 1.1);
    this.#pen.write(
      this.#pen.cut(this.#format.name(region), width - unit),
      x + unit * 0.2,
      y + height * 0.28,
      text,
      600,
      unit * 1.1,
    );
    this.#context.fillStyle = line;
    this.#context.fillRect(x, y + height - 1, width, 1);
    if (!figures || figures.amount === 0) return;
    this.#pen.write(this.#format.money(figures.amount), x + unit * 0.2, y + height * 0.72, text, 400, unit);
    const change = this.#format.change(figures.amount, figures.amountBefore, true);
    if (change) this.#pen.change(change, x + width - unit * 0.45, y + height * 0.72);
  }

  tile(drawing: TileDrawing, layout: TileLayout, x: number, y: number): void {
    this.#ground(drawing, layout, x, y);
    if (layout.look === 'full') this.#full(drawing, layout, x, y);
    else if (layout.look === 'traced') this.#traced(drawing, layout, x, y);
    else this.#compact(drawing, layout, x, y);
  }

  #ground(
    { need, isLit, isActive }: TileDrawing,
    { tileWidth, tileHeight }: TileLayout,
    x: number,
    y: number,
  ): void {
    const { surface, lit, line, wrong, soon, wrongGround, soonGround, accent, page, unit } = this.paint;
    const context = this.#context;
    context.fillStyle = page;
    context.fillRect(x - 2, y - 2, tileWidth + 4, tileHeight + 4);
    const radius = unit * 0.34;
    context.beginPath();
    context.roundRect(x, y, tileWidth, tileHeight, radius);
    context.fillStyle =
      need.level === 'wrong' ? wrongGround : need.level === 'soon' ? soonGround : isLit ? lit : surface;
    context.fill();
    if (need.level !== 'calm') {
      context.fillStyle = need.level === 'wrong' ? wrong : soon;
      context.beginPath();
      context.roundRect(x, y, unit * 0.22, tileHeight, [radius, 0, 0, radius]);
      context.fill();
    }
    context.beginPath();
    context.roundRect(x + 0.5, y + 0.5, tileWidth - 1, tileHeight - 1, radius);
    context.lineWidth = isActive ? 2 : 1;
    context.strokeStyle = isActive ? accent : isLit ? this.paint.litLine : line;
    context.stroke();
  }

  #full(
    { tile, store, region, need, hour }: TileDrawing,
    { tileWidth, tileHeight }: TileLayout,
    x: number,
    y: number,
  ): void {
    const { unit, text, muted } = this.paint;
    const left = x + unit * 0.75;
    const right = x + tileWidth - unit * 0.6;
    const line = (part: number): number => y + tileHeight * part;
    const change =
      store.kind === 'store' ? this.#format.change(tile.amount, tile.amountBefore, true) : undefined;
    let nameRight = right;
    if (change) nameRight = right - this.#pen.change(change, right, line(0.2)) - unit * 0.5;
    const nameLeft = this.#needIcon(need, store, left, line(0.2));
    this.#name(store, region, nameLeft, line(0.2), nameRight - nameLeft, text);
    this.#pen.write(this.#mainFigure(tile, store), left, line(0.53), text, 600, unit * 1.55);
    if (store.kind === 'store')
      this.#pen.curve(tile, hour, x + tileWidth * 0.52, y + tileHeight * 0.36, right, y + tileHeight * 0.68);
    this.#counts(tile, left, right, line(0.845), muted);
  }

  /** Narrower than the full one: name, sales and change, then the curve behind what the store stands out by. */
  #traced(
    { tile, store, region, need, hour }: TileDrawing,
    { tileWidth, tileHeight }: TileLayout,
    x: number,
    y: number,
  ): void {
    const { unit, text, muted } = this.paint;
    const left = x + unit * 0.6;
    const right = x + tileWidth - unit * 0.5;
    const line = (part: number): number => y + tileHeight * part;
    const nameLeft = this.#needIcon(need, store, left, line(0.2));
    this.#name(store, region, nameLeft, line(0.2), right - nameLeft, text);
    this.#pen.write(this.#mainFigure(tile, store), left, line(0.5), text, 600, unit * 1.15);
    if (store.kind !== 'store') return this.#counts(tile, left, right, line(0.81), muted);
    const change = this.#format.change(tile.amount, tile.amountBefore, true);
    if (change) this.#pen.change(change, right, line(0.5));
    const from = this.#reason(tile, need, left, line(0.81));
    this.#pen.curve(tile, hour, from, line(0.7), right, line(0.91));
  }

  /** What a store stands out by, as a count; answers where what stands behind it begins. */
  #reason(tile: Tile, { reason }: Need, x: number, y: number): number {
    const { muted, wrong, unit } = this.paint;
    if (reason === 'negative') return this.#pen.item(drawWarning, tile.negative, wrong, x, y) + unit * 0.3;
    if (reason === 'out_of_stock')
      return this.#pen.item(drawEmpty, tile.outOfStock, muted, x, y) + unit * 0.3;
    if (reason === 'below_reorder_point')
      return this.#pen.item(drawDue, tile.belowReorderPoint, muted, x, y) + unit * 0.3;
    return x;
  }

  #compact(
    { tile, store, region, need }: TileDrawing,
    { tileWidth, tileHeight }: TileLayout,
    x: number,
    y: number,
  ): void {
    const { unit, text } = this.paint;
    const left = x + unit * 0.6;
    const right = x + tileWidth - unit * 0.45;
    const nameLeft = this.#needIcon(need, store, left, y + tileHeight * 0.28);
    this.#name(store, region, nameLeft, y + tileHeight * 0.28, right - nameLeft, text);
    this.#pen.write(this.#mainFigure(tile, store), left, y + tileHeight * 0.72, text, 600, unit * 1.1);
    const change =
      store.kind === 'store' ? this.#format.change(tile.amount, tile.amountBefore, true) : undefined;
    if (change) this.#pen.change(change, right, y + tileHeight * 0.72);
  }

  /** A shop's sales; of a warehouse, which sells nothing, what lies there. */
  #mainFigure(tile: Tile, store: WallStore): string {
    if (store.kind === 'store') return this.#format.money(tile.amount);
    return tile.stockValue === null ? this.#format.count(tile.skus) : this.#format.money(tile.stockValue);
  }

  #needIcon(need: Need, store: WallStore, x: number, y: number): number {
    const { unit, wrong, soon, muted } = this.paint;
    const size = unit * 0.95;
    if (need.level !== 'calm') drawWarning(this.#context, x, y, size, need.level === 'wrong' ? wrong : soon);
    else if (store.kind === 'warehouse') drawHouse(this.#context, x, y, size, muted);
    else return x;
    return x + size + unit * 0.3;
  }

  #counts(tile: Tile, x: number, right: number, y: number, colour: string): void {
    const { unit, wrong } = this.paint;
    const size = unit * 0.85;
    let at = x;
    const item = (draw: typeof drawEmpty, value: number, paint: string): void => {
      const text = this.#format.count(value);
      this.#pen.setFont(400, unit);
      const width = this.#context.measureText(text).width;
      // What does not fit is left out: half a number is another number.
      if (at + size + unit * 0.3 + width > right) return;
      at = this.#pen.item(draw, value, paint, at, y);
    };
    if (tile.negative > 0) item(drawWarning, tile.negative, wrong);
    item(drawEmpty, tile.outOfStock, colour);
    item(drawDue, tile.belowReorderPoint, colour);
    if (tile.inTransit > 0) item(drawBox, tile.inTransit, colour);
  }

  #name(
    store: WallStore,
    region: WallRegion | undefined,
    x: number,
    y: number,
    width: number,
    colour: string,
  ): void {
    const name = this.#format.storeName(store, region);
    const key = `${Math.round(width)} ${name}`;
    this.#pen.setFont(600, this.paint.unit);
    let cut = this.#cutNames.get(key);
    if (cut === undefined) {
      cut = this.#pen.cut(name, width * squeezeMax);
      if (this.#cutNames.size > cutNamesMax) this.#cutNames.clear();
      this.#cutNames.set(key, cut);
    }
    this.#pen.write(cut, x, y, colour, 600, this.paint.unit, 'left', width);
  }
}

const cutNamesMax = 8000;
/** A name that is longer than its place by this much is drawn narrower; only a longer one is cut. */
const squeezeMax = 1.22;
