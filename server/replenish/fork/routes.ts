import { Hono } from 'hono';
import { mayDo } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import {
  newForkSchema,
  type ForkList,
  type ForkLevels,
  type ForkView,
} from '#protocol/replenish/fork-views.ts';
import { forkShape } from '#protocol/replenish/fork.ts';
import { bodyOf } from '../../identity/body.ts';
import { guard, needs, person, type GuardParts, type Guarded } from '../../identity/guard.ts';
import { notFound, problem } from '../../identity/problem.ts';
import type { Company } from '../../platform/company.ts';
import type { LiveDocuments } from '../../sync/kind.ts';
import type { Replenishing } from '../replenishing.ts';
import { discardFork, draftFork, type ForkParts } from './drafts.ts';
import { maySeeFork } from './kind.ts';
import { makeFork } from './make.ts';
import { readFork, readForkLevels, readForks } from './read.ts';
import { type Asked, asViewer, keyOf } from '../../identity/asked.ts';

export interface ForkServices {
  readonly replenishing: Replenishing;
  readonly live: LiveDocuments;
}

const path = '/api/replenish/forks';

/** Plans on a copy. To people who do not reach every store of a fork there is no such fork [FK-1]. */
export function forkRoutes(parts: GuardParts, servicesOf: (company: Company) => ForkServices): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const each of [path, `${path}/*`]) routes.use(each, guard(parts), person, needs('view.replenish'));
  const planning = needs('plan.replenish');

  routes.get(path, async (c) => {
    const forks = await asViewer(c, (sql) => readForks(sql, c.var.viewer));
    return c.json({ forks, timeZone: timeZoneOf(c) } satisfies ForkList);
  });
  routes.post(path, planning, async (c) => {
    const body = await bodyOf(c, newForkSchema);
    if (body instanceof Response) return body;
    const key = keyOf(c);
    if (key === undefined) return problem(c, 'request.invalid', { fields: 'Idempotency-Key' });
    const { viewer, company } = c.var;
    const made = await makeFork(company, viewer, key, body);
    if (made.outcome === 'unknown') return notFound(c);
    if (made.outcome !== 'done') return c.json({ code: `replenish.fork_${made.outcome}` }, 409);
    servicesOf(company).replenishing.reckon(made.id);
    return c.json({ id: made.id }, 201);
  });
  routes.get(`${path}/:id{[0-9]{1,9}}`, async (c) => {
    const here = servicesOf(c.var.company).live.present(forkShape.kind, String(idOf(c)));
    const present = here.map(({ accountId }) => accountId);
    const fork = await asViewer(c, (sql) => readFork(sql, c.var.viewer, idOf(c), present));
    return fork ? c.json({ ...fork, timeZone: timeZoneOf(c) } satisfies ForkView) : notFound(c);
  });
  routes.get(`${path}/:id{[0-9]{1,9}}/levels`, async (c) => {
    const { company } = c.var;
    const levels = await asViewer(c, (sql) => readForkLevels(sql, idOf(c), c.req.query('since')));
    if (!levels) return notFound(c);
    // Its planning was left over, or something else was planned just then.
    if (!levels.isReckoned && levels.state === 'open') servicesOf(company).replenishing.reckon(idOf(c));
    return c.json({ ...levels, nowMs: company.clock.now() } satisfies ForkLevels);
  });
  routes.post(`${path}/:id{[0-9]{1,9}}/drafts`, planning, async (c) => {
    if (!(await isSeen(c)) || !mayDo(c.var.viewer, 'transfer.talk')) return notFound(c);
    const answer = await draftFork(forkParts(c), c.var.viewer, idOf(c));
    return answer.outcome === 'done'
      ? c.json(answer)
      : c.json({ code: answer.code, skuIds: answer.skuIds }, 409);
  });
  routes.post(`${path}/:id{[0-9]{1,9}}/discard`, planning, async (c) => {
    if (!(await isSeen(c))) return notFound(c);
    return (await discardFork(forkParts(c), c.var.viewer, idOf(c)))
      ? c.json({ outcome: 'done' })
      : c.json({ code: 'replenish.fork_over' }, 409);
  });
  return routes;

  function forkParts(c: Asked): ForkParts {
    const { live, replenishing } = servicesOf(c.var.company);
    return { company: c.var.company, live, transfers: replenishing.desks.transfers };
  }
}

function idOf(c: Asked): number {
  return Number(c.req.param('id'));
}

async function isSeen(c: Asked): Promise<boolean> {
  const [fork] = await asViewer(
    c,
    (sql) => sql<{ locationIds: LocationId[] }[]>`
      select location_ids as "locationIds" from replenish_forks where id = ${idOf(c)}`,
  );
  return fork !== undefined && maySeeFork(c.var.viewer, fork.locationIds);
}

function timeZoneOf(c: Asked): string {
  return c.var.company.locations.all()[0]?.timeZone ?? 'UTC';
}
