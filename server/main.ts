import type { Server } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { SkuId } from '#domain/catalog/ids.ts';
import { WebSocketServer } from 'ws';
import { openAdmin, type AdminConfig } from './admin/admin.ts';
import { alertRoutes } from './alert/routes.ts';
import { apiRoutes } from './api/routes.ts';
import { createApp } from './app.ts';
import { boundBodies } from './body-bounds.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { listCompanies } from './company/companies.ts';
import { restoreDemo } from './demo/demo.ts';
import { capConnections, headMsMax } from './connection-caps.ts';
import { socketBounds } from './socket-bounds.ts';
import { demoRoutes } from './demo/routes.ts';
import type { Replay } from './demo/replay/replay.ts';
import { apiHeaders, guard, sameOrigin, type Guarded } from './identity/guard.ts';
import { organisationRoutes } from './organisation/routes.ts';
import { importRoutes } from './import/routes.ts';
import { identityRoutes } from './identity/routes.ts';
import type { Cluster } from './launch/cluster.ts';
import type { EmbeddedPlace } from './launch/open-cluster.ts';
import { openCompany, type RunningCompany } from './open-company.ts';
import { systemClock } from './platform/clock.ts';
import { CompanyAway } from './platform/company.ts';
import type { Config } from './platform/config.ts';
import type { Log } from './platform/log.ts';
import { documentRoutes } from './stock/document-routes.ts';
import { rebook } from './stock/rebook.ts';
import { forkRoutes } from './replenish/fork/routes.ts';
import { replenishRoutes } from './replenish/routes.ts';
import { purchaseRoutes } from './purchase/routes.ts';
import { readRoutes } from './stock/read-routes.ts';
import { takeInNewcomers } from './setup/newcomers.ts';
import { setupRoutes } from './setup/routes.ts';
import { stockRoutes } from './stock/routes.ts';
import { stocktakeRoutes } from './stocktake/routes.ts';
import { liveRoutes } from './sync/routes.ts';
import { transferRoutes } from './transfer/routes.ts';
import { wallRoutes } from './wall/routes.ts';

export interface ServeOptions {
  readonly cluster: Cluster;
  /** Left out where the Postgres is another's. */
  readonly embedded?: EmbeddedPlace;
  readonly config: Pick<Config, 'host' | 'port' | 'origin'> & AdminConfig;
  readonly log: Log;
  readonly pages:
    ((request: IncomingMessage, response: ServerResponse, next: () => void) => void) | undefined;
  /** Called with the server before it listens. */
  readonly onServer?: (server: Server) => void;
  /** The rows of a real chain, where they are at hand. */
  readonly replay?: Replay;
  /** Called when it stops. */
  readonly onClose?: () => Promise<void>;
}

