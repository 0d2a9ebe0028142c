import { Alerting } from './alert/alerting.ts';
import { indexMissing } from './catalog/index-skus.ts';
import { Delivery } from './api/deliver.ts';
import { systemClock } from './platform/clock.ts';
import type { Company } from './platform/company.ts';
import { assertDurable, openDatabase, openViewerDatabase, silenceMsOfServer } from './platform/database.ts';
import { openLocations } from './platform/locations.ts';
import { StoresWatch } from './platform/stores-watch.ts';
import type { Log } from './platform/log.ts';
import type { CompanyRow } from './company/companies.ts';
import { LiveDemo, readDemoClock } from './demo/live-demo.ts';
import { makeDemoStocktakes } from './demo/stocktakes.ts';
import type { Replay } from './demo/replay/replay.ts';
import { PurchaseDesk } from './purchase/desk.ts';
import { recoverForks } from './replenish/fork/drafts.ts';
import { Replenishing } from './replenish/replenishing.ts';
import { Sessions } from './identity/sessions.ts';
import type { Cluster } from './launch/cluster.ts';
import { liveKinds } from './live-kinds.ts';
import { lanesOfLedger, openLedger, type GroupCommit } from './stock/ledger.ts';
import { keepSealed } from './stock/keep-sealed.ts';
import { SkuDirectory } from './stock/sku-directory.ts';
import { openStoreCodes, type StoreCodes } from './stock/store-codes.ts';
import { Stocktakes } from './stocktake/stocktakes.ts';
import { Feed } from './stream/feed.ts';
import { Documents } from './sync/documents.ts';
import { TransferDesk } from './transfer/desk.ts';
import { postgresTransferStore } from './transfer/transfer-store.ts';
import { liveTalks } from './transfer/live-talks.ts';
import { Presence } from './transfer/presence.ts';
import { Wall } from './wall/wall.ts';

const ledgerConnections = 4;
/** Those of people in some stores, and as many beside them of people in all. */
const viewerConnections = 5;
const liveConnections = 4;
const transferConnections = 3;
const tendMs = 1000;
/** A command on a transfer that waits for so long was left by a process that died. */
const transferLeftMs = 5000;
/** How often the wall looks whom it owes news; how often it may tell is a bound of its own. */
const wallLookMs = 20;

/** Whom push services may ask where the company has no address of its own yet. */
const noContact = 'mailto:nobody@tongpan.invalid';

