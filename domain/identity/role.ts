/** The presets of a company; an account has one, with a data scope beside it. */
export const roles = [
  'hq',
  'regional_manager',
  'store_manager',
  'clerk',
  'warehouse_keeper',
  'finance',
] as const;
export type Role = (typeof roles)[number];

/** What a person may do. `view.*` opens pages, the others post commands. */
export const operations = [
  'view.wall',
  'view.stock',
  'view.people',
  'view.audit',
  'view.admin',
  'post.receipt',
  'post.sale',
  'post.return',
  'post.adjustment',
  'post.write_off',
  'post.move',
  'post.reservation',
  'post.opening',
  'post.reorder_point',
  'post.reversal',
  'run.demo',
  'run.ingest',
  'manage.kiosk',
  'manage.api',
  'take.alert',
  'manage.alert',
  'manage.catalog',
  'manage.store',
  'manage.people',
  'view.replenish',
  'plan.replenish',
  'view.stocktake',
  'plan.stocktake',
  'count.stocktake',
  'review.stocktake',
  'commit.stocktake',
  'approve.stocktake',
  'view.transfer',
  'transfer.talk',
  'transfer.sign',
  'transfer.approve',
  'transfer.carry',
  'view.purchase',
  'purchase.order',
  'purchase.approve',
  'purchase.receive',
  'manage.supplier',
] as const;
export type Operation = (typeof operations)[number];

/** Columns are cut by class before anything leaves the server. `open` is everybody's. */
export const columnClasses = ['open', 'internal', 'cost', 'margin', 'finance', 'personal'] as const;
export type ColumnClass = (typeof columnClasses)[number];

interface RolePreset {
  readonly operations: readonly Operation[];
  readonly columns: readonly ColumnClass[];
  /** Where the person lands after signing in. */
  readonly home: '/wall' | '/stock';
}

/** Counting, and looking after a count: everything but the second person's word. */
const everyCount: readonly Operation[] = [
  'view.stocktake',
  'plan.stocktake',
  'count.stocktake',
  'review.stocktake',
  'commit.stocktake',
];
/** Settling and carrying transfers for one end; approving takes somebody who reaches both. */
const everyTransfer: readonly Operation[] = [
  'view.transfer',
  'transfer.talk',
  'transfer.sign',
  'transfer.carry',
];
/** Ordering from suppliers and taking goods in; another person approves. */
const everyPurchase: readonly Operation[] = ['view.purchase', 'purchase.order', 'purchase.receive'];
const everyPost: readonly Operation[] = operations.filter((operation) => operation.startsWith('post.'));

export const presetByRole: { readonly [R in Role]: RolePreset } = {
  hq: { operations, columns: columnClasses, home: '/wall' },
  regional_manager: {
    operations: [
      'view.wall',
      'view.stock',
      'view.replenish',
      'plan.replenish',
      'view.people',
      'view.audit',
      ...everyPost,
      'manage.kiosk',
      'take.alert',
      'manage.alert',
      ...everyCount,
      'approve.stocktake',
      ...everyTransfer,
      'transfer.approve',
      ...everyPurchase,
      'purchase.approve',
    ],
    columns: ['open', 'internal', 'cost', 'margin', 'personal'],
    home: '/wall',
  },
  store_manager: {
    operations: [
      'view.wall',
      'view.stock',
      'view.replenish',
      'view.people',
      'post.receipt',
      'post.sale',
      'post.return',
      'post.adjustment',
      'post.write_off',
      'post.move',
      'post.reservation',
      'post.reorder_point',
      'manage.kiosk',
      'take.alert',
      'manage.alert',
      ...everyCount,
      'approve.stocktake',
      ...everyTransfer,
      ...everyPurchase,
    ],
    columns: ['open', 'internal', 'personal'],
    home: '/wall',
  },
  clerk: {
    operations: [
      'view.stock',
      'post.sale',
      'post.return',
      'post.reservation',
      'view.stocktake',
      'count.stocktake',
      'view.transfer',
      'transfer.carry',
    ],
    columns: ['open'],
    home: '/stock',
  },
  warehouse_keeper: {
    operations: [
      'view.wall',
      'view.stock',
      'view.replenish',
      'post.receipt',
      'post.adjustment',
      'post.write_off',
      'post.move',
      'post.reservation',
      'take.alert',
      ...everyCount,
      ...everyTransfer,
      ...everyPurchase,
    ],
    columns: ['open', 'internal'],
    home: '/stock',
  },
  finance: {
    operations: [
      'view.wall',
      'view.stock',
      'view.replenish',
      'view.audit',
      'post.reversal',
      'view.stocktake',
      'review.stocktake',
      'approve.stocktake',
      'view.transfer',
      'view.purchase',
      'purchase.approve',
      'manage.supplier',
    ],
    columns: ['open', 'internal', 'cost', 'margin', 'finance'],
    home: '/wall',
  },
};

/** Whether a blind count is blind to this role: who counts, and does not look after the count. */
export function countsBlind(role: Role): boolean {
  const { operations: may } = presetByRole[role];
  return may.includes('count.stocktake') && !may.includes('review.stocktake');
}
