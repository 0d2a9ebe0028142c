import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Company } from './company.ts';

const routes = fileURLToPath(new URL('../../src/routes', import.meta.url));

/** What stands for a parameter of a page's address; a page with another one fails until it is named here. */
const parameters: Readonly<Record<string, (company: Company) => string | number>> = {
  location: (c) => c.shelf[0],
  sku: (c) => c.sku[0],
  number: (c) => c.documentOf(1, 'sale'),
};

/** Every page of the house as an address, with what SvelteKit answers for its data. */
export function pagePaths(company: Company): string[] {
  return globSync('**/+page.svelte', { cwd: routes }).flatMap((file) => {
    const folder = dirname(file);
    const path = `/${folder === '.' ? '' : folder}`
      .replaceAll(/\([^)]*\)\//g, '')
      .replaceAll(/\[+\.{0,3}([a-z]+)(?:=[a-z]+)?\]+/gi, (_, name: string) => {
        const value =
          name === 'id'
            ? folder.includes('sku')
              ? company.sku[0]
              : company.store[0]
            : parameters[name]?.(company);
        if (value === undefined)
          throw new Error(`name the parameter ${name} of ${file} in tests/rights/pages.ts`);
        return String(value);
      });
    return [path, `${path === '/' ? '' : path}/__data.json`];
  });
}
