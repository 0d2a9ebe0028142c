import type { AccountId } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { hashPassword } from './password.ts';

export interface NewAccount {
  readonly login: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** null: nobody signs in with it. */
  readonly password: string | null;
  readonly role: Role;
  readonly scope: DataScope;
}

/** What people type and what is stored are compared in this form. */
export function normaliseLogin(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Makes an account with its role and data scope. Throws where the login is taken. */
export async function createAccount(sql: Sql, account: NewAccount): Promise<AccountId> {
  const passwordHash = account.password === null ? null : await hashPassword(account.password);
  const id = await sql.begin(async (tx) => {
    const [row] = await tx<{ id: AccountId }[]>`
      insert into accounts (login, name_zh, name_en, password_hash, role, scope_kind)
      values (${normaliseLogin(account.login)}, ${account.nameZh}, ${account.nameEn}, ${passwordHash}, ${account.role}, ${account.scope.kind})
      returning id`;
    if (!row) throw new Error('the account was not written');
    await writeScope(tx as Queries, row.id, account.scope);
    return row.id;
  });
  return id as AccountId;
}

async function writeScope(sql: Queries, id: AccountId, scope: DataScope): Promise<void> {
  if (scope.kind === 'regions') {
    await sql`insert into account_regions select ${id}, unnest(${`{${scope.regions.join(',')}}`}::text::int[])`;
  } else if (scope.kind === 'stores') {
    await sql`insert into account_stores select ${id}, unnest(${`{${scope.stores.join(',')}}`}::text::int[])`;
  }
}
