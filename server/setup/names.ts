import { pinyin } from 'pinyin-pro';

const slugLengthMax = 24;

/** A Chinese name in Latin letters, as a colleague abroad would write it; others stay as they are. */
export function romanised(name: string): string {
  if (!/\p{Script=Han}/u.test(name)) return name;
  const words = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true });
  const text = words.join('').trim();
  return text === '' ? name : text.charAt(0).toUpperCase() + text.slice(1);
}

/** A person's name in Latin letters: 沈若溪 is Shen Ruoxi. */
export function romanisedPerson(name: string): string {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return name;
  const [family = '', ...given] = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true });
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return `${capital(family)} ${capital(given.join(''))}`;
}

/** The short name of a company, from its name: what stands in front of session cookies and in commands. */
export function slugOf(name: string, isTaken: (slug: string) => boolean): string {
  const plain = romanised(name)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, slugLengthMax)
    .replace(/-+$/, '');
  const base = plain.length < 2 ? 'company' : plain;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!isTaken(slug)) return slug;
  }
}

/** A place of the new company in both languages; one without a name gets the city's and a number. */
export function storeNames(
  city: string,
  name: string,
  number: number,
): { readonly nameZh: string; readonly nameEn: string } {
  if (name !== '') return { nameZh: name, nameEn: romanised(name) };
  return { nameZh: `${city}${number}店`, nameEn: `${romanised(city)} No. ${number}` };
}
