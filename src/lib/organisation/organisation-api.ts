import { call } from '../call/call.ts';
import type { Costing } from '#domain/stock/costing.ts';
import type { Role } from '#domain/identity/role.ts';
import type { StoreRequest } from '#protocol/organisation/requests.ts';

export interface Region {
  readonly id: number;
  readonly parentId: number | null;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}
export type StoreRecord = StoreRequest & { readonly id: number; readonly hasHistory: boolean };
export interface Organisation {
  readonly costing: Costing;
  readonly regions: readonly Region[];
  readonly stores: readonly StoreRecord[];
}
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'regions'; readonly regions: readonly number[] }
  | { readonly kind: 'stores'; readonly stores: readonly number[] };
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly role: Role;
  readonly scopeKind: Scope['kind'];
  readonly isDisabled: boolean;
  readonly regions: readonly number[];
  readonly stores: readonly number[];
  readonly lastSeenAtMs: number | null;
}
export interface Invite {
  readonly handle: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAtMs: number;
}

export const organisationPath = '/api/organisation';

export function readOrganisation(): Promise<Organisation> {
  return call('GET', organisationPath);
}

export function saveStore(id: number | null, store: StoreRequest): Promise<unknown> {
  return id === null
    ? call('POST', '/api/organisation/stores', store)
    : call('PUT', `/api/organisation/stores/${id}`, store);
}

export function saveRegion(id: number | null, region: Omit<Region, 'id'>): Promise<unknown> {
  return id === null
    ? call('POST', '/api/organisation/regions', region)
    : call('PUT', `/api/organisation/regions/${id}`, region);
}

export async function readPeople(): Promise<readonly Person[]> {
  return (await call<{ readonly people: readonly Person[] }>('GET', '/api/people')).people;
}

export function savePerson(
  id: number,
  person: { role: Role; scope: Scope; isDisabled: boolean },
): Promise<unknown> {
  return call('PUT', `/api/people/${id}`, person);
}

export async function readInvites(): Promise<readonly Invite[]> {
  return (await call<{ readonly invites: readonly Invite[] }>('GET', '/api/invites')).invites;
}

export function invite(person: {
  name: string;
  role: Role;
  scope: Scope;
}): Promise<{ readonly handle: string; readonly link: string }> {
  return call('POST', '/api/invites', person);
}

export function withdraw(handle: string): Promise<unknown> {
  return call('DELETE', `/api/invites/${encodeURIComponent(handle)}`);
}

export function lookAtInvite(
  code: string,
): Promise<{ company: string; nameZh: string; nameEn: string; name: string; role: Role }> {
  return call('POST', '/api/join/look', { code });
}

export function join(
  code: string,
  login: string,
  password: string,
): Promise<{ readonly company: string; readonly login: string }> {
  return call('POST', '/api/join', { code, login, password });
}

export interface Work {
  readonly alerts: number;
  readonly stocktakes: number;
  readonly kiosks: number;
  readonly keys: number;
  readonly sessions: readonly {
    readonly handle: string;
    readonly device: string;
    readonly lastSeenAtMs: number;
  }[];
}

/** What somebody has open, and where he is signed in. */
export function readWork(id: number): Promise<Work> {
  return call('GET', `/api/people/${id}/work`);
}

export function endSession(id: number, handle: string): Promise<unknown> {
  return call('DELETE', `/api/people/${id}/sessions/${encodeURIComponent(handle)}`);
}

export function handOver(
  id: number,
  toId: number,
): Promise<{ readonly alerts: number; readonly released: number; readonly stocktakes: number }> {
  return call('POST', `/api/people/${id}/hand-over`, { toId });
}
