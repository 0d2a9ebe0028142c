import { columnClasses, presetByRole, roles, type ColumnClass, type Role } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { skus } from '#drizzle/catalog.ts';
import type { accounts } from '#drizzle/identity.ts';
import type { ForkSku } from '#protocol/replenish/fork-views.ts';
import type { MeasureRow, SuggestionView, TransferYield } from '#protocol/replenish/views.ts';
import type { DocumentView, LevelView, MovementView } from '#protocol/stock/views.ts';
import type { PurchaseCard } from '#protocol/purchase/views.ts';
import type { TransferCard } from '#protocol/transfer/views.ts';
import type { GoodsRow, TickerEntry, WallAlert } from '#protocol/wall/frame.ts';
import type { Tile } from '#protocol/wall/tile.ts';
import { purchaseColumns } from './purchase-columns.ts';
import { replenishColumns } from './replenish-columns.ts';

/** What leaves the server, by entity. A password hash is no column of anything: it never leaves. */
interface RowByEntity {
  level: LevelView;
  movement: MovementView;
  document: Omit<DocumentView, 'lines'>;
  tile: Tile;
  ticker: TickerEntry;
  goods: GoodsRow;
  alert: WallAlert;
  transfer: TransferCard;
  purchase: PurchaseCard;
  suggestion: SuggestionView;
  forkSku: ForkSku;
  measure: MeasureRow;
  transferYield: TransferYield;
  sku: typeof skus.$inferSelect;
  account: Omit<typeof accounts.$inferSelect, 'passwordHash'>;
}
export type Entity = keyof RowByEntity;

/** Each column has its class: a column added to a row without one is a type error here. */
const classByColumn = {
  level: {
    storeId: 'open',
    storeCode: 'open',
    storeNameZh: 'open',
    storeNameEn: 'open',
    locationId: 'open',
    locationKind: 'open',
    skuId: 'open',
    skuCode: 'open',
    skuNameZh: 'open',
    skuNameEn: 'open',
    onHand: 'open',
    reserved: 'open',
    available: 'open',
    reorderPoint: 'open',
    value: 'cost',
    position: 'open',
  },
  movement: {
    locationId: 'open',
    position: 'open',
    document: 'open',
    line: 'open',
    kind: 'open',
    cause: 'open',
    occurredAtMs: 'open',
    skuId: 'open',
    skuCode: 'open',
    skuNameZh: 'open',
    skuNameEn: 'open',
    sourceId: 'open',
    targetId: 'open',
    counterpart: 'open',
    quantity: 'open',
    onHandAfter: 'open',
    // Money of sales and returns only; what a receipt cost is its value.
    amount: 'open',
    value: 'cost',
    accountName: 'open',
  },
  document: {
    document: 'open',
    locationId: 'open',
    position: 'open',
    counterLocationId: 'open',
    counterPosition: 'open',
    kind: 'open',
    cause: 'open',
    of: 'open',
    occurredAtMs: 'open',
    recordedAtMs: 'open',
    deviceAtMs: 'open',
    accountName: 'open',
    role: 'open',
    session: 'open',
    commandKey: 'open',
    storeNameZh: 'open',
    storeNameEn: 'open',
  },
  tile: {
    storeId: 'open',
    shelfPosition: 'open',
    transitPosition: 'open',
    businessDay: 'open',
    amount: 'open',
    quantity: 'open',
    receipts: 'open',
    margin: 'margin',
    amountBefore: 'open',
    receiptsBefore: 'open',
    amountByHour: 'open',
    amountByHourBefore: 'open',
    stockValue: 'cost',
    skus: 'open',
    outOfStock: 'open',
    belowReorderPoint: 'open',
    negative: 'open',
    inTransit: 'open',
    inTransitValue: 'cost',
    lastAtMs: 'open',
  },
  ticker: {
    storeId: 'open',
    locationId: 'open',
    position: 'open',
    kind: 'open',
    atMs: 'open',
    amount: 'open',
    quantity: 'open',
    lines: 'open',
    skuId: 'open',
    skuNameZh: 'open',
    skuNameEn: 'open',
    unitZh: 'open',
    unitEn: 'open',
  },
  goods: {
    skuId: 'open',
    nameZh: 'open',
    nameEn: 'open',
    unitZh: 'open',
    unitEn: 'open',
    quantity: 'open',
    amount: 'open',
    onHand: 'open',
  },
  alert: {
    id: 'open',
    kind: 'open',
    ruleName: 'open',
    goods: 'open',
    storeId: 'open',
    skuId: 'open',
    nameZh: 'open',
    nameEn: 'open',
    openedAtMs: 'open',
    takenByZh: 'open',
    takenByEn: 'open',
  },
  transfer: {
    id: 'open',
    kind: 'open',
    state: 'open',
    sourceStoreId: 'open',
    sourceCode: 'open',
    sourceNameZh: 'open',
    sourceNameEn: 'open',
    targetStoreId: 'open',
    targetCode: 'open',
    targetNameZh: 'open',
    targetNameEn: 'open',
    sourceRegionId: 'open',
    targetRegionId: 'open',
    note: 'open',
    madeByName: 'open',
    madeAtMs: 'open',
    stateSinceMs: 'open',
    dueAtMs: 'open',
    chasedAtMs: 'open',
    chased: 'open',
    version: 'open',
    lineCount: 'open',
    units: 'open',
    unitsInTransit: 'open',
    unitsDifferent: 'open',
    value: 'cost',
    signed: 'open',
    firstZh: 'open',
    firstEn: 'open',
  },
  purchase: purchaseColumns,
  ...replenishColumns,
  sku: {
    id: 'open',
    code: 'open',
    nameZh: 'open',
    nameEn: 'open',
    categoryId: 'open',
    unitZh: 'open',
    unitEn: 'open',
    packQuantity: 'open',
    price: 'open',
    cost: 'cost',
    taxBasisPoints: 'open',
    productId: 'open',
    color: 'open',
    size: 'open',
    brand: 'open',
    spec: 'open',
    supplierId: 'internal',
    isActive: 'open',
    mergedIntoId: 'open',
    revision: 'open',
    updatedAt: 'open',
  },
  account: {
    id: 'open',
    login: 'personal',
    nameZh: 'open',
    nameEn: 'open',
    role: 'internal',
    scopeKind: 'internal',
    isDisabled: 'internal',
    language: 'personal',
    createdAt: 'internal',
  },
} as const satisfies { readonly [E in Entity]: { readonly [Column in keyof RowByEntity[E]]-?: ColumnClass } };

