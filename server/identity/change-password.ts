import type { Context } from 'hono';
import type { PasswordRequest } from '#protocol/identity/requests.ts';
import type { Clock } from '../platform/clock.ts';
import { addressOf } from './address.ts';
import { audit } from './audit.ts';
import type { Guarded, GuardParts } from './guard.ts';
import { LoginLimits } from './limits.ts';
import { hashPassword, PasswordsBusy, verifyPassword } from './password.ts';
import { problem } from './problem.ts';
import type { Sessions } from './sessions.ts';

/**
 * Gives the person another password, where they know the one they have: a phone that lies open is not enough. Tries are
 * counted as those of signing in. Every other session of theirs ends.
 */
export async function changePassword(
  c: Context<Guarded>,
  parts: GuardParts & { readonly clock: Clock },
  sessions: Sessions,
  { current, next }: PasswordRequest,
): Promise<Response> {
  const { company, viewer } = c.var;
  const { accountId, session } = viewer;
  const sql = company.ledgerSql;
  const [account] = await sql<{ login: string; passwordHash: string | null }[]>`
    select login, password_hash as "passwordHash" from accounts where id = ${accountId}`;
  if (!account) throw new Error('a session of no account');
  const limits = new LoginLimits(sql, parts.clock);
  const address = addressOf(c, parts.origin !== undefined);
  const waitSeconds = await limits.take(account.login, address);
  if (waitSeconds > 0) return problem(c, 'session.wait', { waitSeconds });
  try {
    if (!(await verifyPassword(account.passwordHash, current))) {
      await limits.noteWrong(account.login, address);
      return problem(c, 'password.wrong');
    }
    const passwordHash = await hashPassword(next);
    await sql.begin(async (tx) => {
      // Of two changes at once the one that began from the password there is wins.
      const written = await tx`
        update accounts set password_hash = ${passwordHash}
        where id = ${accountId} and password_hash = ${account.passwordHash} returning 1`;
      if (written.length === 0) throw new PasswordsBusy('another change came first');
      await audit(tx as never, { accountId, session, action: 'password.change' });
    });
  } catch (error) {
    if (!(error instanceof PasswordsBusy)) throw error;
    return problem(c, 'session.busy', { waitSeconds: 3 });
  }
  await limits.forgive(account.login, address);
  await sessions.closeOthers(accountId, session);
  return c.json({ ok: true });
}
