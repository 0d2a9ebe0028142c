import { randomInt } from 'node:crypto';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { audit } from '../identity/audit.ts';
import { hashPassword } from '../identity/password.ts';
import type { Sql } from '../platform/database.ts';

/** Letters and digits that nobody mistakes for each other when they are read aloud; 14 of them are 69 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const lengthOfNew = 14;

/** Gives a person a password made by chance. Answers it, this once, or undefined where there is no such person. */
export async function givePassword(sql: Sql, viewer: Viewer, id: number): Promise<string | undefined> {
  const password = Array.from({ length: lengthOfNew }, () => letters[randomInt(letters.length)]).join('');
  const passwordHash = await hashPassword(password);
  const isGiven = await sql.begin(async (tx) => {
    // Accounts of the house itself have no password, and get none.
    const rows = await tx`
      update accounts set password_hash = ${passwordHash} where id = ${id as AccountId} and password_hash is not null returning 1`;
    if (rows.length === 0) return false;
    const { accountId, session } = viewer;
    await audit(tx as never, { accountId, session, action: 'password.reset', subject: String(id) });
    return true;
  });
  return isGiven ? password : undefined;
}
