import { defineConfig } from 'drizzle-kit';

/** `TARGET=control` or `company`: the two kinds of database have their own migrations. */
const target = process.env['TARGET'] === 'control' ? 'control' : 'company';

export default defineConfig({
  dialect: 'postgresql',
  schema:
    target === 'control'
      ? './drizzle/control.ts'
      : ['identity', 'store', 'catalog', 'stock', 'wall'].map((slice) => `./drizzle/${slice}.ts`),
  out: `./drizzle/migrations/${target}`,
});
