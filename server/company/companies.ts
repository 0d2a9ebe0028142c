import postgres from 'postgres';
import { migrate } from '#drizzle/migrate.ts';
import type { CompanySlug } from '#domain/identity/ids.ts';
import type { Cluster } from '../launch/cluster.ts';

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
}

/** Makes a company: its own database, migrated, with its settings. Throws where the slug is taken or is none. */
export async function createCompany(cluster: Cluster, company: NewCompany): Promise<CompanyRow> {
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(company.slug)) {
    throw new Error('A company’s short name has 2 to 31 small letters, digits or hyphens and begins with a letter.');
  }
  const database = `tongpan_c_${company.slug.replaceAll('-', '_')}`;
  return withControl(cluster, async (control) => {
    const [known] = await control`select 1 from companies where slug = ${company.slug}`;
    if (known) throw new Error(`There is a company ${company.slug} already. Choose another short name.`);
    await control`create database ${control(database)} owner tongpan_owner`;
    await migrate(cluster.ownerUrl(database), 'company');
    const own = postgres(cluster.ownerUrl(database), { max: 1 });
    await own`insert into company_settings (name_zh, name_en) values (${company.nameZh}, ${company.nameEn})`;
    await own.end();
    await control`insert into companies (slug, name_zh, name_en, database_url)
      values (${company.slug}, ${company.nameZh}, ${company.nameEn}, ${database})`;
    return { ...company, slug: company.slug as CompanySlug, database };
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
  for (const { database } of await listCompanies(cluster)) await migrate(cluster.ownerUrl(database), 'company');
}

/** Takes a company away with all it holds. For the demo and for creations that failed half-way. */
export async function dropCompany(cluster: Cluster, slug: string): Promise<void> {
  const database = `tongpan_c_${slug.replaceAll('-', '_')}`;
  await withControl(cluster, async (control) => {
    await control`delete from companies where slug = ${slug}`;
    await control`drop database if exists ${control(database)} with (force)`;
  });
}

async function withControl<Result>(cluster: Cluster, run: (control: postgres.Sql) => Promise<Result>): Promise<Result> {
  const control = postgres(cluster.controlUrl, { max: 1, onnotice: () => undefined });
  try {
    return await run(control);
  } finally {
    await control.end();
  }
}
