import { FileTrouble } from './sheet.ts';

/** Each may take some 200 MB. */
const desksMax = 2;
const waitingMax = 20;

/** So many work at a time, the next ones wait in their order. */
export class Desks {
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  /** Resolves, when it is one's turn, with what gives the place to the next. Throws `FileTrouble` where too many wait. */
  async take(): Promise<() => void> {
    if (this.#taken < desksMax) this.#taken++;
    else {
      if (this.#waiting.length >= waitingMax) throw new FileTrouble('file.busy');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#taken--;
    };
  }
}
