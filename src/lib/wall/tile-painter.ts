import type { WallRegion, WallStore } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import type { Figures } from './figures.ts';
import type { Need } from './need.ts';
import { drawBox, drawDue, drawEmpty, drawWarning, drawHouse } from './tile-icons.ts';
import type { TileHeading, TileLayout } from './tile-layout.ts';
import type { Change, WallFormat } from './wall-format.ts';

/** Colours and type, read from the tokens of the page. */
export interface TilePaint {
  readonly page: string;
  readonly surface: string;
  readonly lit: string;
  readonly litLine: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly wrong: string;
  readonly soon: string;
  readonly wrongGround: string;
  readonly soonGround: string;
  readonly series: string;
  readonly seriesBefore: string;
  readonly font: string;
  readonly unit: number;
}

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
  readonly paint: TilePaint;
  readonly #format: WallFormat;
  readonly #cutNames = new Map<string, string>();

  constructor(context: CanvasRenderingContext2D, paint: TilePaint, format: WallFormat) {
    this.#context = context;
    this.paint = paint;
    this.#format = format;
  }

  /** The context has forgotten its font: its canvas took another size. */
  reset(): void {
    this.#font = '';
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
    this.#write(name, x, base, text, 600, unit * 1.08);
    const nameWidth = context.measureText(name).width;
    if (!figures || figures.amount === 0) return;
    let right = x + width;
    const change = this.#format.change(figures.amount, figures.amountBefore);
    if (change) right -= this.#change(change, right, base) + unit * 0.7;
    const amount = this.#format.money(figures.amount);
    this.#write(amount, right, base, text, 600, unit, 'right');
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
    this.#setFont(600, unit * 1.1);
    this.#write(
      this.#cut(this.#format.name(region), width - unit),
      x + unit * 0.2,
      y + height * 0.28,
      text,
      600,
      unit * 1.1,
    );
    this.#context.fillStyle = line;
    this.#context.fillRect(x, y + height - 1, width, 1);
    if (!figures || figures.amount === 0) return;
    this.#write(this.#format.money(figures.amount), x + unit * 0.2, y + height * 0.72, text, 400, unit);
    const change = this.#format.change(figures.amount, figures.amountBefore, true);
    if (change) this.#change(change, x + width - unit * 0.45, y + height * 0.72);
  }

  /** A change, right-aligned: its arrow is drawn, since fonts disagree on its width. Answers how wide it is. */
  #change(change: Change, right: number, y: number): number {
    const { unit, up, down, muted } = this.paint;
    const context = this.#context;
    if (change.isUp === undefined) {
      this.#write(change.text, right, y, muted, 600, unit, 'right');
      return context.measureText(change.text).width;
    }
    const colour = change.isUp ? up : down;
    const text = change.text.slice(1);
    this.#write(text, right, y, colour, 600, unit, 'right');
    const textWidth = context.measureText(text).width;
    const size = unit * 0.56;
    const left = right - textWidth - size - unit * 0.18;
    const tip = change.isUp ? -1 : 1;
    context.beginPath();
    context.moveTo(left, y - tip * size * 0.42);
    context.lineTo(left + size, y - tip * size * 0.42);
    context.lineTo(left + size / 2, y + tip * size * 0.5);
    context.closePath();
    context.fill();
    return right - left;
  }

  tile(drawing: TileDrawing, layout: TileLayout, x: number, y: number): void {
    this.#ground(drawing, layout, x, y);
    if (layout.look === 'full') this.#full(drawing, layout, x, y);
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
    if (change) nameRight = right - this.#change(change, right, line(0.2)) - unit * 0.5;
    const nameLeft = this.#needIcon(need, store, left, line(0.2));
    this.#name(store, region, nameLeft, line(0.2), nameRight - nameLeft, text);
    this.#write(this.#mainFigure(tile, store), left, line(0.53), text, 600, unit * 1.55);
    if (store.kind === 'store')
      this.#curve(tile, hour, x + tileWidth * 0.52, y + tileHeight * 0.36, right, y + tileHeight * 0.68);
    this.#counts(tile, left, right, line(0.845), muted);
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
    this.#write(this.#mainFigure(tile, store), left, y + tileHeight * 0.72, text, 600, unit * 1.1);
    const change =
      store.kind === 'store' ? this.#format.change(tile.amount, tile.amountBefore, true) : undefined;
    if (change) this.#change(change, right, y + tileHeight * 0.72);
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
      this.#setFont(400, unit);
      const width = this.#context.measureText(text).width;
      // What does not fit is left out: half a number is another number.
      if (at + size + unit * 0.3 + width > right) return;
      draw(this.#context, at, y, size, paint);
      at += size + unit * 0.3;
      this.#write(text, at, y, paint, 400, unit);
      at += width + unit * 0.8;
    };
    if (tile.negative > 0) item(drawWarning, tile.negative, wrong);
    item(drawEmpty, tile.outOfStock, colour);
    item(drawDue, tile.belowReorderPoint, colour);
    if (tile.inTransit > 0) item(drawBox, tile.inTransit, colour);
  }

  /** Sales by hour: last week's as a faint line, today's up to the last whole hour. */
  #curve(tile: Tile, hour: number, left: number, top: number, right: number, bottom: number): void {
    const context = this.#context;
    const high = Math.max(1, ...tile.amountByHour, ...tile.amountByHourBefore);
    const step = (right - left) / 23;
    const trace = (hours: readonly number[], colour: string, until: number, width: number): void => {
      context.beginPath();
      for (let hour = 0; hour <= until; hour += 1) {
        const yAt = bottom - ((hours[hour] ?? 0) / high) * (bottom - top);
        if (hour === 0) context.moveTo(left, yAt);
        else context.lineTo(left + hour * step, yAt);
      }
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.lineJoin = 'round';
      context.stroke();
    };
    trace(tile.amountByHourBefore, this.paint.seriesBefore, 23, Math.max(1, this.paint.unit * 0.08));
    trace(tile.amountByHour, this.paint.series, hour - 1, Math.max(1.5, this.paint.unit * 0.12));
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
    this.#setFont(600, this.paint.unit);
    let cut = this.#cutNames.get(key);
    if (cut === undefined) {
      cut = this.#cut(name, width * squeezeMax);
      if (this.#cutNames.size > cutNamesMax) this.#cutNames.clear();
      this.#cutNames.set(key, cut);
    }
    this.#write(cut, x, y, colour, 600, this.paint.unit, 'left', width);
  }

  #cut(text: string, width: number): string {
    if (this.#context.measureText(text).width <= width) return text;
    let end = text.length - 1;
    while (end > 1 && this.#context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
    return `${text.slice(0, end).trimEnd()}…`;
  }

  #write(
    text: string,
    x: number,
    y: number,
    colour: string,
    weight: number,
    size: number,
    align: CanvasTextAlign = 'left',
    widthMax?: number,
  ): void {
    const context = this.#context;
    this.#setFont(weight, size);
    context.fillStyle = colour;
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillText(text, x, y, widthMax);
  }

  #font = '';
  #setFont(weight: number, size: number): void {
    const font = `${weight} ${size.toFixed(1)}px ${this.paint.font}`;
    if (font === this.#font) return;
    this.#font = font;
    this.#context.font = font;
  }
}

const cutNamesMax = 8000;
/** A name that is longer than its place by this much is drawn narrower; only a longer one is cut. */
const squeezeMax = 1.22;
