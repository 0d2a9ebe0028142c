import type { Brand } from '../brand.ts';

export type SkuId = Brand<number, 'SkuId'>;
