import type { Hono } from 'hono';
import { joinSchema } from '#protocol/organisation/requests.ts';
import { inOneAct } from '../catalog/write.ts';
import { audit } from '../identity/audit.ts';
import { bodyOf } from '../identity/body.ts';
import type { Guarded } from '../identity/guard.ts';
import { hashPassword } from '../identity/password.ts';
import { refused } from './answer.ts';
import type { OrganisationParts } from './parts.ts';
import { join, readInvite } from './people.ts';

/** Who has the link comes in once. The secret stands behind the `#`: it is in no log and no address that is sent. */
export function joinRoutes(routes: Hono<Guarded>, parts: OrganisationParts): void {
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
