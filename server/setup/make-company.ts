import { sampleOf, type Sample } from '#domain/setup/sample.ts';
import type { AccountId, CompanySlug, SessionHandle } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { StoreId } from '#domain/store/ids.ts';
import type { SetupAnswers } from '#protocol/setup/requests.ts';
import { createCompany, listCompanies, SlugTaken, type CompanyRow } from '../company/companies.ts';
import { createAccount } from '../identity/accounts.ts';
import type { Cluster } from '../launch/cluster.ts';
import { makeInvite } from '../organisation/people.ts';
import { makeStore } from '../organisation/stores.ts';
import { systemClock } from '../platform/clock.ts';
import type { Company } from '../platform/company.ts';
import { openDatabase, type Queries, type Sql } from '../platform/database.ts';
import { openLocations } from '../platform/locations.ts';
import { openLedger } from '../stock/ledger.ts';
import { Feed } from '../stream/feed.ts';
import { takeLink } from './links.ts';
import { romanised, romanisedPerson, slugOf, storeNames } from './names.ts';
import { postSampleStock, writeSampleGoods, type SamplePlace } from './sample-goods.ts';

export interface MadeCompany {
  readonly row: CompanyRow;
  readonly owner: AccountId;
  readonly invites: readonly { readonly name: string; readonly link: string }[];
}

/** Somebody else may take the short name meanwhile: then the next free one is tried. */
const triesMax = 5;

/**
 * Makes a company of the answers: places, people, and the sample's goods with their stock where it was wished. All of it
 * or nothing; the link is used up in the transaction that makes the company known. [FM-2]
 */
export async function makeCompany(cluster: Cluster, answers: SetupAnswers): Promise<MadeCompany> {
  const name = answers.company.name;
  for (let tries = 1; ; tries++) {
    const taken = new Set((await listCompanies(cluster)).map(({ slug }) => slug as string));
    const slug = slugOf(name, (wanted) => taken.has(wanted)) as CompanySlug;
    let made: Omit<MadeCompany, 'row'> | undefined;
    try {
      const row = await createCompany(
        cluster,
        { slug, nameZh: name, nameEn: romanised(name) },
        async (sql, database) => {
          made = await furnish(sql, cluster.appUrl(database), slug, answers);
        },
        (control) => takeLink(control, answers.code, slug),
      );
      if (!made) throw new Error('the company was made without being furnished');
      return { row, ...made };
    } catch (error) {
      if (!(error instanceof SlugTaken) || tries >= triesMax) throw error;
    }
  }
}

async function furnish(
  sql: Sql,
  appUrl: string,
  slug: CompanySlug,
  answers: SetupAnswers,
): Promise<Omit<MadeCompany, 'row'>> {
  const { owner: person, company, timeZone, language } = answers;
  const owner = await createAccount(sql, {
    login: person.login,
    nameZh: person.name,
    nameEn: romanisedPerson(person.name),
    password: person.password,
    role: 'hq',
    scope: { kind: 'all' },
  });
  await sql`update accounts set language = ${language} where id = ${owner}`;
  const sample =
    answers.beginning === 'sample' && company.trade !== 'other' ? sampleOf(company.trade) : undefined;
  const { invites, goods } = (await sql.begin(async (tx) => {
    const queries = tx as Queries;
    await tx`update company_settings set trade = ${company.trade}, time_zone = ${timeZone}`;
    const storeIds = await makePlaces(queries, answers);
    return {
      invites: await inviteColleagues(queries, slug, owner, answers, storeIds),
      goods: sample && (await writeSampleGoods(queries, sample, owner, nameOfSample(answers))),
    };
  })) as { invites: MadeCompany['invites']; goods: Awaited<ReturnType<typeof writeSampleGoods>> | undefined };
  if (sample && goods) await fillShelves(sql, appUrl, slug, owner, sample, goods);
  return { owner, invites };
}