type Classes = typeof classByColumn;

/** A row as it may leave: whatever is not open may be null. Where the wire's type allows no null there, it won't compile. */
export type Projected<E extends Entity> = {
  [Column in keyof RowByEntity[E]]: Column extends keyof Classes[E]
    ? Classes[E][Column] extends 'open'
      ? RowByEntity[E][Column]
      : RowByEntity[E][Column] | null
    : never;
};

/** Cuts a row to what the viewer may see: other columns are null. Columns that have no class here never leave. */
export function project<E extends Entity>(
  viewer: Pick<Viewer, 'role' | 'limits'>,
  entity: E,
  row: RowByEntity[E],
): Projected<E> {
  const seen: Record<string, unknown> = {};
  const values = row as Record<string, unknown>;
  const hidden = viewer.limits?.hidden;
  for (const { column, class: ofClass, isSeen } of columnsByRole[viewer.role][entity])
    seen[column] = isSeen && !hidden?.includes(ofClass) ? values[column] : null;
  return seen as Projected<E>;
}

/** The class of every column of an entity, for lists of columns and for the sweep that looks for leaks. */
export function classesOf<E extends Entity>(entity: E): Classes[E] {
  return classByColumn[entity];
}

export const entities = Object.keys(classByColumn) as readonly Entity[];

interface SeenColumn {
  readonly column: string;
  readonly class: ColumnClass;
  readonly isSeen: boolean;
}
type Columns = { readonly [E in Entity]: readonly SeenColumn[] };

const columnsByRole = Object.fromEntries(roles.map((role) => [role, columnsOf(role)])) as {
  readonly [R in Role]: Columns;
};

function columnsOf(role: Role): Columns {
  const may = new Set<ColumnClass>(columnClasses.filter((one) => presetByRole[role].columns.includes(one)));
  const list = (entity: Entity) =>
    Object.entries<ColumnClass>(classByColumn[entity]).map(([column, one]) => ({
      column,
      class: one,
      isSeen: may.has(one),
    }));
  return Object.fromEntries(entities.map((entity) => [entity, list(entity)])) as unknown as Columns;
}
