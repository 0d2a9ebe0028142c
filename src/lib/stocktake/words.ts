import { m } from '#messages';
import { getLocale } from '#messages/runtime.js';
import type { LikelyCause } from '#domain/stocktake/cause.ts';
import type { StocktakeRow, StocktakeScope, StocktakeState } from '#protocol/stocktake/views.ts';
import { storeNameOf } from '../ui/name.ts';

const scopeNames: { readonly [S in StocktakeScope]: () => string } = {
  full: m.stocktake_scope_full,
  category: m.stocktake_scope_category,
  zone: m.stocktake_scope_zone,
  list: m.stocktake_scope_list,
  cycle: m.stocktake_scope_cycle,
  spot: m.stocktake_scope_spot,
};

const stateNames: { readonly [S in StocktakeState]: () => string } = {
  counting: m.stocktake_counting,
  posting: m.stocktake_posting,
  committed: m.stocktake_committed,
  cancelled: m.stocktake_cancelled,
};

/** What goods, or their unit, are called in the person's language. */
export function goodsNameOf({
  nameZh,
  nameEn,
}: {
  readonly nameZh: string;
  readonly nameEn: string;
}): string {
  return getLocale() === 'en' ? nameEn || nameZh : nameZh || nameEn;
}

export function scopeName(scope: StocktakeScope): string {
  return scopeNames[scope]();
}

export function stateName(state: StocktakeState): string {
  return stateNames[state]();
}

/** What people call a stocktake: its own name, or its kind and store. */
export function stocktakeTitle(
  row: Pick<StocktakeRow, 'name' | 'scope' | 'storeNameZh' | 'storeNameEn'>,
): string {
  return row.name === '' ? `${scopeName(row.scope)} · ${storeNameOf(row)}` : row.name;
}

/** A likely cause with the fact it rests on. */
export function causeSentence(
  cause: LikelyCause,
  storeCode: string,
  nameOfSku: (sku: number) => string,
): string {
  switch (cause.cause) {
    case 'sold_after_count':
      return m.cause_sold_after({ units: -cause.quantity, document: `${storeCode}-${cause.position}` });
    case 'unposted_receipt':
      return m.cause_unposted_receipt({ units: cause.quantity, document: `${storeCode}-${cause.position}` });
    case 'in_transit':
      return m.cause_in_transit({ units: cause.quantity });
    case 'wrong_pack':
      return (cause.isOver ? m.cause_wrong_piece : m.cause_wrong_pack)({
        packs: cause.packs,
        units: cause.packQuantity,
      });
    case 'neighbour_sku':
      return m.cause_neighbour({ name: nameOfSku(cause.sku), units: Math.abs(cause.variance) });
  }
}

/** About how long from now, in words: 12 minutes, 2 h 5 min. */
export function untilWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 90) return m.stocktake_minutes({ minutes });
  return new Intl.NumberFormat(getLocale(), { maximumFractionDigits: 1, style: 'unit', unit: 'hour' }).format(
    minutes / 60,
  );
}
