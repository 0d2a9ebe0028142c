import type { CompanyRow } from '../company/companies.ts';
import type { RunningCompany } from '../open-company.ts';
import type { Clock } from '../platform/clock.ts';

/** The control database is asked at most this often, whoever looks at the sign-in page. */
const lookMs = 3000;

interface NewcomerParts {
  readonly running: Map<string, RunningCompany>;
  readonly list: () => Promise<readonly CompanyRow[]>;
  readonly open: (row: CompanyRow) => Promise<RunningCompany>;
  readonly clock: Clock;
}

export interface Newcomers {
  /** Opens the company here, once, however many ask. */
  take(row: CompanyRow): Promise<RunningCompany>;
  /** Opens what a command, or another server, has made since. */
  look(): Promise<void>;
  /** Whether it is closed for a moment. */
  isAway(slug: string): boolean;
  /** Runs while nobody opens the company. */
  whileClosed(slug: string, run: () => Promise<void>): Promise<void>;
}

/** Companies that come to be while the server runs. [FM-6] */
export function takeInNewcomers({ running, list, open, clock }: NewcomerParts): Newcomers {
  const opening = new Map<string, Promise<RunningCompany>>();
  const closed = new Set<string>();
  let lookedAtMs = -Infinity;
  const take = (row: CompanyRow): Promise<RunningCompany> => {
    const known = running.get(row.slug);
    if (known) return Promise.resolve(known);
    const under = opening.get(row.slug);
    if (under) return under;
    const opened = open(row)
      .then((company) => {
        running.set(row.slug, company);
        return company;
      })
      .finally(() => opening.delete(row.slug));
    opening.set(row.slug, opened);
    return opened;
  };
  return {
    take,
    look: async () => {
      if (clock.now() - lookedAtMs < lookMs) return;
      lookedAtMs = clock.now();
      for (const row of await list()) if (!running.has(row.slug) && !closed.has(row.slug)) await take(row);
    },
    isAway: (slug) => closed.has(slug),
    whileClosed: async (slug, run) => {
      closed.add(slug);
      try {
        await run();
      } finally {
        closed.delete(slug);
      }
    },
  };
}
