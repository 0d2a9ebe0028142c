import type { AccountId } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { DataScope } from '#domain/identity/viewer.ts';
import type { CompanyRow } from '#server/company/companies.ts';
import type { Sql } from '#server/platform/database.ts';

/** Somebody who asks: a role with a scope, signed in. */
export interface Asker {
  readonly name: string;
  readonly role: Role;
  readonly scope: DataScope;
  readonly accountId: AccountId;
  /** What `Cookie` says; a kiosk has none and puts its token into the address. */
  readonly cookie: string;
  readonly kiosk?: string;
  readonly handle: string;
}

/**
 * A company of three stores: 1 and 2 in one region, 3 in another. Ids of the two companies never meet, so that an id
 * of the one is an id of nothing in the other.
 */
export interface Company {
  readonly row: CompanyRow;
  readonly owner: Sql;
  readonly askers: readonly Asker[];
  readonly hq: Asker;
  readonly store: readonly [first: number, second: number, third: number];
  readonly shelf: readonly [first: number, second: number, third: number];
  readonly sku: readonly [number, number, number];
  readonly code: readonly [string, string, string];
  /** Numbers of documents by store and kind: `documentOf(1, 'sale')`. */
  documentOf(store: 1 | 2 | 3, kind: string): string;
  alertOf(store: 1 | 2 | 3): number;
  readonly barcode: string;
  /** Handle of a session of somebody who asks nothing here. */
  readonly strangersSession: string;
}
