import type { LocationId, RegionId, StoreId } from '../store/ids.ts';
import type { AccountId, CompanySlug, SessionHandle } from './ids.ts';
import { presetByRole, type ColumnClass, type Operation, type Role } from './role.ts';

/** Which stores an account reaches. Regions include the regions below them. */
export type DataScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'regions'; readonly regions: readonly RegionId[] }
  | { readonly kind: 'stores'; readonly stores: readonly StoreId[] };

export type Language = 'zh-CN' | 'en';

/** Who asks. Every query and command takes one; it is made anew from the session at each request and frame. */
export interface Viewer {
  readonly company: CompanySlug;
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  readonly scope: DataScope;
  /** The holding locations inside the scope; 'all' where the scope is everything. */
  readonly locations: 'all' | ReadonlySet<LocationId>;
}

export function mayDo(viewer: Pick<Viewer, 'role'>, operation: Operation): boolean {
  return presetByRole[viewer.role].operations.includes(operation);
}

export function maySee(viewer: Pick<Viewer, 'role'>, column: ColumnClass): boolean {
  return presetByRole[viewer.role].columns.includes(column);
}

export function mayReach(viewer: Pick<Viewer, 'locations'>, location: LocationId): boolean {
  return viewer.locations === 'all' || viewer.locations.has(location);
}
