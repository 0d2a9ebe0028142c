import { plainText } from './xlsx-values.ts';

const [opening, closing] = [Buffer.from('<si'), Buffer.from('</si>')];
const [slash, tagEnd] = [47, 62];

/**
 * The texts that cells share, by number. They stay as bytes as they were unpacked, and only where each begins is kept
 * beside: as strings they would take several times the memory, and a cell asks for one now and then.
 */
export class SharedStrings {
  readonly #bytes: Buffer;
  readonly #places: Uint32Array;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#places = placesOf(bytes);
  }

  get count(): number {
    return this.#places.length / 2;
  }

  at(index: number): string {
    const from = this.#places[2 * index];
    const to = this.#places[2 * index + 1];
    return from === undefined || to === undefined || from === to
      ? ''
      : plainText(this.#bytes.toString('utf8', from, to));
  }
}

/** Where each text begins and ends; an empty one (`<si/>`) ends where it begins. */
function placesOf(bytes: Buffer): Uint32Array {
  let places = new Uint32Array(1024);
  let length = 0;
  for (let at = bytes.indexOf(opening); at >= 0; at = bytes.indexOf(opening, at)) {
    const next = bytes[at + opening.length] ?? 0;
    const head = bytes.indexOf(tagEnd, at);
    if (head < 0) break;
    if (next !== tagEnd && next !== slash && next > 32) {
      at = head;
      continue;
    }
    const isEmpty = bytes[head - 1] === slash;
    const end = isEmpty ? head + 1 : bytes.indexOf(closing, head);
    if (end < 0) break;
    if (length + 2 > places.length) places = grown(places);
    places[length] = head + 1;
    places[length + 1] = end;
    length += 2;
    at = end;
  }
  return places.slice(0, length);
}

function grown(places: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(places.length * 2);
  larger.set(places);
  return larger;
}
