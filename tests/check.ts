import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './checks.ts';
import { finish, root, runParts } from './parts.ts';
import { vitest } from './vitest-part.ts';

mkdirSync(join(root, '.tongpan'), { recursive: true });
/** `npm run check`: form, lint, types, floors and the units that need no Postgres; for before a commit. */
finish(await runParts([...checks, vitest('units', ['--project', 'units'])], 2));
