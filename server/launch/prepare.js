// Makes ready what `npm start` and `npm test` need, on any Node from 20 up, with nothing installed yet: plain JavaScript,
// no package. Does nothing where all is as it should be.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stamps = join(root, '.tongpan');
const purpose = process.argv[2] ?? 'start';
const bin = join(root, 'node_modules', '.bin');

mkdirSync(stamps, { recursive: true });
install();
requireNode24();
await generate();
if (purpose === 'start' || purpose === 'test') build();
if (purpose === 'test') findBrowser();

function install() {
  const wanted = digest(['package-lock.json']);
  if (existsSync(join(root, 'node_modules')) && read('installed') === wanted) return;
  say('installing packages (about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // `npm ci` refuses a lock file in which another platform's optional binaries are missing; `install` keeps to it all the same.
  execFileSync(npm, ['install', '--no-save', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  write('installed', wanted);
}

/** On Linux Node 24 comes as a package; elsewhere the machine's own must do. */
function requireNode24() {
  if (existsSync(join(bin, 'node'))) return;
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  say(
    `Tongpan needs Node 24 or newer on this system, this is ${process.versions.node}. Install it from nodejs.org and start again.`,
  );
  process.exit(1);
}

async function generate() {
  const wanted = digest(['src/lib/messages', 'svelte.config.js']);
  const isThere =
    existsSync(join(root, '.svelte-kit/tsconfig.json')) &&
    existsSync(join(root, 'src/lib/messages/generated/messages.js'));
  if (isThere && read('generated') === wanted) return;
  const { compile } = await import('@inlang/paraglide-js');
  const { messageOptions } = await import('./message-options.js');
  process.chdir(root);
  await compile({ ...messageOptions, strategy: [...messageOptions.strategy] });
  run('svelte-kit', ['sync']);
  write('generated', wanted);
}

function build() {
  const wanted = digest([
    'src',
    'protocol',
    'domain',
    'vite.config.ts',
    'svelte.config.js',
    'package-lock.json',
  ]);
  if (existsSync(join(root, 'build/handler.js')) && read('built') === wanted) return;
  say('building the pages …');
  run('vite', ['build', '--logLevel', 'error']);
  write('built', wanted);
}

/** A browser for the tests: the system's Chromium, else Playwright's own, else the distribution's package. */
function findBrowser() {
  const known = ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync('which', [name]).status === 0,
  );
  if (known || read('browser') === 'playwright') return;
  say('fetching a browser for the tests …');
  if (
    spawnSync(join(bin, 'playwright'), ['install', 'chromium'], { cwd: root, stdio: 'ignore' }).status === 0
  ) {
    write('browser', 'playwright');
    return;
  }
  const apt = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'];
  if (process.getuid?.() === 0) {
    spawnSync('apt-get', ['update'], { stdio: 'ignore' });
    if (
      spawnSync('apt-get', apt, {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0
    )
      return;
  }
  say(
    'No browser could be had: install Chromium and run the tests again; until then the browser tests will fail.',
  );
}

function run(command, args) {
  const path = [bin, process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const result = spawnSync(join(bin, command), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}\n`);
  say(`${command} ${args.join(' ')} failed; the lines above say why.`);
  process.exit(1);
}

function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) add(hash, join(root, path), path);
  return hash.digest('hex');
}

function add(hash, path, name) {
  if (!existsSync(path) || name.endsWith('messages/generated')) return;
  if (!statSync(path).isDirectory()) hash.update(name).update(readFileSync(path));
  else for (const child of readdirSync(path).sort()) add(hash, join(path, child), `${name}/${child}`);
}

function read(name) {
  const path = join(stamps, `${name}.stamp`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function write(name, text) {
  writeFileSync(join(stamps, `${name}.stamp`), text);
}

function say(text) {
  process.stdout.write(`tongpan: ${text}\n`);
}
