import { existsSync } from 'node:fs';
import { migrateCompanies } from '../company/companies.ts';
import { ensureDemo } from '../demo/demo.ts';
import { demoCompany } from '#domain/demo/company.ts';
import { demoPassword, demoSeed, demoSlug } from '../demo/seed.ts';
import { serve, type ServeOptions } from '../main.ts';
import { originOf, readConfig, type Config } from '../platform/config.ts';
import { openLog, type Log } from '../platform/log.ts';
import { isWithoutCompany, linkHoursOfStart, makeSetupLink } from '../setup/links.ts';
import type { Replay } from '../demo/replay/replay.ts';
import type { Cluster } from './cluster.ts';
import { openCluster, type OpenCluster } from './open-cluster.ts';

type Pages = Pick<ServeOptions, 'pages' | 'onServer' | 'onClose'>;
type Running = Awaited<ReturnType<typeof serve>>;

const say = (text: string): void => void process.stdout.write(`tongpan: ${text}\n`);

export interface StartOptions {
  readonly replay?: Replay;
  /** Done before anything is served. */
  readonly prepare?: (cluster: Cluster, say: (text: string) => void) => Promise<void>;
}

/** `npm start` and `npm run dev`: a Postgres, today's schema, the demo company, and all of it served on one port. */
export async function start(options: StartOptions = {}): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  const opened = await openCluster(config);
  try {
    const running = await serveAll(opened, config, log, options);
    opened.keepUp(say);
    stopOnSignal(async () => {
      await running.close();
      await opened.close();
    });
    say(`Tongpan 通盘 is at ${running.address}`);
  } catch (error) {
    await opened.close();
    throw error;
  }
  const link = await setupLink(opened.cluster, config);
  if (link !== undefined) say(`set up your own company (once, within ${linkHoursOfStart} hours): ${link}`);
  if (!config.hasDemo) return;
  say(`sign in to the company "demo" with the password ${demoPassword} as:`);
  for (const person of demoCompany(demoSeed).people)
    say(`  ${person.login.padEnd(10)} ${person.zh} ${person.en}`);
}

/** Where there is nothing yet but the demo: the way to a company of one's own. */
async function setupLink(cluster: Cluster, config: Config): Promise<string | undefined> {
  if (!(await isWithoutCompany(cluster, demoSlug))) return undefined;
  return makeSetupLink(cluster, originOf(config), 'start', linkHoursOfStart);
}

async function serveAll(
  { cluster, embedded }: OpenCluster,
  config: Config,
  log: Log,
  { replay, prepare }: StartOptions,
): Promise<Running> {
  await migrateCompanies(cluster);
  if (config.hasDemo) await ensureDemo(cluster, say);
  await prepare?.(cluster, say);
  const pages = await loadPages(originOf(config));
  try {
    return await serve({
      cluster,
      config,
      log,
      ...pages,
      ...(embedded ? { embedded } : {}),
      ...(replay ? { replay } : {}),
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(
      `Port ${config.port} is taken, perhaps by another Tongpan. Choose one: PORT=4871 npm start`,
      { cause: error },
    );
  }
}

/** The built pages, or with `--dev` their sources. The handler of the built ones reads its address from the environment. */
async function loadPages(origin: string): Promise<Pages> {
  if (process.argv.includes('--dev')) return (await import('./dev-pages.ts')).devPages();
  const file = new URL('../../build/handler.js', import.meta.url);
  if (!existsSync(file)) return { pages: undefined };
  process.env['ORIGIN'] ??= origin;
  const built = (await import(file.href)) as { handler: Pages['pages'] };
  return { pages: built.handler };
}

/** A second signal while it stops changes nothing; what does not stop in time is left to the next start. */
function stopOnSignal(stop: () => Promise<void>): void {
  const stopMsMax = 20_000;
  let isStopping = false;
  const onSignal = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopMsMax).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

if (import.meta.main)
  start().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