/** A region a city, its stores below it, and the warehouse in the first city. Answers the ids of the stores, in their order. */
async function makePlaces(
  sql: Queries,
  { stores, hasWarehouse, timeZone }: SetupAnswers,
): Promise<readonly number[]> {
  const regionIds = new Map<string, number>();
  for (const city of new Set(stores.map((store) => store.city))) {
    const [row] = await sql<{ id: number }[]>`
      insert into regions (code, name_zh, name_en) values (${city.slice(0, 20)}, ${city}, ${romanised(city)})
      on conflict (code) do update set code = excluded.code returning id`;
    if (row) regionIds.set(city, row.id);
  }
  const numberOfCity = new Map<string, number>();
  const storeIds: number[] = [];
  for (const [index, { city, name }] of stores.entries()) {
    const number = (numberOfCity.get(city) ?? 0) + 1;
    numberOfCity.set(city, number);
    const id = await makeStore(sql, {
      ...placeOf(timeZone, regionIds.get(city) ?? 0),
      code: `S${String(index + 1).padStart(3, '0')}`,
      ...storeNames(city, name, number),
      kind: 'store',
    });
    if (id !== undefined) storeIds.push(id);
  }
  if (hasWarehouse)
    await makeStore(sql, {
      ...placeOf(timeZone, regionIds.get(stores[0]?.city ?? '') ?? 0),
      ...{ code: 'W01', nameZh: '总仓', nameEn: 'Main warehouse', kind: 'warehouse', tier: 'hq' },
      negativePolicy: 'refuse',
    });
  return storeIds;
}

function placeOf(timeZone: string, regionId: number) {
  return {
    regionId,
    timeZone,
    dayCutMinutes: 0,
    negativePolicy: 'flag' as const,
    ownership: 'own' as const,
    tier: 'store' as const,
    address: '',
    openingHours: '',
    keepBack: 0,
    isActive: true,
  };
}

async function inviteColleagues(
  sql: Queries,
  slug: CompanySlug,
  owner: AccountId,
  { colleagues }: SetupAnswers,
  storeIds: readonly number[],
): Promise<MadeCompany['invites']> {
  const invites: MadeCompany['invites'][number][] = [];
  for (const { name, role, store } of colleagues) {
    const at = store === null ? undefined : storeIds[store];
    const { secret } = await makeInvite(sql, {
      accountId: owner,
      name,
      role,
      scope: at === undefined ? { kind: 'all' } : { kind: 'stores', stores: [at as StoreId] },
    });
    invites.push({ name, link: `/join#${slug}.${secret}` });
  }
  return invites;
}

function nameOfSample({ language, company }: SetupAnswers): string {
  return language === 'en' ? `Sample goods (${company.trade})` : '样例商品';
}

/** Posts through the ledger's front door, as the app: what the sample puts on shelves is a document like any other. */
async function fillShelves(
  owned: Sql,
  appUrl: string,
  slug: CompanySlug,
  owner: AccountId,
  sample: Sample,
  goods: Awaited<ReturnType<typeof writeSampleGoods>>,
): Promise<void> {
  const sql = openDatabase({
    url: appUrl,
    connectionsMax: 3,
    reach: 'all',
    applicationName: 'tongpan set-up',
  });
  try {
    const locations = await openLocations(sql);
    const company: Company = {
      slug,
      ledgerSql: sql,
      viewerSql: sql,
      clock: systemClock,
      feed: new Feed(),
      locations,
    };
    const ledger = openLedger(company);
    const rows = await owned<{ id: StoreId; kind: string }[]>`select id, kind from stores order by id`;
    const places = rows.flatMap(({ id, kind }): SamplePlace[] => {
      const shelf = locations.shelfOf(id);
      return shelf === undefined ? [] : [{ shelf, isWarehouse: kind === 'warehouse' }];
    });
    try {
      await postSampleStock(sql, ledger, ownerViewer(slug, owner), sample, goods, places);
    } finally {
      await ledger.close();
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function ownerViewer(company: CompanySlug, accountId: AccountId): Viewer {
  return {
    kind: 'person',
    company,
    accountId,
    session: 'set-up' as SessionHandle,
    name: '',
    role: 'hq',
    language: 'zh-CN',
    scope: { kind: 'all' },
    locations: 'all',
  };
}
