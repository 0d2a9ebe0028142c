import type { Role } from '../identity/role.ts';

/** What a company deals in; each but `other` has sample goods. */
export const trades = ['grocery', 'fashion', 'coffee', 'pharmacy', 'other'] as const;
export type Trade = (typeof trades)[number];
export type SampleTrade = Exclude<Trade, 'other'>;

/** How a new company begins: with its own sheet, with sample goods, or empty. */
export const beginnings = ['excel', 'sample', 'later'] as const;
export type Beginning = (typeof beginnings)[number];

export const companyStoresMax = 200;
export const colleaguesMax = 20;

/** Who may be asked in while a company is made; regional managers are asked in later, when there are regions to see. */
export const colleagueRoles = [
  'store_manager',
  'clerk',
  'warehouse_keeper',
  'finance',
] as const satisfies readonly Role[];
