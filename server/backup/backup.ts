import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompanyRow } from '../company/companies.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Queries } from '../platform/database.ts';
import { keyOf, pack } from './archive.ts';
import { manifestFile, newManifest, type Manifest, type TableEntry } from './manifest.ts';
import { assertAllInReach, openReach, readHead, readTables, type BackupTable } from './tables.ts';

/** Text of a table is handed on in pieces of about this size. */
const pieceBytes = 1024 * 1024;

/** A table that says nothing for so long fails the backup, rather than hold it for ever. */
const silenceMsMax = 120_000;

export interface BackupOptions {
  /** Where backups lie; each gets a folder of its own in it. */
  readonly folder: string;
  /** Words from which the key is made; without them the files are readable by whoever has them. */
  readonly key: string | undefined;
  /** Real time; names the folder. */
  readonly nowMs: number;
}

/**
 * Writes everything a company has into a folder, as it stood at one instant, while it goes on trading. Killed half-way
 * it leaves a folder ending in `.partial`, which is no backup. Answers the folder.
 */
export async function backUp(
  cluster: Cluster,
  company: CompanyRow,
  options: BackupOptions,
): Promise<{ folder: string; manifest: Manifest }> {
  const madeAt = new Date(options.nowMs).toISOString();
  const place = join(options.folder, `${company.slug}-${madeAt.replaceAll(/[:.]/g, '-')}`);
  const making = `${place}.partial`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  const url = cluster.ownerUrl(company.database);
  const sql = openDatabase({ url, connectionsMax: 1, reach: 'all', applicationName: 'tongpan backup' });
  try {
    const salt = options.key === undefined ? '' : randomBytes(16).toString('hex');
    const key = options.key === undefined ? undefined : keyOf(options.key, salt);
    const held = (await sql.begin('isolation level repeatable read read only', async (tx) =>
      writeTables(tx as Queries, making, key),
    )) as Awaited<ReturnType<typeof writeTables>>;
    const { slug, nameZh, nameEn } = company;
    const manifest = newManifest({
      company: { slug, nameZh, nameEn },
      madeAt,
      isEncrypted: key !== undefined,
      salt,
      ...held,
    });
    writeFileSync(join(making, manifestFile), JSON.stringify(manifest, null, 2), { flush: true });
    renameSync(making, place);
    return { folder: place, manifest };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function writeTables(sql: Queries, folder: string, key: Buffer | undefined) {
  await openReach(sql);
  await assertAllInReach(sql);
  const tables: TableEntry[] = [];
  for (const table of await readTables(sql)) tables.push(await writeTable(sql, table, folder, key));
  const [migration] = await sql<{ schema: string }[]>`select max(created_at)::text as schema from migrations`;
  const sequences = await sql<{ name: string; value: string; isCalled: boolean }[]>`
    select sequencename as name, coalesce(last_value, start_value)::text as value, last_value is not null as "isCalled"
    from pg_sequences where schemaname = 'public' and sequencename <> 'migrations_id_seq' order by 1`;
  return { tables, schema: Number(migration?.schema), sequences: [...sequences], head: await readHead(sql) };
}

async function writeTable(
  sql: Queries,
  { name, columns }: BackupTable,
  folder: string,
  key: Buffer | undefined,
): Promise<TableEntry> {
  let rows = 0;
  const text = async function* (): AsyncGenerator<Uint8Array> {
    let piece: Buffer[] = [];
    let bytes = 0;
    const stream = await sql`copy (select ${sql([...columns])} from ${sql(name)}) to stdout`.readable();
    let lastMs = performance.now();
    const guard = setInterval(() => {
      if (performance.now() - lastMs > silenceMsMax) stream.destroy(new Error(`${name} stopped half-way`));
    }, 1000);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        lastMs = performance.now();
        rows += countLines(chunk);
        piece.push(Buffer.from(chunk));
        bytes += chunk.length;
        if (bytes < pieceBytes) continue;
        yield Buffer.concat(piece);
        piece = [];
        bytes = 0;
      }
      if (bytes > 0) yield Buffer.concat(piece);
      // The driver holds the line back while much waits, and forgets to let it go where the table ends meanwhile.
      stream._read(0);
    } finally {
      clearInterval(guard);
    }
  };
  const measure = await pack(text(), join(folder, `${name}.gz`), key);
  return { name, columns: [...columns], rows, ...measure };
}

/** A row of COPY's text is a line: a line break inside a value is written as `\n`. */
function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}
