import { createMiddleware } from 'hono/factory';
import type { Hono, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { RunningCompany } from '../open-company.ts';
import type { GuardParts, Guarded } from '../identity/guard.ts';
import type { Cluster } from '../launch/cluster.ts';
import type { EmbeddedPlace } from '../launch/open-cluster.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { Metrics } from '../platform/metrics.ts';
import { jobsOf } from './company-jobs.ts';
import type { Jobs } from './jobs.ts';
import { openMoments, type MomentsOptions } from './moments.ts';
import { openNightly } from './nightly.ts';
import type { Overseen } from './overview.ts';
import { foldedPositions, momentReadings, readings } from './readings.ts';
import { adminRoutes } from './routes.ts';

export type AdminConfig = MomentsOptions['config'] & Pick<Config, 'metricsToken'>;

export interface AdminOptions extends GuardParts {
  readonly cluster: Cluster;
  /** Left out where the Postgres is another's. */
  readonly embedded: EmbeddedPlace | undefined;
  readonly config: AdminConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly running: ReadonlyMap<string, RunningCompany>;
}

export interface Admin {
  readonly routes: Hono<Guarded>;
  /** Times every request of the API by its route. */
  readonly timing: MiddlewareHandler;
  /** For slices that count something of their own. */
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Looks after the house: what it measures, its jobs by night, its book of deeds. */
export function openAdmin(options: AdminOptions): Admin {
  const { cluster, config, clock, log, running } = options;
  const metrics = new Metrics();
  const jobsBySlug = new Map<string, Jobs>();
  const jobsFor = ({ row }: RunningCompany): Jobs => {
    let jobs = jobsBySlug.get(row.slug);
    if (!jobs) jobsBySlug.set(row.slug, (jobs = jobsOf(cluster, row, config, clock, log)));
    return jobs;
  };
  const overseen = (slug: string): Overseen | undefined => {
    const open = running.get(slug);
    return (
      open && {
        slug,
        sql: open.company.ledgerSql,
        jobs: jobsFor(open),
        counts: open.ledger.counts,
        foldedPositions: () => foldedPositions(open),
      }
    );
  };
  const hasOwnCompany = (): boolean => [...running.values()].some(({ demo }) => demo === undefined);
  const moments = openMoments({ ...options, hasOwnCompany });
  const nightly = config.hasNightly
    ? openNightly(clock, () => [...running.values()].map(jobsFor), moments)
    : undefined;
  readings(metrics, running);
  if (moments) momentReadings(metrics, moments, clock);
  return {
    routes: adminRoutes({
      ...options,
      metrics,
      metricsToken: config.metricsToken,
      overseen,
      nightly,
      moments,
    }),
    timing: timed(metrics),
    metrics,
    close: async () => {
      await nightly?.close();
      await moments?.close();
      for (const jobs of jobsBySlug.values()) await jobs.settle();
    },
  };
}

function timed(metrics: Metrics): MiddlewareHandler {
  const observe = metrics.histogram(
    'tongpan_http_request_seconds',
    'Requests of the API, by route and status.',
  );
  return createMiddleware(async (c, next) => {
    const startMs = performance.now();
    await next();
    const { method } = c.req;
    const labels = { method, route: routePath(c, -1), status: String(c.res.status) };
    observe((performance.now() - startMs) / 1000, labels);
  });
}
