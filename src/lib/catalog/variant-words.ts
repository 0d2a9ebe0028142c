const wordLengthMax = 40;

/** Colours or sizes as people type them: between blanks, commas of either width, or strokes; each once, in their order. */
export function wordsOf(text: string): readonly string[] {
  const words = text
    .split(/[\s,，、;；/|]+/u)
    .map((word) => word.normalize('NFC').trim().slice(0, wordLengthMax));
  return [...new Set(words.filter((word) => word !== ''))];
}
