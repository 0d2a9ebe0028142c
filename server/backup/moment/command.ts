import { listCompanies } from '../../company/companies.ts';
import { openCluster, postgresFolderOf, type OpenCluster } from '../../launch/open-cluster.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import { openLog } from '../../platform/log.ts';
import { drillMoment } from './drill.ts';
import { recoverBeside, switchIn, takeOut, type GoBackOptions, type Recovered } from './go-back.ts';
import { MomentKeeper } from './keeper.ts';
import { discard } from './recover.ts';

type Say = (text: string) => void;

export interface GoBackWords {
  /** A moment as a person writes it, in the machine's own time where no zone stands behind it; or `end`. */
  readonly at: string;
  readonly company: string | undefined;
  readonly as: string | undefined;
}

/** `npm run restore -- --at …`. Answers whether all that was restored is as it should be. */
export async function goBack(config: Config, { at, company, as }: GoBackWords, say: Say): Promise<boolean> {
  if (config.databaseUrl !== undefined)
    throw new Error(
      'This Postgres is another’s (DATABASE_URL): going back to a moment is its own operator’s work; docs/operating.md says what to set.',
    );
  const nowMs = Date.now();
  const atMs = readMoment(at, nowMs);
  if ((company === undefined) !== (as === undefined))
    throw new Error('Write both: --company SLUG, which one, and --as OTHER, what it is called beside it.');
  say(atMs === undefined ? 'As far as is kept.' : `To ${new Date(atMs).toString()}.`);
  const options = optionsOf(config, atMs, nowMs);
  if (company !== undefined && as !== undefined) return beside(config, options, { slug: company, as }, say);
  await handOnTheLast(config, say);
  const recovered = await recoverBeside(options);
  if (!report(recovered, say)) {
    await discard(recovered.folder, recovered.running);
    say('Nothing was switched: what there was is still in use.');
    return false;
  }
  await switchIn(options, recovered);
  say(`This is in use from the next start on: ${recovered.running.data}`);
  say(`What was in use until now stays as it is beside it, in ${options.folder}.`);
  return true;
}

/** With the server running or not: one company of that moment, under another name. */
async function beside(
  config: Config,
  options: GoBackOptions,
  company: { readonly slug: string; readonly as: string },
  say: Say,
): Promise<boolean> {
  const { cluster, embedded, close } = await openCluster(config);
  try {
    if ((await listCompanies(cluster)).some(({ slug }) => slug === company.as))
      throw new Error(`There is a company ${company.as} already. Choose another name.`);
    await withKeeper({ cluster, embedded }, config, (keeper) => keeper.flush());
    const recovered = await recoverBeside(options);
    try {
      const isWhole = report(recovered, say);
      const made = await takeOut(recovered, cluster, company, options.nowMs);
      say(
        `The company ${made.slug} is as ${company.slug} was. A server that is running opens it when somebody looks at its sign-in page.`,
      );
      return isWhole;
    } finally {
      await discard(recovered.folder, recovered.running);
    }
  } finally {
    await close();
  }
}

/** What was committed and not handed on yet. A cluster that doesn't start any more has handed on what it could. */
async function handOnTheLast(config: Config, say: Say): Promise<void> {
  const opened = await openCluster(config).catch((error: unknown) => {
    say(`The cluster in use does not start (${error instanceof Error ? error.message : String(error)}).`);
    say('It goes on with what was handed on before.');
    return undefined;
  });
  if (!opened) return;
  try {
    if (await opened.embedded?.isShared())
      throw new Error(
        'Tongpan is running on this data. Stop it first; or take one company out beside the others: --company SLUG --as OTHER.',
      );
    await withKeeper(opened, config, (keeper) => keeper.flush());
  } finally {
    await opened.close();
  }
}

/** A copy of the embedded Postgres now; a server that runs makes its own. */
export async function copyNow(opened: OpenCluster, config: Config, say: Say): Promise<void> {
  if (!opened.embedded || config.moments.days === 0) return;
  await withKeeper(opened, config, async (keeper) => {
    if (!(await keeper.isKeeping())) return say('moments: the server that is running keeps them');
    await keeper.copy();
    const { oldestMs, size } = keeper.view();
    say(`moments: one can go back to any since ${dateText(oldestMs)} (${Math.round(size / 1e6)} MB)`);
  });
}

/** Goes back for trial. Answers whether all is as it should be; true where there is nothing to try. */
export async function drillNow(opened: OpenCluster, config: Config, say: Say): Promise<boolean> {
  if (!opened.embedded || config.moments.days === 0) return true;
  return withKeeper(opened, config, async (keeper) => {
    if ((await keeper.isKeeping()) && keeper.view().copies === 0) await keeper.copy();
    const drilled = await drillMoment(opened.cluster, keeper, optionsOf(config, undefined, Date.now()));
    say(JSON.stringify({ name: 'moment-drill', ok: drilled.amiss.length === 0, ...drilled }));
    return drilled.amiss.length === 0;
  });
}

async function withKeeper<Result>(
  { embedded }: Pick<OpenCluster, 'cluster' | 'embedded'>,
  config: Config,
  run: (keeper: MomentKeeper) => Promise<Result>,
): Promise<Result> {
  if (!embedded) throw new Error('There is no embedded Postgres here.');
  const keeper = new MomentKeeper({
    embedded,
    backups: config.backupFolder,
    words: config.backupKey,
    ...config.moments,
    clock: systemClock,
    log: openLog(config.logLevel),
    isAutomatic: false,
    hasOwnCompany: () => false,
  });
  try {
    return await run(keeper);
  } finally {
    await keeper.close();
  }
}

function optionsOf(config: Config, atMs: number | undefined, nowMs: number): GoBackOptions {
  const { backupFolder: backups, backupKey: words, dataFolder } = config;
  return { backups, words, folder: postgresFolderOf(config), dataFolder, atMs, nowMs };
}

function report({ companies }: Recovered, say: Say): boolean {
  for (const { slug, documents, invariants, broken } of companies) {
    say(`${slug}: ${documents} documents, ${invariants - broken.length} of ${invariants} invariants hold`);
    for (const text of broken) say(`  BROKEN ${text}`);
  }
  if (companies.length === 0) say('There was no company at that moment.');
  return companies.every(({ broken }) => broken.length === 0);
}

/** Throws, with how to write it, where it is no moment or one to come. */
export function readMoment(text: string, nowMs: number): number | undefined {
  if (text.trim() === 'end') return undefined;
  const isMoment = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?( ?(Z|[+-]\d{2}:?\d{2}))?$/.test(
    text.trim(),
  );
  const atMs = isMoment ? Date.parse(text.trim().replace(' ', 'T').replace(' ', '')) : Number.NaN;
  if (Number.isNaN(atMs))
    throw new Error(
      `“${text}” is no moment. Write it as "2026-11-25 14:03", with "+08:00" behind it for another zone.`,
    );
  if (atMs > nowMs) throw new Error('That moment is still to come. --at end goes as far as is kept.');
  return atMs;
}

function dateText(ms: number | null): string {
  return ms === null ? 'no moment' : new Date(ms).toString();
}
