import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AccountId } from '#domain/identity/ids.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import {
  handOverSchema,
  inviteSchema,
  joinSchema,
  personSchema,
  regionSchema,
  storeSchema,
} from '#protocol/organisation/requests.ts';
import { organisationSentence, type OrganisationProblem } from '#protocol/organisation/sentences.ts';
import { inOneAct } from '../catalog/write.ts';
import { audit, type AuditAction } from '../identity/audit.ts';
import { guard, needs, type GuardParts, type Guarded } from '../identity/guard.ts';
import { hashPassword } from '../identity/password.ts';
import { givePassword } from './new-password.ts';
import { languageOf, notFound, problem } from '../identity/problem.ts';
import type { Company } from '../platform/company.ts';
import type { Queries } from '../platform/database.ts';
import {
  changePerson,
  join,
  listInvites,
  makeInvite,
  readInvite,
  readPeople,
  revokeInvite,
} from './people.ts';
import { handOver, readOpenWork } from './hand-over.ts';
import { changeStore, makeStore, readOrganisation } from './stores.ts';
import type { Asked } from '../identity/asked.ts';
import { bodyOf } from '../identity/body.ts';

export interface OrganisationParts extends GuardParts {
  readonly storesChanged: (company: Company) => Promise<void>;
  readonly companyName: (slug: string) => { readonly nameZh: string; readonly nameEn: string };
}

const bodyBytesMax = 64 * 1024;
/** Any number, the same in every process: regions are moved one after the other. */
const treeLock = 7_240_524;

/** The chain itself: regions, stores and warehouses, people, and the way in for new ones. */
export function organisationRoutes(parts: OrganisationParts): Hono<Guarded> {
  const routes = new Hono<Guarded>();
  for (const path of [
    '/api/organisation',
    '/api/organisation/*',
    '/api/people',
    '/api/people/*',
    '/api/invites',
    '/api/invites/*',
    '/api/join',
  ])
    routes.use(path, bodyLimit({ maxSize: bodyBytesMax, onError: (c) => problem(c, 'request.too_large') }));
  storeRoutes(routes, parts);
  peopleRoutes(routes, parts);
  joinRoutes(routes, parts);
  return routes;
}

function storeRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const manage = [guard(parts), needs('manage.store')] as const;
  routes.get('/api/organisation', ...manage, async (c) =>
    c.json(await readOrganisation(c.var.company.ledgerSql)),
  );
  routes.post('/api/organisation/regions', ...manage, async (c) => {
    const input = await bodyOf(c, regionSchema);
    if (input instanceof Response) return input;
    return act(c, 'store.region', input.code, async (sql) => {
      const [row] = await sql<{ id: number }[]>`insert into regions (code, name_zh, name_en, parent_id)
        values (${input.code}, ${input.nameZh}, ${input.nameEn}, ${input.parentId}) on conflict (code) do nothing returning id`;
      return row?.id ?? 'store.code_taken';
    });
  });
  routes.put('/api/organisation/regions/:id{[0-9]{1,9}}', ...manage, async (c) => {
    const input = await bodyOf(c, regionSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    return act(c, 'store.region', input.code, async (sql) => {
      // Two who move regions at once could close a circle between them.
      await sql`select pg_advisory_xact_lock(${treeLock})`;
      const [circle] =
        await sql`with recursive above as (select id, parent_id from regions where id = ${input.parentId}
        union select p.id, p.parent_id from regions p join above on p.id = above.parent_id) select 1 from above where id = ${id}`;
      if (circle) return 'region.circle';
      const [taken] = await sql`select 1 from regions where code = ${input.code} and id <> ${id}`;
      if (taken) return 'store.code_taken';
      const [row] = await sql<
        { id: number }[]
      >`update regions set code = ${input.code}, name_zh = ${input.nameZh}, name_en = ${input.nameEn},
        parent_id = ${input.parentId} where id = ${id} returning id`;
      return row?.id ?? 'unknown';
    });
  });
  routes.post('/api/organisation/stores', ...manage, async (c) => {
    const input = await bodyOf(c, storeSchema);
    if (input instanceof Response) return input;
    const answer = await act(
      c,
      'store.make',
      input.code,
      async (sql) => (await makeStore(sql, input)) ?? 'store.code_taken',
    );
    await parts.storesChanged(c.var.company);
    return answer;
  });
  routes.put('/api/organisation/stores/:id{[0-9]{1,9}}', ...manage, async (c) => {
    const input = await bodyOf(c, storeSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    const answer = await act(c, 'store.change', input.code, async (sql) => {
      const result = await changeStore(sql, id, input);
      if (result === 'changed') return id;
      return result === 'unknown' ? 'unknown' : `store.${result}`;
    });
    await parts.storesChanged(c.var.company);
    return answer;
  });
}

function peopleRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const manage = [guard(parts), needs('manage.people')] as const;
  routes.get('/api/people', ...manage, async (c) =>
    c.json({ people: await readPeople(c.var.company.ledgerSql) }),
  );
  routes.put('/api/people/:id{[0-9]{1,9}}', ...manage, async (c) => {
    const input = await bodyOf(c, personSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    const answer = await act(c, 'person.change', String(id), async (sql) => {
      const result = await changePerson(sql, id, { ...input, scope: input.scope as DataScope });
      if (result === 'changed') return id;
      return result === 'unknown' ? 'unknown' : 'person.last_hq';
    });
    // What the session holds of the old role is forgotten at once; open sockets see it within seconds.
    parts.openCompany(c.var.company.slug)?.sessions.refresh(id as AccountId);
    return answer;
  });
  workRoutes(routes, parts);
  routes.post('/api/people/:id{[0-9]{1,9}}/password', ...manage, async (c) => {
    const id = Number(c.req.param('id')) as AccountId;
    const { company, viewer } = c.var;
    const password = await givePassword(company.ledgerSql, viewer, id);
    if (password === undefined) return notFound(c);
    // Whoever holds the old one is out; who gives himself one goes on where he is.
    const sessions = parts.openCompany(company.slug)?.sessions;
    await (id === viewer.accountId ? sessions?.closeOthers(id, viewer.session) : sessions?.closeAll(id));
    return c.json({ password });
  });
  routes.get('/api/invites', ...manage, async (c) =>
    c.json({ invites: await listInvites(c.var.company.ledgerSql) }),
  );
  routes.post('/api/invites', ...manage, async (c) => {
    const input = await bodyOf(c, inviteSchema);
    if (input instanceof Response) return input;
    const { company, viewer } = c.var;
    const made = await inOneAct(company.ledgerSql, async (sql) => {
      const invite = await makeInvite(sql, {
        accountId: viewer.accountId,
        name: input.name,
        role: input.role,
        scope: input.scope as DataScope,
      });
      await audit(sql, {
        accountId: viewer.accountId,
        session: viewer.session,
        action: 'person.invite',
        subject: input.name,
        detail: { role: input.role },
      });
      return invite;
    });
    return c.json({ handle: made.handle, link: `/join#${company.slug}.${made.secret}` }, 201);
  });
  routes.delete('/api/invites/:handle', ...manage, async (c) => {
    const { company, viewer } = c.var;
    const isGone = await inOneAct(company.ledgerSql, async (sql) => {
      const revoked = await revokeInvite(sql, c.req.param('handle'));
      if (revoked)
        await audit(sql, {
          accountId: viewer.accountId,
          session: viewer.session,
          action: 'person.uninvite',
          subject: c.req.param('handle'),
        });
      return revoked;
    });
    return isGone ? c.json({ ok: true }) : notFound(c);
  });
}

/** What somebody has open, on which devices he is signed in, and who takes it over. */
function workRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const manage = [guard(parts), needs('manage.people')] as const;
  const sessionsOf = (c: Asked) => parts.openCompany(c.var.company.slug)?.sessions;
  routes.get('/api/people/:id{[0-9]{1,9}}/work', ...manage, async (c) => {
    const id = Number(c.req.param('id'));
    const work = await readOpenWork(c.var.company.ledgerSql, id);
    if (!work) return notFound(c);
    return c.json({ ...work, sessions: (await sessionsOf(c)?.list(id as AccountId)) ?? [] });
  });
  routes.delete('/api/people/:id{[0-9]{1,9}}/sessions/:handle', ...manage, async (c) => {
    const id = Number(c.req.param('id')) as AccountId;
    const isGone = await sessionsOf(c)?.closeByHandle(id, c.req.param('handle'));
    if (!isGone) return notFound(c);
    const { company, viewer } = c.var;
    await audit(company.ledgerSql, {
      ...{ accountId: viewer.accountId, session: viewer.session },
      ...{ action: 'person.sign_out', subject: String(id) },
    });
    return c.json({ ok: true });
  });
  routes.post('/api/people/:id{[0-9]{1,9}}/hand-over', ...manage, async (c) => {
    const input = await bodyOf(c, handOverSchema);
    if (input instanceof Response) return input;
    const id = Number(c.req.param('id'));
    const { company, viewer } = c.var;
    const result = await inOneAct(company.ledgerSql, async (sql) => {
      if (!(await readOpenWork(sql, id))) return 'unknown';
      const given = id === input.toId ? undefined : await handOver(sql, id, input.toId);
      if (given)
        await audit(sql, {
          ...{ accountId: viewer.accountId, session: viewer.session },
          ...{ action: 'person.hand_over', subject: `${id} → ${input.toId}`, detail: { ...given } },
        });
      return given;
    });
    if (result === 'unknown') return notFound(c);
    return result ? c.json(result) : refused(c, 'person.no_heir', 409);
  });
}

