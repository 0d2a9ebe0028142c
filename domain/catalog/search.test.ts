import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gramsOf, searchTextOf, termsOf } from './search.ts';

const milk = searchTextOf([
  '伊利纯牛奶 250ml',
  'yilichunniunai',
  'ylcnn',
  '6907992500010',
  'SKU0001',
  'Pure milk',
]);
const grams = new Set(gramsOf(milk));

function finds(query: string): boolean {
  const terms = termsOf(query);
  return (
    !terms ||
    (terms.grams.every((gram) => grams.has(gram)) && terms.words.every((word) => milk.includes(word)))
  );
}

test('[CT-5] goods are found by Chinese, pinyin, initials, code and barcode, whole or in part', () => {
  for (const query of [
    '牛奶',
    '奶',
    '伊利 250',
    'chunniu',
    'ylcnn',
    'yl',
    'y',
    'SKU0001',
    'sku',
    '6907992',
    '2500010',
    '纯牛奶 250ml',
    'ＭＩＬＫ',
    'pure milk',
    '',
  ])
    expect(finds(query), query).toBe(true);
});

test('[CT-5] and by nothing that is not theirs', () => {
  for (const query of ['酸奶', '奶牛', 'suanniunai', 'zz', '6907993', 'milk 500ml'])
    expect(finds(query), query).toBe(false);
});

test('[CT-5] any part of a word, three letters or more or any Chinese, is found again', () => {
  const word = fc.stringMatching(/^[a-z0-9]{3,12}$/);
  const chinese = fc
    .array(fc.integer({ min: 0x4e00, max: 0x9fa5 }), { minLength: 1, maxLength: 10 })
    .map((codes) => String.fromCodePoint(...codes));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(word, chinese), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(),
      (words, pick, cut) => {
        const text = searchTextOf([words.join(' ')]);
        const chosen = words[pick % words.length] ?? '';
        const isLatin = /^[a-z0-9]/.test(chosen);
        const from = Math.min(cut % chosen.length, chosen.length - (isLatin ? 3 : 1));
        const part = chosen.slice(from);
        const terms = termsOf(part);
        const known = new Set(gramsOf(text));
        return (
          !!terms &&
          terms.grams.every((gram) => known.has(gram)) &&
          terms.words.every((one) => text.includes(one))
        );
      },
    ),
  );
});

test('[A38] wildcards and quotes are characters like others', () => {
  expect(termsOf("100%_'\\")).toEqual({ grams: expect.any(Array), words: ["100%_'\\"] });
});
