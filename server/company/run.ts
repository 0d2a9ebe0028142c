import { businessDayText as dayText } from '#domain/store/business-day.ts';
import { createAccount } from '../identity/accounts.ts';
import { openCluster } from '../launch/open-cluster.ts';
import type { Cluster } from '../launch/cluster.ts';
import { openDatabase, type Sql } from '../platform/database.ts';
import { changeCosting, type CostingRefused } from '../stock/change-costing.ts';
import { originOf, readConfig } from '../platform/config.ts';
import { closeDays } from '../stock/close-days.ts';
import { makeSetupLink } from '../setup/links.ts';
import { readCompanyCommand, type CompanyCommand } from './arguments.ts';
import { createCompany, listCompanies, migrateCompanies } from './companies.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `npm run company`: makes a company, lists companies, brings all of them to today's schema. */
async function run(): Promise<void> {
  const command = readCompanyCommand(process.argv.slice(2));
  const { cluster, close } = await openCluster(readConfig(process.env));
  try {
    await obey(cluster, command);
  } finally {
    await close();
  }
}

async function obey(cluster: Cluster, command: CompanyCommand): Promise<void> {
  if (command.kind === 'create') return create(cluster, command);
  if (command.kind === 'close') return close(cluster, command);
  if (command.kind === 'costing') return cost(cluster, command);
  if (command.kind === 'link') {
    const link = await makeSetupLink(cluster, originOf(readConfig(process.env)), 'command', command.hours);
    return say(`Whoever opens this link may make one company, within ${command.hours} hours:\n${link}`);
  }
  if (command.kind === 'migrate') await migrateCompanies(cluster);
  const companies = await listCompanies(cluster);
  if (companies.length === 0) say('There is no company yet.');
  for (const { slug, nameZh, nameEn, database } of companies)
    say(`${slug.padEnd(20)} ${nameZh} ${nameEn} (${database})`);
}

async function close(
  cluster: Cluster,
  { slug, through }: Extract<CompanyCommand, { kind: 'close' }>,
): Promise<void> {
  const isNew = await within(cluster, slug, (sql) => closeDays(sql, through));
  say(
    isNew
      ? `Nothing is posted into days through ${dayText(through)} any more.`
      : 'Those days are closed already.',
  );
}

async function cost(
  cluster: Cluster,
  { slug, costing }: Extract<CompanyCommand, { kind: 'costing' }>,
): Promise<void> {
  const refused = await within(cluster, slug, (sql) => changeCosting(sql, costing));
  if (refused) throw new Error(sentenceOf(refused, slug));
  say(
    costing === 'fifo'
      ? 'Goods leave first in, first out from now on. What stood on hand is one layer a SKU and place, at its average.'
      : 'Goods leave at moving average from now on. What stood on hand has the value of its layers.',
  );
}

function sentenceOf(refused: CostingRefused, slug: string): string {
  if (refused.why === 'same') return 'The company costs that way already.';
  const { location, position, day } = refused;
  return `Costing changes at a period's start only, and location ${location} has document ${position} on ${day}, which is not closed. Run npm run company -- close ${slug} ${day} after that day's trade, then this again before the next day's.`;
}

/** Runs with a company's database, as the app. */
async function within<Result>(
  cluster: Cluster,
  slug: string,
  run: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const row = (await listCompanies(cluster)).find((one) => one.slug === slug);
  if (!row) throw new Error(`There is no company ${slug}. npm run company -- list shows those there are.`);
  const sql = openDatabase({
    url: cluster.appUrl(row.database),
    connectionsMax: 1,
    reach: 'all',
    applicationName: 'tongpan company',
  });
  try {
    return await run(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The password of the first account is shown here and nowhere else: only its hash is kept. */
async function create(
  cluster: Cluster,
  { company, login }: Extract<CompanyCommand, { kind: 'create' }>,
): Promise<void> {
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('base64url');
  const made = await createCompany(cluster, company, async (sql) => {
    const names = { nameZh: '总部', nameEn: 'Headquarters' };
    await createAccount(sql, { login, ...names, password, role: 'hq', scope: { kind: 'all' } });
  });
  say(`The company ${made.slug} is made, in the database ${made.database}.`);
  say(`Sign in to "${made.slug}" as ${login} with the password ${password} (it is shown this once).`);
  say('A server that is running opens it when somebody looks at its sign-in page.');
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
