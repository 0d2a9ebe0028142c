import { readdirSync } from 'node:fs';
import { defineConfig } from 'drizzle-kit';

/** `TARGET=control` or `company`: the two kinds of database have their own migrations. */
const target = process.env['TARGET'] === 'control' ? 'control' : 'company';

/** Everything else beside this file is the tables of a slice. */
const notTables = new Set(['config.ts', 'migrate.ts', 'control.ts']);

export default defineConfig({
  dialect: 'postgresql',
  schema:
    target === 'control'
      ? './drizzle/control.ts'
      : readdirSync('drizzle')
          .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !notTables.has(file))
          .map((file) => `./drizzle/${file}`),
  out: `./drizzle/migrations/${target}`,
});
