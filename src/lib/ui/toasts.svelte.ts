/** What is told at the edge of the screen: `done` and `note` go by themselves, `wrong` stays until it is read. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'note' | 'wrong';
  readonly text: string;
  /** One thing that can be done about it: undo, show, try again. */
  readonly deed?: { readonly text: string; readonly run: () => void };
}

export const toastsMax = 4;
/** Long enough to read a sentence twice. */
export const toastMs = 6000;

/** The toasts of a page, the newest last. */
export class Toasts {
  #shown = $state.raw<readonly Toast[]>([]);
  #turn = 0;
  readonly #later: (run: () => void, ms: number) => void;

  constructor(later: (run: () => void, ms: number) => void = (run, ms) => void setTimeout(run, ms)) {
    this.#later = later;
  }

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  /** The same words twice in a row are told once. */
  tell(kind: Toast['kind'], text: string, deed?: Toast['deed']): void {
    const last = this.#shown.at(-1);
    if (last?.text === text && last.kind === kind) this.drop(last.id);
    const toast: Toast = { id: ++this.#turn, kind, text, ...(deed ? { deed } : {}) };
    this.#shown = [...this.#shown, toast].slice(-toastsMax);
    if (kind !== 'wrong') this.#later(() => this.drop(toast.id), toastMs);
  }

  drop(id: number): void {
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }
}

/** The ones of this page; drawn once, by the layout. */
export const toasts = new Toasts();
