import type { PlanRequest } from '#protocol/stocktake/requests.ts';
import type { PlanHints } from '#protocol/stocktake/views.ts';
import type { SkuRow } from '../stock/stock-api.ts';

export type PlanKind = PlanRequest['scope']['kind'];
type PickedSku = Pick<SkuRow, 'skuId' | 'code' | 'nameZh' | 'nameEn'>;

/** How many SKUs a cycle count takes at a time. */
export const cycleSizes = [20, 50, 100, 200] as const;
type CycleSize = `${(typeof cycleSizes)[number]}`;

/** A stocktake being planned: everything but the choice of what to count has a good default. */
export class PlanDraft {
  kind = $state<PlanKind>('full');
  categoryIds = $state.raw<readonly number[]>([]);
  picked = $state.raw<readonly PickedSku[]>([]);
  cycleMost = $state<CycleSize>('50');
  zones = $state('');
  name = $state('');
  isBlind = $state<'blind' | 'open'>('blind');
  who = $state<'all' | 'some'>('all');
  accountIds = $state.raw<readonly number[]>([]);
  totalLimitYuan = $state<number | null>();
  lineLimitYuan = $state<number | null>();
  readonly #given: readonly number[];

  /** `skuIds`: what a spot check is about, where it begins from an alert or a SKU's page. */
  constructor(skuIds: readonly number[]) {
    this.#given = skuIds;
    if (skuIds.length > 0) this.kind = 'spot';
  }

  get skuIds(): readonly number[] {
    return [...new Set([...this.#given, ...this.picked.map(({ skuId }) => skuId)])];
  }

  get given(): number {
    return this.#given.length;
  }

  /** Whether it says what to count, and who. */
  get isWhole(): boolean {
    if (this.who === 'some' && this.accountIds.length === 0) return false;
    switch (this.kind) {
      case 'category':
        return this.categoryIds.length > 0;
      case 'zone':
        return this.zoneNames.length > 0;
      case 'list':
      case 'spot':
        return this.skuIds.length > 0;
      default:
        return true;
    }
  }

  get zoneNames(): string[] {
    const names = this.zones.split(/[,，、;；\n]/).map((zone) => zone.trim());
    return [...new Set(names.filter(Boolean))];
  }

  /** What was used here the last time, where nothing was said yet. */
  takeHints({ zones }: PlanHints): void {
    if (this.zones === '' && this.kind === 'zone') this.zones = zones.join('，');
  }

  pick(sku: PickedSku): void {
    if (!this.picked.some(({ skuId }) => skuId === sku.skuId)) this.picked = [...this.picked, sku];
  }

  drop(skuId: number): void {
    this.picked = this.picked.filter((one) => one.skuId !== skuId);
  }

  request(storeId: number): Partial<PlanRequest> & Pick<PlanRequest, 'storeId' | 'scope'> {
    const name = this.name.trim();
    return {
      storeId,
      scope: this.#scope(),
      isBlind: this.isBlind === 'blind',
      zones: this.zoneNames,
      ...(name === '' ? {} : { name }),
      accountIds: this.who === 'some' ? [...this.accountIds] : null,
      totalLimit: fenOf(this.totalLimitYuan),
      lineLimit: fenOf(this.lineLimitYuan),
    };
  }

  #scope(): PlanRequest['scope'] {
    switch (this.kind) {
      case 'list':
      case 'spot':
        return { kind: this.kind, skuIds: [...this.skuIds] };
      case 'cycle':
        return { kind: 'cycle', most: Number(this.cycleMost) };
      case 'category':
        return { kind: 'category', categoryIds: [...this.categoryIds] };
      default:
        return { kind: this.kind };
    }
  }
}

function fenOf(yuan: number | null | undefined): number | null {
  return typeof yuan === 'number' && Number.isFinite(yuan) ? Math.round(yuan * 100) : null;
}
