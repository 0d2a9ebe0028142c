import type { Brand } from '../brand.ts';

export type RegionId = Brand<number, 'RegionId'>;
/** A store or a warehouse. */
export type StoreId = Brand<number, 'StoreId'>;
/** A place goods are, go to or come from: a store's shelf, what is on its way to it, a supplier, a loss. */
export type LocationId = Brand<number, 'LocationId'>;