export interface Served {
  readonly address: string;
  /** What is answered, one line a method and path: the tests of rights have a case for each. */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

const connectionsMax = 12_000;
const connectionsOfAddressMax = 3_000;

/** The databases answer within this, or the server is not ready. */
const readyMsMax = 2000;

/** The composition root: opens every company and serves all of it on one port. */
export async function serve({
  cluster,
  embedded,
  config,
  log,
  pages,
  onServer,
  onClose,
  replay,
}: ServeOptions): Promise<Served> {
  const running = new Map<string, RunningCompany>();
  let isStopping = false;
  const contact = config.origin?.startsWith('https:') ? config.origin : undefined;
  for (const row of await listCompanies(cluster))
    running.set(row.slug, await openCompany(cluster, row, log, replay, contact));
  const newcomers = takeInNewcomers({
    running,
    list: () => listCompanies(cluster),
    open: async (row) => {
      const opened = await openCompany(cluster, row, log, replay, contact);
      if (config.hasNightly) opened.replenishing.start();
      return opened;
    },
    clock: systemClock,
  });
  const openOf = (slug: string): RunningCompany | undefined => {
    const found = running.get(slug);
    if (!found && newcomers.isAway(slug)) throw new CompanyAway(`company ${slug} is being opened anew`);
    return found;
  };
  const guardParts = { openCompany: openOf, origin: config.origin };
  const restart = async (slug: string): Promise<void> => {
    const demo = running.get(slug);
    if (!demo?.demo) return;
    await newcomers.whileClosed(slug, async () => {
      running.delete(slug);
      await demo.close();
      await restoreDemo(cluster, slug);
      running.set(slug, await openCompany(cluster, demo.row, log, replay, contact));
    });
  };
  if (config.hasNightly) for (const { replenishing } of running.values()) replenishing.start();
  const stock = new Hono<Guarded>();
  stock.use('/api/documents', guard(guardParts));
  const servicesOf = (company: { slug: string }): RunningCompany => {
    const found = running.get(company.slug);
    if (!found) throw new CompanyAway(`company ${company.slug} is not open`);
    return found;
  };
  stock.route('/', stockRoutes(servicesOf));
  const admin = openAdmin({ ...guardParts, cluster, embedded, config, clock: systemClock, log, running });
  const gate = new Hono();
  gate.use('/api/*', admin.timing, apiHeaders, sameOrigin(config.origin), boundBodies);
  const app = createApp({
    log,
    pages,
    before: gate,
    routes: [
      identityRoutes({
        ...guardParts,
        clock: systemClock,
        lookForCompanies: newcomers.look,
        companies: () =>
          [...running.values()].map(({ row: { slug, nameZh, nameEn } }) => ({ slug, nameZh, nameEn })),
      }),
      setupRoutes({ ...guardParts, cluster, open: newcomers.take }),
      wallRoutes({ ...guardParts, wallOf: (slug) => running.get(slug)?.wall }),
      alertRoutes({
        ...guardParts,
        alertingOf: (company) => servicesOf(company).alerting,
        wallOf: (company) => servicesOf(company).wall,
      }),
      stocktakeRoutes({ ...guardParts, stocktakesOf: (company) => servicesOf(company).stocktakes }),
      liveRoutes({ ...guardParts, liveOf: (slug) => running.get(slug)?.live }),
      demoRoutes({
        ...guardParts,
        demoOf: (slug) => running.get(slug)?.demo,
        slugs: () => [...running.values()].flatMap(({ row, demo }) => (demo ? [row.slug] : [])),
        restart,
      }),
      stock,
      catalogRoutes({
        ...guardParts,
        rebook: (company, viewer, source, target) =>
          rebook(company.ledgerSql, servicesOf(company).ledger, viewer, source as SkuId, target as SkuId),
      }),
      organisationRoutes({
        ...guardParts,
        storesChanged: (company) => servicesOf(company).storesChanged(),
        companyName: (slug) => {
          const { nameZh, nameEn } = running.get(slug)?.row ?? { nameZh: slug, nameEn: slug };
          return { nameZh, nameEn };
        },
      }),
      importRoutes({
        ...guardParts,
        log,
        codeOf: (company, location) => servicesOf(company).storeCodes.codeOf(location),
        servicesOf: (company) => ({
          ledger: servicesOf(company).ledger,
          databaseUrl: cluster.appUrl(servicesOf(company).row.database),
          storesChanged: () => servicesOf(company).storesChanged(),
        }),
      }),
      documentRoutes({ ...guardParts, codesOf: (company) => servicesOf(company).storeCodes }),
      transferRoutes(guardParts, servicesOf),
      purchaseRoutes(guardParts, servicesOf),
      readRoutes({ ...guardParts, codesOf: (company) => servicesOf(company).storeCodes }),
      apiRoutes({ ...guardParts, clock: systemClock }),
      forkRoutes(guardParts, servicesOf),
      replenishRoutes({ ...guardParts, replenishingOf: (company) => servicesOf(company).replenishing }),
      admin.routes,
    ],
    isReady: async () => !isStopping && (await haveDatabases([...running.values()])),
  });
  const sockets = new WebSocketServer(socketBounds);
  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: sockets },
    serverOptions: { headersTimeout: headMsMax, connectionsCheckingInterval: 1_000 },
  }) as Server;
  capConnections(server, {
    totalMax: connectionsMax,
    ofAddressMax: config.origin === undefined ? connectionsOfAddressMax : Infinity,
  });
  onServer?.(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : config.port;
  return {
    address: `http://${config.host}:${port}`,
    routes: [
      ...new Set(
        app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
      ),
    ],
    close: async () => {
      isStopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      await admin.close();
      await onClose?.();
      for (const company of running.values()) await company.close();
      server.closeIdleConnections();
      setTimeout(() => {
        server.closeAllConnections();
        for (const socket of sockets.clients) socket.terminate();
      }, 2000).unref();
      await closed;
    },
  };
}

/** Whether every company's database answers within a moment; a line that is dead answers nothing. */
async function haveDatabases(companies: readonly RunningCompany[]): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, readyMsMax, false).unref());
  const all = Promise.all(companies.map(({ company }) => company.ledgerSql`select 1`));
  return Promise.race([
    late,
    all.then(
      () => true,
      () => false,
    ),
  ]);
}
