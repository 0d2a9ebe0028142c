import { call } from '../call/call.ts';
import type { Operation, Role, ColumnClass } from '#domain/identity/role.ts';
import type { Language } from '#domain/identity/viewer.ts';

/** Who is signed in, as GET /api/session says. */
export interface Me {
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  readonly company: string;
  readonly operations: readonly Operation[];
  readonly columns: readonly ColumnClass[];
  readonly home: '/wall' | '/stock';
}

export function readMe(): Promise<Me> {
  return call<Me>('GET', '/api/session');
}
