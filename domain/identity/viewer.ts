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
  /** A kiosk is a wall without a person: it has the columns and the scope of the account that made it, and only looks. */
  readonly kind: 'person' | 'kiosk';
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

/** What the viewer may do, in the order of `operations`. */
export function operationsOf(viewer: Pick<Viewer, 'kind' | 'role'>): readonly Operation[] {
  const preset = presetByRole[viewer.role].operations;
  return viewer.kind === 'person' ? preset : preset.filter((operation) => operation === 'view.wall');
}

export function mayDo(viewer: Pick<Viewer, 'kind' | 'role'>, operation: Operation): boolean {
  return operationsOf(viewer).includes(operation);
}

export function maySee(viewer: Pick<Viewer, 'role'>, column: ColumnClass): boolean {
  return presetByRole[viewer.role].columns.includes(column);
}

export function mayReach(viewer: Pick<Viewer, 'locations'>, location: LocationId): boolean {
  return viewer.locations === 'all' || viewer.locations.has(location);
}