/** A company with everything that runs for it in this process. */
export interface RunningCompany {
  readonly row: CompanyRow;
  readonly company: Company;
  readonly sessions: Sessions;
  readonly ledger: GroupCommit;
  readonly wall: Wall;
  readonly alerting: Alerting;
  readonly live: Documents;
  readonly replenishing: Replenishing;
  readonly demo: LiveDemo | undefined;
  readonly stocktakes: Stocktakes;
  readonly skus: SkuDirectory;
  readonly storeCodes: StoreCodes;
  readonly transfers: TransferDesk;
  readonly purchases: PurchaseDesk;
  readonly presence: Presence;
  /** After stores were made or changed here: what holds them in memory reads them at once. Of other processes' changes it hears by itself. */
  storesChanged(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a company: pools, ledger, wall, and the demo's trade where it is one. */
export async function openCompany(
  cluster: Cluster,
  row: CompanyRow,
  log: Log,
  replay?: Replay,
  contact = noContact,
): Promise<RunningCompany> {
  const url = cluster.appUrl(row.database);
  // A pool whose dead lines nobody gave up would hold for ever whoever waits for it, and all that waits with them. [F9]
  const poolOf = (name: string, connectionsMax: number) =>
    openDatabase({
      url,
      connectionsMax,
      reach: 'all',
      applicationName: `tongpan ${name}`,
      silenceMsMax: silenceMsOfServer,
    });
  const ledgerSql = poolOf('ledger', ledgerConnections);
  // The ledger has its own, as few as it has lanes: the driver takes them in turn, and a backend is quick while it is warm.
  const postingSql = poolOf('posting', lanesOfLedger);
  const viewers = openViewerDatabase({
    url,
    connectionsMax: viewerConnections,
    applicationName: 'tongpan viewer',
    silenceMsMax: silenceMsOfServer,
  });
  const liveSql = poolOf('live', liveConnections);
  if (cluster.isDurable) await assertDurable(ledgerSql);
  const demoClock = await readDemoClock(ledgerSql, replay);
  const clock = demoClock?.clock ?? systemClock;
  const storesWatch = await StoresWatch.open(ledgerSql);
  const locations = await openLocations(ledgerSql);
  const storeCodes = await openStoreCodes(ledgerSql);
  const company: Company = {
    slug: row.slug,
    ledgerSql,
    viewerSql: viewers.sql,
    clock,
    feed: new Feed(),
    locations,
  };
  const ledger = openLedger({ ...company, ledgerSql: postingSql });
  const sessions = new Sessions(company, systemClock);
  const live: Documents = new Documents({
    sql: liveSql,
    log,
    kinds: liveKinds(company, () => live),
    watch: (viewer, onEnd) => sessions.watch(viewer, onEnd),
    now: () => systemClock.now(),
  });
  const stocktakes = new Stocktakes(company, ledger, live);
  // What a crash cut short between freeze and mark is finished; who presses again meanwhile gets the same posting.
  const resuming = stocktakes
    .resume()
    .then(() => (demoClock ? makeDemoStocktakes(company, stocktakes) : undefined))
    .catch((error: unknown) => {
      log.warn({ err: error }, 'a stocktake could not be posted yet');
    });
  const transferSql = poolOf('transfers', transferConnections);
  const transferStore = postgresTransferStore(transferSql, company.locations);
  const talks = liveTalks(live, transferStore, {
    now: () => clock.now(),
    onError: (error) => log.warn({ err: error }, 'a change of a talk could not be taken over'),
  });
  const transfers = new TransferDesk({ store: transferStore, ledger, clock, talks });
  const levelling = talks
    .catchUp()
    .catch((error: unknown) => log.warn({ err: error }, 'the talks could not be looked through'));
  const purchases = new PurchaseDesk({ sql: transferSql, ledger, clock, locations: company.locations });
  await transfers.recover(0);
  await purchases.recover(0);
  const replenishing = new Replenishing(company, url, { transfers, purchases }, log);
  await recoverForks({ company, live, transfers }).catch((error: unknown) =>
    log.warn({ err: error }, 'a fork could not be turned into its drafts yet'),
  );
  const wall = new Wall(company, systemClock, () => ({
    speed: demoClock?.clock.speed ?? 1,
    isDemo: demoClock?.readWorld !== undefined,
  }));
  await wall.open();
  // What came by another way than the catalogue's own (the demo, a file loaded by command) is found a moment later.
  const indexing = indexMissing(ledgerSql).catch((error: unknown) => {
    log.warn({ err: error }, 'some goods could not be put into the search index');
    return 0;
  });
  const delivery = new Delivery({ company, codes: storeCodes, real: systemClock, log });
  delivery.open();
  const alerting = new Alerting({ company, wall, real: systemClock, log, contact });
  await alerting.open();
  const demo = demoClock && (await LiveDemo.open(company, { ledger, transfers }, demoClock, log));
  const storesChanged = async (): Promise<void> => {
    await locations.reload();
    await storeCodes.reload();
    await wall.storesChanged();
  };
  const ticking = setInterval(() => wall.tick(), wallLookMs);
  const sealing = keepSealed(ledgerSql, log);
  let tending: Promise<void> | undefined;
  const tend = setInterval(() => {
    tending ??= Promise.all([
      storesWatch
        .look(storesChanged)
        .catch((error: unknown) => log.warn({ err: error }, 'stores could not be read anew')),
      wall.tend().catch((error: unknown) => log.warn({ err: error }, 'the wall could not be tended')),
      transfers
        .recover(transferLeftMs)
        .catch((error: unknown) => log.warn({ err: error }, 'a transfer could not be carried on')),
      purchases
        .recover(transferLeftMs)
        .catch((error: unknown) => log.warn({ err: error }, 'a purchase order could not be carried on')),
    ])
      .then(() => undefined)
      .finally(() => (tending = undefined));
  }, tendMs);
  return {
    row,
    company,
    ledger,
    wall,
    alerting,
    demo,
    sessions,
    live,
    stocktakes,
    replenishing,
    skus: new SkuDirectory(ledgerSql),
    transfers,
    purchases,
    presence: new Presence(() => systemClock.now()),
    storeCodes,
    storesChanged,
    close: async () => {
      clearInterval(ticking);
      clearInterval(tend);
      await sealing.close();
      await resuming;
      await levelling;
      stocktakes.close();
      await replenishing.close();
      await live.close();
      talks.close();
      await delivery.close();
      await alerting.close();
      await demo?.close();
      await ledger.close();
      wall.close();
      await tending;
      await indexing;
      const pools = [ledgerSql, postingSql, liveSql, transferSql].map((sql) => sql.end({ timeout: 5 }));
      await Promise.all([...pools, viewers.close()]);
    },
  };
}
