import { call } from '../call/call.ts';
import { m } from '#messages';
import type { ColumnClass, Operation, Role } from '#domain/identity/role.ts';
import type { Language } from '#domain/identity/viewer.ts';

/** Who is signed in, as GET /api/session says. */
export interface Me {
  readonly accountId: number;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  readonly company: string;
  readonly operations: readonly Operation[];
  readonly columns: readonly ColumnClass[];
  readonly home: '/wall' | '/stock';
}

export interface SessionRow {
  readonly handle: string;
  readonly device: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
  readonly isThis: boolean;
}

export const mePath = '/api/session';

export function readMe(): Promise<Me> {
  return call<Me>('GET', mePath);
}

export async function readSessions(): Promise<readonly SessionRow[]> {
  return (await call<{ readonly sessions: readonly SessionRow[] }>('GET', '/api/sessions')).sessions;
}

export function closeSession(handle: string): Promise<unknown> {
  return call('DELETE', `/api/sessions/${encodeURIComponent(handle)}`);
}

/** Refused with `password.wrong` where the current one is another. */
export function changePassword(current: string, next: string): Promise<unknown> {
  return call('PUT', '/api/session/password', { current, next });
}

const roleNames: { readonly [R in Role]: () => string } = {
  hq: m.role_hq,
  regional_manager: m.role_regional_manager,
  store_manager: m.role_store_manager,
  clerk: m.role_clerk,
  warehouse_keeper: m.role_warehouse_keeper,
  finance: m.role_finance,
};

/** What people call a role, written `store_manager` or `storeManager`; one this page does not know keeps its own word. */
export function roleName(role: string): string {
  const word = role.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return word in roleNames ? roleNames[word as Role]() : role;
}
