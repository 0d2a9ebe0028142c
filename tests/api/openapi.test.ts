import { expect, test } from 'vitest';
import { described } from '#server/api/described.ts';
import { openApi } from '#server/api/openapi.ts';
import { readRoutes } from '#server/stock/read-routes.ts';
import { stockRoutes } from '#server/stock/routes.ts';

const notAsked = (): never => {
  throw new Error('not asked');
};

test('every path that is described is one of the server’s own', () => {
  const parts = { openCompany: () => undefined, origin: undefined };
  const served = [...stockRoutes(notAsked).routes, ...readRoutes({ ...parts, codesOf: notAsked }).routes].map(
    ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{.*?\}(?=\/|$))?/g, '{$1}')}`,
  );
  for (const { method, path } of described) expect(served).toContain(`${method.toUpperCase()} ${path}`);
});

test('every name that is pointed at stands under the components, and nothing is left open', () => {
  const document = openApi() as { openapi: string; components: { schemas: Record<string, unknown> } };
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of new Set(names)) expect(Object.keys(document.components.schemas)).toContain(name);
  for (const [name, schema] of Object.entries(document.components.schemas))
    expect(JSON.stringify(schema), name).not.toBe(JSON.stringify({ $ref: `#/components/schemas/${name}` }));
  expect(text).not.toContain('$defs');
  expect(document.openapi).toBe('3.1.0');
});

test('in Chinese every summary and every description is Chinese, and all else is as it was', () => {
  const words: string[] = [];
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, part]) => {
        if (typeof part !== 'string' || !/^(description|summary)$/.test(name)) return [[name, without(part)]];
        words.push(part);
        return [];
      }),
    );
  };
  const english = without(openApi());
  words.length = 0;
  expect(without(openApi('zh-CN'))).toEqual(english);
  expect(words.length).toBeGreaterThan(40);
  expect(words.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
});
