import type { Lane } from './lane.ts';
import type { TradeRow } from './row.ts';

/** The most rows of one document. It decides where runs are cut, and with that the keys of what was loaded: it stays as it is. */
const draftLinesMax = 1000;

/** The rows of one document to be. */
export interface Draft {
  readonly lane: Lane;
  readonly rows: readonly TradeRow[];
}

/**
 * Gathers rows into documents, the same way each time: rows that follow one another with the same document, store,
 * day and lane, up to `linesMax`. Without a document each row stands alone, or, where `joinsRuns`, neighbours of the
 * same store and moment stand together.
 */
export class DraftGatherer {
  readonly #joinsRuns: boolean;
  readonly #linesMax: number;
  #lane: Lane | undefined;
  #rows: TradeRow[] = [];

  constructor(options: { readonly joinsRuns: boolean; readonly linesMax?: number }) {
    this.#joinsRuns = options.joinsRuns;
    this.#linesMax = Math.min(options.linesMax ?? draftLinesMax, draftLinesMax);
  }

  /** Takes a row; gives back the draft that it ended, where it ended one. */
  add(row: TradeRow, lane: Lane): Draft | undefined {
    const first = this.#rows[0];
    if (
      first &&
      this.#lane &&
      this.#rows.length < this.#linesMax &&
      this.#belongs(first, row) &&
      isSame(this.#lane, lane)
    ) {
      this.#rows.push(row);
      return undefined;
    }
    const ended = this.end();
    this.#lane = lane;
    this.#rows = [row];
    return ended;
  }

  /** The draft that was being gathered. */
  end(): Draft | undefined {
    const ended = this.#lane && this.#rows.length > 0 ? { lane: this.#lane, rows: this.#rows } : undefined;
    this.#rows = [];
    return ended;
  }

  #belongs(first: TradeRow, row: TradeRow): boolean {
    if (first.store !== row.store || first.when?.day !== row.when?.day || first.document !== row.document)
      return false;
    return row.document !== '' || (this.#joinsRuns && first.when?.minute === row.when?.minute);
  }
}

function isSame(a: Lane, b: Lane): boolean {
  return a.kind === b.kind && ('cause' in a ? a.cause : '') === ('cause' in b ? b.cause : '');
}

/** What a document is known by, whatever file it came in: two documents that read the same are told apart by a number. */
export function contentOf({ lane, rows }: Draft): string {
  const first = rows[0];
  const head = [
    lane.kind,
    'cause' in lane ? lane.cause : '',
    first?.store,
    first?.when?.day,
    first?.when?.minute,
    first?.document,
  ];
  return JSON.stringify([head, rows.map((row) => [row.sku, row.units, row.amount, row.cost])]);
}
