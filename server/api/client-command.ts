// npm run client: writes the types of the API (protocol/client/api.ts) and makes the package for other programs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { clientTypes } from './client-types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const from = join(root, 'protocol/client');
const to = join(root, '.tongpan/client');

const types = join(from, 'api.ts');
const style = (await resolveConfig(types)) ?? {};
writeFileSync(types, await format(await clientTypes(), { ...style, parser: 'typescript' }));
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
execFileSync(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['--ignoreConfig', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2024,dom,dom.iterable'],
    ...['--declaration', '--rewriteRelativeImportExtensions', '--strict', '--types', 'node', '--outDir', to],
    ...['client.ts', 'example.ts'].map((file) => join(from, file)),
  ],
  { cwd: root, stdio: 'inherit' },
);
rmSync(join(to, 'example.d.ts'));
copyFileSync(join(from, 'README.md'), join(to, 'README.md'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const manifest = {
  name: 'tongpan-client',
  version,
  description: 'Typed client of Tongpan 通盘, written from the API’s own description',
  type: 'module',
  exports: { '.': { types: './client.d.ts', default: './client.js' } },
  engines: { node: '>=20' },
};
writeFileSync(join(to, 'package.json'), await format(JSON.stringify(manifest), { parser: 'json' }));
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', dirname(to)], {
  cwd: to,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
process.stdout.write(`${join(dirname(to), packed.trim())}: npm install it where it is wanted\n`);
