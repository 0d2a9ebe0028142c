import { attribute, columnOf } from './xlsx-values.ts';

/** Heads stretch over cells near the top; a bomb merges millions. */
const nearRows = 31;
const mergesMax = 500;
const widthMax = 13;
const tagBytesMax = 128;
const mark = Buffer.from('mergeCell ');

interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  value: string;
}

/** Heads that stretch over several columns or rows stand in all of them. Rows come in order, each once. */
export class Merges {
  readonly #merges: readonly Merge[];

  constructor(merges: readonly Merge[]) {
    this.#merges = merges;
  }

  fill(number: number, cells: string[]): void {
    if (number > nearRows) return;
    for (const merge of this.#merges) {
      if (number < merge.top || number > merge.bottom) continue;
      if (number === merge.top) merge.value = cells[merge.left] ?? '';
      if (merge.value === '') continue;
      for (let column = merge.left; column <= merge.right; column++) {
        while (cells.length <= column) cells.push('');
        if (cells[column] === '') cells[column] = merge.value;
      }
    }
  }
}

/** What is merged stands behind the rows of a sheet, which is why it is read before them. */
export async function mergesIn(pieces: AsyncIterable<Uint8Array>): Promise<Merges> {
  const merges: Merge[] = [];
  let seen = 0;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const bytes =
      rest.length === 0
        ? Buffer.from(piece.buffer, piece.byteOffset, piece.length)
        : Buffer.concat([rest, piece]);
    let at = bytes.indexOf(mark);
    while (at >= 0 && seen < mergesMax) {
      const end = bytes.indexOf(62, at);
      if (end < 0) break;
      seen += 1;
      const merge = mergeOf(bytes.toString('latin1', at, end));
      if (merge) merges.push(merge);
      at = bytes.indexOf(mark, end);
    }
    // A tag may be cut in two where pieces meet; a piece that is kept is short, whatever the file says.
    rest = bytes.subarray(Math.max(0, at >= 0 ? at : bytes.length - mark.length, bytes.length - tagBytesMax));
  }
  return new Merges(merges);
}

function mergeOf(tag: string): Merge | undefined {
  const [from, to] = (attribute(tag, 'ref') ?? '').split(':');
  if (!from || !to) return undefined;
  const [top, bottom] = [rowOf(from), rowOf(to)];
  const [left, right] = [columnOf(from), columnOf(to)];
  if (!(top <= nearRows) || left < 0 || right - left >= widthMax) return undefined;
  return { top, bottom: Math.min(bottom, nearRows), left, right, value: '' };
}

function rowOf(place: string): number {
  return Number(/\d+$/.exec(place)?.[0]);
}
