import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listCompanies } from '../company/companies.ts';
import { prepareCluster } from '../launch/cluster.ts';
import { keepsMoments, postgresFolderOf } from '../launch/open-cluster.ts';
import { dataFolderOf } from '../launch/postgres-data.ts';
import { startEmbeddedPostgres } from '../launch/postgres.ts';
import { readConfig } from '../platform/config.ts';

export interface FoundDatabase {
  readonly url: string;
  readonly companySlug: string;
  /** Stops the Postgres that was started for this; one that ran already goes on. */
  close(): Promise<void>;
}

/** A command was written in a way that can't be followed; the message says how to write it. */
export class WrongArguments extends Error {}

/** The database of a company by its short name, or any by its address. */
export async function findDatabase(asked: {
  readonly url?: string | undefined;
  readonly company?: string | undefined;
}): Promise<FoundDatabase> {
  if (asked.url !== undefined) {
    const database = new URL(asked.url).pathname.slice(1);
    return {
      url: asked.url,
      companySlug: database.replace(/^tongpan_c_/, '').replaceAll('_', '-'),
      close: async () => undefined,
    };
  }
  if (asked.company === undefined)
    throw new WrongArguments('Say which company: --company SLUG (or --url postgres://…).');
  const config = readConfig(process.env);
  const folder = postgresFolderOf(config);
  const wasRunning = existsSync(join(dataFolderOf(folder), 'postmaster.pid'));
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbeddedPostgres(folder, { durable: true, archives: keepsMoments(config) })
      : undefined;
  const close = async (): Promise<void> => {
    if (!wasRunning) await embedded?.stop();
  };
  const cluster = await prepareCluster(embedded?.adminUrl ?? config.databaseUrl ?? '', config.dataFolder, {
    durable: true,
  });
  const companies = await listCompanies(cluster);
  const row = companies.find(({ slug }) => slug === asked.company);
  if (row) return { url: cluster.appUrl(row.database), companySlug: row.slug, close };
  await close();
  const known = companies.map(({ slug }) => slug).join(', ') || 'none yet';
  throw new WrongArguments(
    `There is no company ${asked.company} (there are: ${known}). Make it with: npm run company -- create ${asked.company}`,
  );
}
