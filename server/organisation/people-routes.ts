import type { Hono } from 'hono';
import type { AccountId } from '#domain/identity/ids.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import { handOverSchema, inviteSchema, personSchema } from '#protocol/organisation/requests.ts';
import { inOneAct } from '../catalog/write.ts';
import { formOf } from '../export/list-file.ts';
import { sendFile } from '../export/send.ts';
import type { Asked } from '../identity/asked.ts';
import { audit } from '../identity/audit.ts';
import { bodyOf } from '../identity/body.ts';
import { guard, needs, type Guarded } from '../identity/guard.ts';
import { notFound } from '../identity/problem.ts';
import { act, refused } from './answer.ts';
import { peopleFile } from './export-people.ts';
import { handOver, readOpenWork } from './hand-over.ts';
import { givePassword } from './new-password.ts';
import type { OrganisationParts } from './parts.ts';
import { changePerson, listInvites, makeInvite, readPeople, revokeInvite } from './people.ts';

/** Who works here, in which role and for which stores, and who is invited. */
export function peopleRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
  const manage = [guard(parts), needs('manage.people')] as const;
  routes.get('/api/people', ...manage, async (c) =>
    c.json({ people: await readPeople(c.var.company.ledgerSql) }),
  );
  routes.get('/api/export/people/:form{xlsx|csv}', ...manage, async (c) => {
    const { company, viewer } = c.var;
    const timeZone = company.locations.all()[0]?.timeZone ?? 'UTC';
    const file = await peopleFile(company.ledgerSql, viewer.language, timeZone);
    return sendFile(c, formOf(c.req.param('form')), file);
  });
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
