import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrateCompanies } from '../company/companies.ts';
import { ensureDemo } from '../demo/demo.ts';
import { demoCompany } from '#domain/demo/company.ts';
import { demoPassword, demoSeed } from '../demo/seed.ts';
import { serve } from '../main.ts';
import { readConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { prepareCluster } from './cluster.ts';
import { startEmbeddedPostgres } from './postgres.ts';

const say = (text: string): void => void process.stdout.write(`tongpan: ${text}\n`);

/** `npm start`: a Postgres, today's schema, the demo company, and all of it served on one port. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  mkdirSync(config.dataFolder, { recursive: true });
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres(join(config.dataFolder, 'postgres'), { durable: true })
      : undefined;
  const cluster = await prepareCluster(embedded?.adminUrl ?? config.databaseUrl ?? '', config.dataFolder, {
    durable: true,
  });
  await migrateCompanies(cluster);
  if (config.hasDemo) await ensureDemo(cluster, say);
  const running = await serve({
    cluster,
    config,
    log,
    pages: await loadPages(config.origin ?? `http://${config.host}:${config.port}`),
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void running
      .close()
      .then(() => embedded?.stop())
      .then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  say(`Tongpan 通盘 is at ${running.address}`);
  if (!config.hasDemo) return;
  say(`sign in to the company "demo" with the password ${demoPassword} as:`);
  for (const person of demoCompany(demoSeed).people)
    say(`  ${person.login.padEnd(10)} ${person.zh} ${person.en}`);
}

/** The built pages; their handler reads its own address from the environment. */
async function loadPages(origin: string): Promise<Parameters<typeof serve>[0]['pages']> {
  const file = new URL('../../build/handler.js', import.meta.url);
  if (!existsSync(file)) return undefined;
  process.env['ORIGIN'] ??= origin;
  const built = (await import(file.href)) as { handler: Parameters<typeof serve>[0]['pages'] };
  return built.handler;
}

start().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
