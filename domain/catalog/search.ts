/** The most words of a search; more would narrow nothing that a person can see. */
const wordsMax = 6;
const wordLengthMax = 64;
/** Grams of one word that are asked for: its text is compared afterwards, so a few that tell most are enough. */
const gramsOfWordMax = 5;

/** What goods are found by: everything a person may type, in one text of small letters, words apart. */
export function searchTextOf(parts: readonly string[]): string {
  return ` ${[...new Set(parts.map(plain).filter((part) => part !== ''))].join(' ')} `;
}

/**
 * Every gram of a text as a number: three letters or digits in a row, the first one and two of a word, one and two
 * Chinese characters in a row. An index over them finds any part of any word of any length in either script.
 */
export function gramsOf(text: string): readonly number[] {
  const grams = new Set<number>();
  for (const word of plain(text).split(' ')) for (const gram of gramsOfWord(word)) grams.add(hashOf(gram));
  return [...grams];
}

export interface SearchTerms {
  /** All of these must be in the index. */
  readonly grams: readonly number[];
  /** And all of these in the text, as they stand; one that begins with a blank begins a word. */
  readonly words: readonly string[];
}

/** What to look for; undefined where nothing was typed. */
export function termsOf(query: string): SearchTerms | undefined {
  const words = plain(query)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, wordsMax)
    .map((word) => word.slice(0, wordLengthMax));
  if (words.length === 0) return undefined;
  const grams = words.flatMap((word) => thinned(wantedOf(word)).map(hashOf));
  return {
    grams: [...new Set(grams)],
    words: words.map((word) => (/^[a-z0-9]{1,2}$/.test(word) ? ` ${word}` : word)),
  };
}

/** Small letters, plain width, one blank between words. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
}

/** Letters and digits, or everything else that is no punctuation (Chinese above all). */
const run = /[a-z0-9]+|[^a-z0-9\p{P}\p{S}\s]+/gu;

function gramsOfWord(word: string): string[] {
  const grams: string[] = [];
  for (const match of word.matchAll(run)) {
    const [part] = match;
    if (isLatin(part)) {
      if (match.index === 0) grams.push(`^${part.slice(0, 1)}`, `^${part.slice(0, 2)}`);
      grams.push(...inRow(part, 3));
    } else grams.push(...part, ...inRow(part, 2));
  }
  return grams;
}

function wantedOf(word: string): string[] {
  const parts = [...word.matchAll(run)].map(([part]) => part);
  return parts.flatMap((part, index) => {
    if (!isLatin(part)) return [...part].length === 1 ? [part] : inRow(part, 2);
    if (part.length > 2) return inRow(part, 3);
    // Short letters in the middle of a word have no gram: the comparison of the text finds them.
    return index === 0 && word.startsWith(part) && parts.length === 1 ? [`^${part}`] : [];
  });
}

function inRow(part: string, length: number): string[] {
  const characters = [...part];
  return characters.slice(length - 1).map((_, index) => characters.slice(index, index + length).join(''));
}

/** First, last and some between: neighbours say nearly the same. */
function thinned(grams: readonly string[]): readonly string[] {
  if (grams.length <= gramsOfWordMax) return grams;
  return Array.from(
    { length: gramsOfWordMax },
    (_, index) => grams[Math.round((index * (grams.length - 1)) / (gramsOfWordMax - 1))] ?? '',
  );
}

function isLatin(part: string): boolean {
  return /^[a-z0-9]/.test(part);
}

/** FNV-1a over code units, as a signed 32-bit number, which is what the column holds. */
function hashOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < gram.length; index++)
    hash = Math.imul(hash ^ gram.charCodeAt(index), 0x01000193);
  return hash | 0;
}
