import { join } from 'node:path';
import { Writable } from 'node:stream';
import { migrate, migrateThrough, newestMigration } from '#drizzle/migrate.ts';
import { adoptCompany, type CompanyRow } from '../company/companies.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Queries } from '../platform/database.ts';
import { keyOf, unpack } from './archive.ts';
import { readManifest, type Manifest, type TableEntry } from './manifest.ts';
import { openReach, readHead, readTables } from './tables.ts';

export interface RestoreOptions {
  readonly folder: string;
  readonly key: string | undefined;
  /** Short name of the company it becomes; the backup's own where none is given. */
  readonly slug?: string | undefined;
}

/**
 * Makes a company from a backup, in a database of its own. It is known only when every row is in, counted and hashed
 * as the manifest says. Throws where a company of that name exists: nothing is ever overwritten.
 */
export async function restore(cluster: Cluster, options: RestoreOptions): Promise<CompanyRow> {
  const manifest = readManifest(options.folder);
  const { slug, nameZh, nameEn } = manifest.company;
  return adoptCompany(cluster, { slug: options.slug ?? slug, nameZh, nameEn }, (database) =>
    loadInto(cluster.ownerUrl(database), manifest, options),
  );
}

/** Fills an empty database with a backup and brings it to today's schema. */
export async function loadInto(
  ownerUrl: string,
  manifest: Manifest,
  options: Pick<RestoreOptions, 'folder' | 'key'>,
): Promise<void> {
  if (manifest.schema > newestMigration('company'))
    throw new Error('This backup was made by a newer Tongpan. Restore it with that one.');
  if (manifest.isEncrypted && options.key === undefined)
    throw new Error('This backup is encrypted. Set TONGPAN_BACKUP_KEY to the words it was made with.');
  await assertWhole(manifest, options);
  await migrateThrough(ownerUrl, 'company', manifest.schema);
  const sql = openDatabase({
    url: ownerUrl,
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan restore',
  });
  try {
    await sql.begin((tx) => loadTables(tx as Queries, manifest, options));
  } finally {
    await sql.end({ timeout: 5 });
  }
  await migrate(ownerUrl, 'company');
}

/** Reads every file through before anything is loaded: a backup that was changed, or has another key, is refused here. */
async function assertWhole(
  manifest: Manifest,
  { folder, key: words }: Pick<RestoreOptions, 'folder' | 'key'>,
): Promise<void> {
  const key = keyFor(manifest, words);
  for (const { name, bytes, sha256 } of manifest.tables) {
    const file = join(folder, `${name}.gz`);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const found = await unpack(file, key, nowhere).catch((error: unknown) => {
      throw new Error(
        `${file} can’t be unpacked: it is missing, was changed, or was made with another key.`,
        {
          cause: error,
        },
      );
    });
    if (found.bytes !== bytes || found.sha256 !== sha256)
      throw new Error(`${file} is not what the backup’s manifest says it is.`);
  }
}

function keyFor(manifest: Manifest, words: string | undefined): Buffer | undefined {
  return manifest.isEncrypted && words !== undefined ? keyOf(words, manifest.salt) : undefined;
}

async function loadTables(
  sql: Queries,
  manifest: Manifest,
  { folder, key: words }: Pick<RestoreOptions, 'folder' | 'key'>,
): Promise<void> {
  await openReach(sql);
  const key = keyFor(manifest, words);
  const known = await readTables(sql);
  const entryByName = new Map(manifest.tables.map((table) => [table.name, table]));
  const missing = known.filter(({ name }) => !entryByName.has(name));
  if (missing.length > 0) throw new Error(`The backup lacks ${missing.map(({ name }) => name).join(', ')}.`);
  await sql`truncate ${sql(known.map(({ name }) => name))} cascade`;
  for (const { name } of known) {
    const entry = entryByName.get(name);
    if (entry) await loadTable(sql, entry, join(folder, `${name}.gz`), key);
  }
  for (const { name, value, isCalled } of manifest.sequences)
    await sql`select setval(${`public.${name}`}::text::regclass, ${value}::text::bigint, ${isCalled})`;
  if ((await readHead(sql)) !== manifest.head)
    throw new Error('The restored positions are not those of the backup.');
}

/** Rules that cut rows and triggers that guard the running system are off for the load, and on again with its commit. */
async function loadTable(
  sql: Queries,
  table: TableEntry,
  file: string,
  key: Buffer | undefined,
): Promise<void> {
  const [{ isForced = false } = {}] = await sql<{ isForced: boolean }[]>`
    select relforcerowsecurity as "isForced" from pg_class where oid = ${table.name}::text::regclass`;
  if (isForced) await sql`alter table ${sql(table.name)} no force row level security`;
  await sql`alter table ${sql(table.name)} disable trigger user`;
  const target = await sql`copy ${sql(table.name)} (${sql(table.columns)}) from stdin`.writable();
  const { bytes, sha256 } = await unpack(file, key, target);
  const [{ rows = -1 } = {}] = await sql<{ rows: number }[]>`select count(*) as rows from ${sql(table.name)}`;
  if (bytes !== table.bytes || sha256 !== table.sha256 || rows !== table.rows)
    throw new Error(`${table.name} is not what the backup’s manifest says: ${rows} of ${table.rows} rows.`);
  await sql`alter table ${sql(table.name)} enable trigger user`;
  if (isForced) await sql`alter table ${sql(table.name)} force row level security`;
}
