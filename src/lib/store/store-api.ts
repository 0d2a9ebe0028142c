import { call } from '../call/call.ts';

/** A store in reach, as lists of choices need it. */
export interface StoreName {
  readonly storeId: number;
  readonly locationId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: 'store' | 'warehouse';
  readonly timeZone: string;
}

export async function readStoreNames(): Promise<readonly StoreName[]> {
  return (await call<{ readonly stores: readonly StoreName[] }>('GET', '/api/stores')).stores;
}
