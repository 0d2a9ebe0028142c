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
  /**
   * A kiosk is a wall without a person: it has the columns and the scope of the account that made it, and only looks.
   * A key is another program: what its account may and reaches now, less what the key was not given.
   */
  readonly kind: 'person' | 'kiosk' | 'key';
  readonly company: CompanySlug;
  readonly accountId: AccountId;
  readonly session: SessionHandle;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  readonly scope: DataScope;
  /** The holding locations inside the scope; 'all' where the scope is everything. */
  readonly locations: 'all' | ReadonlySet<LocationId>;
  /** What a key was not given; people and kiosks have none. */
  readonly limits?: KeyLimits;
}

/** What a key is kept from, whatever its account may. */
export interface KeyLimits {
  readonly mayWrite: boolean;
  readonly hidden: readonly ColumnClass[];
}

type Asks = Pick<Viewer, 'kind' | 'role' | 'limits'>;

/** What the viewer may do, in the order of `operations`. */
export function operationsOf(viewer: Asks): readonly Operation[] {
  const preset = presetByRole[viewer.role].operations;
  switch (viewer.kind) {
    case 'person':
      return preset;
    case 'kiosk':
      return preset.filter((operation) => operation === 'view.wall');
    case 'key':
      return preset.filter((operation) => isForKeys(operation, viewer.limits?.mayWrite ?? false));
  }
}

/** A key reads stock and sales and posts documents. It manages nothing, and people's own pages are not for it. */
function isForKeys(operation: Operation, mayWrite: boolean): boolean {
  if (operation === 'view.wall' || operation === 'view.stock') return true;
  return mayWrite && operation.startsWith('post.');
}

export function mayDo(viewer: Asks, operation: Operation): boolean {
  return operationsOf(viewer).includes(operation);
}

export function maySee(viewer: Pick<Viewer, 'role' | 'limits'>, column: ColumnClass): boolean {
  return presetByRole[viewer.role].columns.includes(column) && !viewer.limits?.hidden.includes(column);
}

export function mayReach(viewer: Pick<Viewer, 'locations'>, location: LocationId): boolean {
  return viewer.locations === 'all' || viewer.locations.has(location);
}
