/** Rows of a tree that are dragged onto others. What a mouse does here, a button beside each row does as well. */
export class Drag<Thing> {
  readonly #keyOf: (thing: Thing) => string;
  readonly #may: (moved: Thing, onto: Thing | null) => boolean;
  readonly #move: (moved: Thing, onto: Thing | null) => void;
  #moved = $state.raw<Thing>();
  #over = $state<string>();

  constructor(parts: {
    readonly keyOf: (thing: Thing) => string;
    /** `onto` null: the top of the tree. */
    readonly may: (moved: Thing, onto: Thing | null) => boolean;
    readonly move: (moved: Thing, onto: Thing | null) => void;
  }) {
    this.#keyOf = parts.keyOf;
    this.#may = parts.may;
    this.#move = parts.move;
  }

  get isDragging(): boolean {
    return this.#moved !== undefined;
  }

  isMoved(thing: Thing): boolean {
    return this.#moved !== undefined && this.#keyOf(this.#moved) === this.#keyOf(thing);
  }

  isOver(thing: Thing | null): boolean {
    return this.#over === this.#placeOf(thing);
  }

  start(event: DragEvent, thing: Thing): void {
    event.dataTransfer?.setData('text/plain', this.#keyOf(thing));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
    this.#moved = thing;
  }

  over(event: DragEvent, onto: Thing | null): void {
    if (this.#moved === undefined || !this.#may(this.#moved, onto)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#over = this.#placeOf(onto);
  }

  drop(event: DragEvent, onto: Thing | null): void {
    const moved = this.#moved;
    this.end();
    if (moved === undefined || !this.#may(moved, onto)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(moved, onto);
  }

  end(): void {
    this.#moved = undefined;
    this.#over = undefined;
  }

  #placeOf(thing: Thing | null): string {
    return thing === null ? 'top' : this.#keyOf(thing);
  }
}
