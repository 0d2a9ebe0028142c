import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What Vite writes of a chunk that it built. */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

export interface PageWeight {
  readonly page: string;
  /** Gzipped bytes of script that opening it brings beyond the shell. */
  readonly bytes: number;
  /** What it may bring later on, when somebody asks for it: a plot, a camera. */
  readonly laterBytes: number;
}

/** Weighs the built pages: the shell is what every page has, the rest is each page's own. */
export function weighPages(root: string): {
  readonly shellBytes: number;
  readonly pages: readonly PageWeight[];
} {
  const client = join(root, '.svelte-kit/output/client');
  const manifest = JSON.parse(readFileSync(join(client, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const sizes = new Map<string, number>();
  const sizeOf = (key: string): number => {
    const { file } = manifest[key] ?? { file: '' };
    if (!file.endsWith('.js')) return 0;
    const known = sizes.get(file) ?? gzipSync(readFileSync(join(client, file)), { level: 9 }).length;
    sizes.set(file, known);
    return known;
  };
  const closure = (keys: readonly string[], withLater: boolean): Set<string> => {
    const found = new Set<string>();
    const walk = (key: string): void => {
      if (found.has(key)) return;
      found.add(key);
      const chunk = manifest[key];
      for (const next of chunk?.imports ?? []) walk(next);
      if (withLater) for (const next of chunk?.dynamicImports ?? []) walk(next);
    };
    for (const key of keys) walk(key);
    return found;
  };
  const nodes = Object.keys(manifest).filter((key) =>
    /generated\/client-optimized\/nodes\/\d+\.js$/.test(key),
  );
  const numberOf = (key: string): number => Number(/(\d+)\.js$/.exec(key)?.[1]);
  const entries = Object.keys(manifest).filter((key) =>
    /(client\/entry|client-optimized\/app)\.js$/.test(key),
  );
  // Nodes 0 and 1 are the layout and the page of errors.
  const shell = closure([...entries, ...nodes.filter((key) => numberOf(key) < 2)], false);
  const sum = (keys: Iterable<string>): number => [...keys].reduce((total, key) => total + sizeOf(key), 0);
  const pages = nodes
    .filter((key) => numberOf(key) > 1)
    .map((key): PageWeight => {
      const own = without(closure([key], false), shell);
      const later = without(without(closure([key], true), shell), own);
      const page = readFileSync(
        join(root, '.svelte-kit/generated/client-optimized/nodes', `${numberOf(key)}.js`),
        'utf8',
      );
      return {
        page: /src\/routes\/(.*)\/?\+page\.svelte/.exec(page)?.[1] ?? key,
        bytes: sum(own),
        laterBytes: sum(later),
      };
    });
  return { shellBytes: sum(shell), pages };
}

function without(keys: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...keys].filter((key) => !others.has(key)));
}
