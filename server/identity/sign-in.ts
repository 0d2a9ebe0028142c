import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { LoginRequest } from '#protocol/identity/requests.ts';
import type { Clock } from '../platform/clock.ts';
import { normaliseLogin } from './accounts.ts';
import { addressOf } from './address.ts';
import { audit } from './audit.ts';
import { isSecure, sessionCookieName, viewerOf, type GuardParts, type OpenCompany } from './guard.ts';
import { LoginLimits } from './limits.ts';
import { hashPassword, isOutdated, PasswordsBusy, verifyPassword } from './password.ts';
import { problem } from './problem.ts';
import { absoluteLifetimeMs } from './session-store.ts';

interface AccountToTry {
  readonly id: AccountId;
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
}

/**
 * Signs in and sets the cookie, or answers the problem. An unknown login, a wrong password and a disabled account answer
 * alike and take alike. `onOpen` says what a success answers.
 */
export async function signIn(
  c: Context,
  parts: GuardParts & { readonly clock: Clock },
  input: LoginRequest,
  onOpen: (open: OpenCompany, secret: string) => Promise<Response>,
): Promise<Response> {
  const open = parts.openCompany(input.company);
  // The companies are told to everybody who asks: there is nothing to hide by taking time.
  if (!open) return problem(c, 'session.wrong');
  try {
    const result = await tryPassword(c, parts, open, input);
    if ('waitSeconds' in result) return problem(c, 'session.wait', result);
    if (!('account' in result)) return problem(c, 'session.wrong');
    return await onOpen(open, await letIn(c, parts, open, result.account));
  } catch (error) {
    if (!(error instanceof PasswordsBusy)) throw error;
    return problem(c, 'session.busy', { waitSeconds: 3 });
  }
}

/** Opens a session for the account and sets its cookie; whoever comes in leaves what the browser was signed in as. */
export async function letIn(
  c: Context,
  parts: GuardParts,
  open: OpenCompany,
  account: AccountId,
): Promise<string> {
  const before = await viewerOf(c, parts);
  if (before?.viewer.kind === 'person')
    await parts.openCompany(before.viewer.company)?.sessions.close(before.secret);
  const { secret } = await open.sessions.open(account, c.req.header('user-agent') ?? '');
  setCookie(c, sessionCookieName(c, parts.origin), `${open.company.slug}.${secret}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c, parts.origin),
    maxAge: absoluteLifetimeMs / 1000,
  });
  return secret;
}

type Tried = { readonly account: AccountId } | { readonly waitSeconds: number } | { readonly isWrong: true };

async function tryPassword(
  c: Context,
  parts: GuardParts & { readonly clock: Clock },
  { company }: OpenCompany,
  input: LoginRequest,
): Promise<Tried> {
  const sql = company.ledgerSql;
  const limits = new LoginLimits(sql, parts.clock);
  const login = normaliseLogin(input.login);
  const address = addressOf(c, parts.origin !== undefined);
  const waitSeconds = await limits.take(login, address);
  if (waitSeconds > 0) return { waitSeconds };
  const [account] = await sql<AccountToTry[]>`
    select id, password_hash as "passwordHash", is_disabled as "isDisabled" from accounts where login = ${login}`;
  const isRight = await verifyPassword(account?.passwordHash ?? null, input.password);
  if (!account || !isRight || account.isDisabled) {
    const isSpraying = await limits.noteWrong(login, address);
    const who = { accountId: account?.id ?? null, session: null as SessionHandle | null };
    await audit(sql, { ...who, action: 'session.refused', detail: { address } });
    if (isSpraying)
      await audit(sql, { accountId: null, session: null, action: 'session.sprayed', subject: address });
    return { isWrong: true };
  }
  await limits.forgive(login, address);
  if (account.passwordHash !== null && isOutdated(account.passwordHash)) {
    await sql`update accounts set password_hash = ${await hashPassword(input.password)} where id = ${account.id}`;
  }
  return { account: account.id };
}
