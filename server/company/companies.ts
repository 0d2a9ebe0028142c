import postgres from 'postgres';
import { migrate } from '#drizzle/migrate.ts';
import type { CompanySlug } from '#domain/identity/ids.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Sql } from '../platform/database.ts';

export interface CompanyRow {
  readonly slug: CompanySlug;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Name of the company's own database on the cluster. */
  readonly database: string;
}

export interface NewCompany {
  readonly slug: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** How goods that leave are valued; by moving average where it is not said. */
  readonly costing?: Costing;
}

/**
 * Makes a company: its own database, migrated, with its settings and what `furnish` puts in as the owner. It is known
 * only when all of that is done; what a creation that was killed half-way left is made anew. Throws where the slug is
 * taken or is none, and where a database of that name already holds documents.
 */
export async function createCompany(
  cluster: Cluster,
  company: NewCompany,
  furnish?: (sql: Sql, database: string) => Promise<void>,
  enter?: (control: postgres.TransactionSql) => Promise<void>,
): Promise<CompanyRow> {
  const fill = async (database: string): Promise<void> => {
    await migrate(cluster.ownerUrl(database), 'company');
    const own = openDatabase({
      url: cluster.ownerUrl(database),
      connectionsMax: 1,
      reach: 'all',
      applicationName: 'tongpan company',
    });
    try {
      await own`insert into company_settings (name_zh, name_en, costing)
        values (${company.nameZh}, ${company.nameEn}, ${company.costing ?? 'moving_average'})`;
      await furnish?.(own, database);
    } finally {
      await own.end();
    }
  };
  return adoptCompany(cluster, company, fill, enter);
}

/** Another company has the short name. */
export class SlugTaken extends Error {
  constructor(slug: string) {
    super(`There is a company ${slug} already. Choose another short name.`);
  }
}

/**
 * Makes a company of a new, empty database that `fill` migrates and fills; known only when that is done. What `enter`
 * writes into the control database holds together with the company's being known, or not at all.
 */
export async function adoptCompany(
  cluster: Cluster,
  company: NewCompany,
  fill: (database: string) => Promise<void>,
  enter?: (control: postgres.TransactionSql) => Promise<void>,
): Promise<CompanyRow> {
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(company.slug)) {
    throw new Error(
      'A company’s short name has 2 to 31 small letters, digits or hyphens and begins with a letter.',
    );
  }
  const database = databaseOf(company.slug);
  return withControl(cluster, async (control) => {
    await control`select pg_advisory_lock(${creationLock})`;
    const [known] = await control`select 1 from companies where slug = ${company.slug}`;
    if (known) throw new SlugTaken(company.slug);
    await dropLeftover(control, cluster, database);
    await control`create database ${control(database)} owner tongpan_owner`;
    try {
      await fill(database);
      await control.begin(async (tx) => {
        await tx`insert into companies (slug, name_zh, name_en, database_url)
          values (${company.slug}, ${company.nameZh}, ${company.nameEn}, ${database})`;
        await enter?.(tx);
      });
    } catch (error) {
      await control`drop database if exists ${control(database)} with (force)`;
      throw error;
    }
    const { nameZh, nameEn } = company;
    return { slug: company.slug as CompanySlug, nameZh, nameEn, database };
  });
}

/** The companies in the order they were made. */
export async function listCompanies(cluster: Cluster): Promise<readonly CompanyRow[]> {
  return withControl(
    cluster,
    (control) => control<CompanyRow[]>`
      select slug, name_zh as "nameZh", name_en as "nameEn", database_url as database from companies order by created_at, slug`,
  );
}

/** Brings every company's database to today's schema. */
export async function migrateCompanies(cluster: Cluster): Promise<void> {
  for (const { database } of await listCompanies(cluster))
    await migrate(cluster.ownerUrl(database), 'company');
}

/** Takes a company away with all it holds. For the demo and for benches. */
export async function dropCompany(cluster: Cluster, slug: string): Promise<void> {
  const database = databaseOf(slug);
  await withControl(cluster, async (control) => {
    await control`delete from companies where slug = ${slug}`;
    await control`drop database if exists ${control(database)} with (force)`;
  });
}

/** Any number, the same in every process: companies are made one after the other. */
const creationLock = 7_240_520;

function databaseOf(slug: string): string {
  return `tongpan_c_${slug.replaceAll('-', '_')}`;
}

/** A database that no company names is what a killed creation left, unless somebody has posted in it. */
async function dropLeftover(control: postgres.Sql, cluster: Cluster, database: string): Promise<void> {
  const [isThere] = await control`select 1 from pg_database where datname = ${database}`;
  if (!isThere) return;
  if (await hasDocuments(cluster.ownerUrl(database))) {
    throw new Error(
      `The database ${database} holds documents but no company names it. Rename or drop it first.`,
    );
  }
  await control`drop database ${control(database)} with (force)`;
}

async function hasDocuments(url: string): Promise<boolean> {
  const sql = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'tongpan company' });
  try {
    const [table] =
      await sql`select 1 from pg_tables where schemaname = 'public' and tablename = 'documents'`;
    if (!table) return false;
    const [document] = await sql`select 1 from documents limit 1`;
    return document !== undefined;
  } finally {
    await sql.end();
  }
}

/** Runs with a line of its own to the control database. */
export async function withControl<Result>(
  cluster: Cluster,
  run: (control: postgres.Sql) => Promise<Result>,
): Promise<Result> {
  const control = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  try {
    return await run(control);
  } finally {
    await control.end();
  }
}
