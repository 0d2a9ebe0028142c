/** A tile that somebody has picked up: with the mouse while the button is down, or by a tap or a key until the next one. */
export class Carry {
  /** The place whose goods are in hand. */
  from = $state<number | undefined>();
  over = $state<number | undefined>();
  /** Where the mouse is while it drags. */
  at = $state.raw<{ readonly x: number; readonly y: number } | undefined>();
  #start: { readonly x: number; readonly y: number; readonly place: number } | undefined;
  #wasDragged = false;
  readonly #may: (place: number) => boolean;
  readonly #drop: (from: number, to: number) => void;

  constructor(parts: {
    readonly may: (place: number) => boolean;
    readonly drop: (from: number, to: number) => void;
  }) {
    this.#may = parts.may;
    this.#drop = parts.drop;
  }

  get isDragging(): boolean {
    return this.at !== undefined;
  }

  down(event: PointerEvent & { readonly currentTarget: HTMLElement }, place: number): void {
    this.#wasDragged = false;
    // A finger scrolls the page: it picks up by tapping.
    if (event.button !== 0 || event.pointerType === 'touch' || !this.#may(place)) return;
    this.#start = { x: event.clientX, y: event.clientY, place };
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  move(event: PointerEvent): void {
    const start = this.#start;
    if (!start) return;
    const { clientX: x, clientY: y } = event;
    if (!this.isDragging && Math.hypot(x - start.x, y - start.y) < 6) return;
    this.at = { x, y };
    this.from = start.place;
    const under = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-place]');
    const place = Number(under?.dataset['place']);
    this.over = under && place !== start.place ? place : undefined;
  }

  up(): void {
    const { from, over } = this;
    this.#start = undefined;
    if (!this.isDragging) return;
    this.#wasDragged = true;
    this.end();
    if (from !== undefined && over !== undefined) this.#drop(from, over);
  }

  /** A tap, Enter or Space: picks up, puts down, or lays back where it was. */
  press(place: number): void {
    if (this.#wasDragged) return void (this.#wasDragged = false);
    const { from } = this;
    if (from === undefined) {
      if (this.#may(place)) this.from = place;
      return;
    }
    this.end();
    if (from !== place) this.#drop(from, place);
  }

  end(): void {
    this.#start = undefined;
    this.at = undefined;
    this.from = undefined;
    this.over = undefined;
  }
}
