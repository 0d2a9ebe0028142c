const long = 'x'.repeat(10_000);

/** Bodies that are no JSON, too much of it, or JSON that two readers read differently. */
export const hostileBodies: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  '',
  ' ',
  '{',
  'null',
  'true',
  '1e999',
  '"text"',
  '[]',
  '{}',
  'NaN',
  '{"a":NaN}',
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '{"kind":"sale","kind":"reversal","kind":1}',
  '\ufeff{}',
  '{"name":"\\ud800","login":"\\udfff","company":"\\u0000"}',
  '{"name":"\\u0000"}',
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  `{"lines":[${'{},'.repeat(50_000)}{}]}`,
  `{"name":"${'x'.repeat(2_000_000)}"}`,
  new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d]),
];

const hostileValues: readonly string[] = [
  'null',
  'true',
  '-1',
  '0',
  '-0',
  '0.1',
  '0.30000000000000004',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '2147483648',
  '"1"',
  '"１２"',
  '"NaN"',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e\\u200b😀"',
  `"${long}"`,
  '"__proto__"',
  '"constructor"',
  '"\' or 1=1 --"',
  '"../../etc/passwd"',
  '[]',
  '{}',
  '[[[[[[]]]]]]',
  '{"__proto__":{"polluted":1}}',
];

/** The body again and again, each time with one of its leaves hostile. */
export function* withHostileLeaves(body: unknown): Generator<string> {
  const text = JSON.stringify(body);
  const leaf = /(?<=[:[,])(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null)(?=[,}\]])/g;
  for (const { index, 0: found } of text.matchAll(leaf)) {
    for (const value of hostileValues) yield text.slice(0, index) + value + text.slice(index + found.length);
  }
}

const hostileSegments: readonly string[] = [
  '0',
  '-1',
  '1e3',
  '999999999',
  '99999999999999999999',
  encodeURIComponent('９'),
  '%00',
  '%2f',
  '..%2f..%2f',
  '%ff',
  '%F0%9F%98%80',
  encodeURIComponent('\u202e\u200b'),
  encodeURIComponent("' or 1=1 --"),
  'S1-',
  'S1-0',
  'S1-1e3',
  'S1-99999999999999999999',
  '__proto__',
  'constructor-1',
  'x'.repeat(8000),
];

/** The path with every parameter hostile; a path without parameters is only itself. */
export function hostilePaths(path: string): string[] {
  if (!path.includes(':')) return [];
  return hostileSegments.map((segment) => path.replaceAll(/:[^/]+/g, segment));
}

/** Queries that no page sends. */
export const hostileQueries: readonly string[] = [
  ...[
    'limit',
    'before',
    'after',
    'atMs',
    'ms',
    'cursor',
    'search',
    'filter',
    'kiosk',
    'q',
    'page',
    'since',
    'from',
    'to',
    'day',
    'store',
    'sku',
    'sort',
  ].flatMap((name) =>
    [
      '',
      '-1',
      '0',
      'NaN',
      '1e999',
      '9007199254740993',
      '%00',
      '%ff',
      encodeURIComponent('\ud83d\ude00'),
      '%25%5f%5c',
      `${long.slice(0, 4000)}`,
      'a&a=b',
    ].map((value) => `${name}=${value}`),
  ),
  '__proto__=1',
  '__proto__[polluted]=1',
  'constructor.prototype.polluted=1',
];

/** The body with more fields, on every object in it. */
export function withMoreFields(body: unknown, more: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(body)) return body.map((each) => withMoreFields(each, more));
  if (typeof body !== 'object' || body === null) return body;
  const own = Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, withMoreFields(value, more)]),
  );
  return { ...Object.fromEntries(Object.entries(more).filter(([key]) => !(key in own))), ...own };
}
