import { randomUUID } from 'node:crypto';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import { createAccount } from '../identity/accounts.ts';
import { systemClock } from '../platform/clock.ts';
import { openDatabase, type Sql } from '../platform/database.ts';
import { openLocations } from '../platform/locations.ts';
import { openLedger } from '../stock/ledger.ts';
import { Feed } from '../stream/feed.ts';
import { WrongArguments } from './find-database.ts';
import { load, type LoadReport, type OnProgress, type Step } from './load.ts';

/** One for each lane of the ledger, one to read. */
const connectionsMax = 4;
const ingestLogin = 'ingest';

export interface IngestJob {
  readonly url: string;
  readonly companySlug: string;
  readonly steps: readonly Step[];
  readonly isDryRun: boolean;
  readonly timeZone: string;
  readonly currency?: string | undefined;
}

/** Loads files into a company. The same files again change nothing; a load that was cut off goes on where it stopped. */
export async function ingest(job: IngestJob, onProgress: OnProgress = () => undefined): Promise<LoadReport> {
  const sql = openDatabase({ url: job.url, connectionsMax, reach: 'all', applicationName: 'tongpan ingest' });
  try {
    if (!job.isDryRun && job.currency !== undefined) await setCurrency(sql, job.currency);
    return await load(
      job.steps,
      {
        sql,
        companySlug: job.companySlug,
        accountId: job.isDryRun ? (0 as AccountId) : await findAccount(sql),
        session: `ingest-${randomUUID()}` as SessionHandle,
        timeZone: job.timeZone,
        isDryRun: job.isDryRun,
        openLedger: async () => {
          const company = {
            ledgerSql: sql,
            clock: systemClock,
            feed: new Feed(),
            locations: await openLocations(sql),
          };
          return openLedger(company);
        },
      },
      onProgress,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Whoever loaded what a file says: an account that nobody can sign in with. */
async function findAccount(sql: Sql): Promise<AccountId> {
  const [known] = await sql<{ id: AccountId }[]>`select id from accounts where login = ${ingestLogin}`;
  if (known) return known.id;
  const person = {
    login: ingestLogin,
    nameZh: '文件导入',
    nameEn: 'File import',
    password: null,
    role: 'hq',
    scope: { kind: 'all' },
  } as const;
  return createAccount(sql, person);
}

async function setCurrency(sql: Sql, currency: string): Promise<void> {
  const [row] = await sql<{ currency: string; has_posted: boolean }[]>`
    select currency, exists (select from documents where position is not null) as has_posted from company_settings`;
  if (row?.currency === currency) return;
  if (row?.has_posted) {
    throw new WrongArguments(
      `The company keeps its books in ${row.currency}; the file is in ${currency}. Load it into a company of its own.`,
    );
  }
  await sql`update company_settings set currency = ${currency}`;
}