/** Who has the link comes in once. The secret stands behind the `#`: it is in no log and no address that is sent. */
function joinRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const found = (code: string) => {
    const cut = code.indexOf('.');
    const open = parts.openCompany(code.slice(0, cut));
    return open ? { company: open.company, secret: code.slice(cut + 1) } : undefined;
  };
  routes.post('/api/join/look', async (c) => {
    const input = await bodyOf(c, joinSchema.pick({ code: true }));
    if (input instanceof Response) return input;
    const at = found(input.code);
    const invite = at && (await readInvite(at.company.ledgerSql, at.secret));
    if (!at || !invite) return refused(c, 'invite.gone', 404);
    return c.json({
      company: at.company.slug,
      ...parts.companyName(at.company.slug),
      name: invite.name,
      role: invite.role,
    });
  });
  routes.post('/api/join', async (c) => {
    const input = await bodyOf(c, joinSchema);
    if (input instanceof Response) return input;
    const at = found(input.code);
    // No password is hashed for a code that opens nothing.
    if (!at || !(await readInvite(at.company.ledgerSql, at.secret))) return refused(c, 'invite.gone', 404);
    const passwordHash = await hashPassword(input.password);
    const result = await inOneAct(at.company.ledgerSql, async (sql) => {
      const id = await join(sql, at.secret, { login: input.login, passwordHash });
      if (typeof id === 'number')
        await audit(sql, { accountId: id, session: null, action: 'person.join', subject: input.login });
      return id;
    });
    if (result === 'gone') return refused(c, 'invite.gone', 404);
    if (result === 'login_taken') return refused(c, 'person.login_taken', 409, { login: input.login });
    return c.json({ company: at.company.slug, login: input.login }, 201);
  });
}

/** Writes with its audit row, or says why not. */
async function act(
  c: Asked,
  action: AuditAction,
  subject: string,
  write: (sql: Queries) => Promise<number | 'unknown' | OrganisationProblem>,
): Promise<Response> {
  const { company, viewer } = c.var;
  try {
    const result = await inOneAct(company.ledgerSql, async (sql) => {
      const written = await write(sql);
      if (typeof written === 'number')
        await audit(sql, { accountId: viewer.accountId, session: viewer.session, action, subject });
      return written;
    });
    if (typeof result === 'number') return c.json({ id: result });
    return result === 'unknown' ? notFound(c) : refused(c, result, 409, { code: subject });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23503') return notFound(c);
    throw error;
  }
}

function refused(
  c: Context,
  code: OrganisationProblem,
  status: 404 | 409,
  facts: Readonly<Record<string, string>> = {},
): Response {
  return c.json({ code, facts, sentence: organisationSentence(code, languageOf(c), facts) }, status);
}
