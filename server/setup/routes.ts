import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  setupCodeSchema,
  setupSchema,
  stepsHiddenSchema,
  type SetupAnswers,
  type SetupDone,
} from '#protocol/setup/requests.ts';
import { setupSentence, type SetupProblem } from '#protocol/setup/sentences.ts';
import type { CompanyRow } from '../company/companies.ts';
import { addressOf } from '../identity/address.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, type GuardParts, type Guarded, type OpenCompany } from '../identity/guard.ts';
import { languageOf, problem } from '../identity/problem.ts';
import { letIn } from '../identity/sign-in.ts';
import type { Cluster } from '../launch/cluster.ts';
import { systemClock } from '../platform/clock.ts';
import { RateLimit } from '../platform/rate-limit.ts';
import { hideFirstSteps, readFirstSteps } from './first-steps.ts';
import { LinkGone, lookAtLink } from './links.ts';
import { makeCompany } from './make-company.ts';

export interface SetupParts extends GuardParts {
  readonly cluster: Cluster;
  /** Opens a company that was just made. */
  readonly open: (row: CompanyRow) => Promise<OpenCompany>;
}

const bodyBytesMax = 64 * 1024;
/** Secrets are too long to be guessed; this spares the control database. */
const looks = new RateLimit({ burst: 20, perSecond: 0.2, clock: systemClock });

/** Making a company from a browser with a link of whoever runs the server, and the list of first steps. */
export function setupRoutes(parts: SetupParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of ['/api/setup', '/api/setup/*', '/api/first-steps'])
    routes.use(path, bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') }));
  routes.post('/api/setup/look', async (c) => {
    const input = await bodyOf(c, setupCodeSchema);
    if (input instanceof Response) return input;
    return (await refusalOf(c, parts, input.code)) ?? c.json({ ok: true });
  });
  /** Links with which a company is being made here just now. */
  const making = new Set<string>();
  routes.post('/api/setup', async (c) => {
    const input = await bodyOf(c, setupSchema);
    if (input instanceof Response) return input;
    if (making.has(input.code)) return refused(c, 'setup.busy', 409);
    making.add(input.code);
    try {
      return (await refusalOf(c, parts, input.code)) ?? (await make(c, parts, input));
    } finally {
      making.delete(input.code);
    }
  });
  const manage = [guard(parts), needs('manage.store')] as const;
  routes.get('/api/first-steps', ...manage, async (c) =>
    c.json(await readFirstSteps(c.var.company.ledgerSql)),
  );
  routes.put('/api/first-steps', ...manage, async (c) => {
    const input = await bodyOf(c, stepsHiddenSchema);
    if (input instanceof Response) return input;
    await hideFirstSteps(c.var.company.ledgerSql, input.isHidden);
    return c.json({ ok: true });
  });
  return routes;
}

async function make(c: Context, parts: SetupParts, answers: SetupAnswers): Promise<Response> {
  try {
    const { row, owner, invites } = await makeCompany(parts.cluster, answers);
    await letIn(c, parts, await parts.open(row), owner);
    const home = answers.beginning === 'excel' ? '/import?kind=products' : '/wall';
    return c.json({ company: row.slug, home, invites } satisfies SetupDone, 201);
  } catch (error) {
    if (error instanceof LinkGone) return refused(c, 'setup.gone', 404);
    throw error;
  }
}

/** Why the link opens nothing; undefined where it does. */
async function refusalOf(c: Context, parts: SetupParts, code: string): Promise<Response | undefined> {
  const waitSeconds = looks.take(addressOf(c, parts.origin !== undefined));
  if (waitSeconds > 0) return problem(c, 'request.too_many', { waitSeconds });
  const link = await lookAtLink(parts.cluster, code);
  switch (link.state) {
    case 'open':
      return undefined;
    case 'gone':
      return refused(c, 'setup.gone', 404);
    case 'used':
      return refused(c, 'setup.used', 409, { company: link.slug });
  }
}

function refused(
  c: Context,
  code: SetupProblem,
  status: 404 | 409,
  facts: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ code, facts, sentence: setupSentence(code, languageOf(c), facts) }, status);
}
