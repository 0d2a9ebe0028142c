import type { Tile } from '#protocol/wall/tile.ts';
import type { drawEmpty } from './tile-icons.ts';
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

/** What tiles are written with: text, changes, counts and curves on a canvas, in the colours of the page. */
export class TilePen {
  readonly context: CanvasRenderingContext2D;
  readonly paint: TilePaint;
  readonly #format: WallFormat;
  #font = '';

  constructor(context: CanvasRenderingContext2D, paint: TilePaint, format: WallFormat) {
    this.context = context;
    this.paint = paint;
    this.#format = format;
  }

  /** The context has forgotten its font. */
  reset(): void {
    this.#font = '';
  }

  /** A change, right-aligned: its arrow is drawn, since fonts disagree on its width. Answers how wide it is. */
  change(change: Change, right: number, y: number): number {
    const { unit, up, down, muted } = this.paint;
    const context = this.context;
    if (change.isUp === undefined) {
      this.write(change.text, right, y, muted, 600, unit, 'right');
      return context.measureText(change.text).width;
    }
    const colour = change.isUp ? up : down;
    const text = change.text.slice(1);
    this.write(text, right, y, colour, 600, unit, 'right');
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

  /** An icon and its count; answers where the next begins. */
  item(draw: typeof drawEmpty, value: number, colour: string, x: number, y: number): number {
    const { unit } = this.paint;
    const size = unit * 0.85;
    const text = this.#format.count(value);
    draw(this.context, x, y, size, colour);
    this.write(text, x + size + unit * 0.3, y, colour, 400, unit);
    return x + size + unit * 0.3 + this.context.measureText(text).width + unit * 0.8;
  }

  /** Sales by hour: last week's as a faint line, today's up to the last whole hour. */
  curve(tile: Tile, hour: number, left: number, top: number, right: number, bottom: number): void {
    const context = this.context;
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

  cut(text: string, width: number): string {
    if (this.context.measureText(text).width <= width) return text;
    let end = text.length - 1;
    while (end > 1 && this.context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
    return `${text.slice(0, end).trimEnd()}…`;
  }

  write(
    text: string,
    x: number,
    y: number,
    colour: string,
    weight: number,
    size: number,
    align: CanvasTextAlign = 'left',
    widthMax?: number,
  ): void {
    const context = this.context;
    this.setFont(weight, size);
    context.fillStyle = colour;
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillText(text, x, y, widthMax);
  }

  setFont(weight: number, size: number): void {
    const font = `${weight} ${size.toFixed(1)}px ${this.paint.font}`;
    if (font === this.#font) return;
    this.#font = font;
    this.context.font = font;
  }
}
