// The clerk's round before opening (spoiled and broken goods, small corrections), and what customers bring back.
import { Chance } from './chance.ts';
import type { DemoCompany } from './company.ts';
import type { DemandReceipt } from './demand.ts';
import { levelIndex, type Place } from './levels.ts';
import { clock } from './supply-paper.ts';
import type { SupplyEvent, SupplyLine } from './supply-event.ts';

/** Write-offs and adjustments of one shop; takes them out of `onHand` (whole base units by `levelIndex`). */
export function shelfCheck(
  company: DemoCompany,
  seed: number,
  day: number,
  storeIndex: number,
  onHand: Int32Array,
): SupplyEvent[] {
  const chance = new Chance(seed, day, storeIndex, salts.check);
  const place: Place = { kind: 'store', index: storeIndex };
  const wasted: (SupplyLine & { cause: 'expired' | 'damaged' })[] = [];
  const adjusted: SupplyLine[] = [];
  const hasAdjustments = chance.isLucky(adjustmentShare);
  for (const { skuIndex, rate } of company.stores[storeIndex]?.pairs ?? []) {
    const index = levelIndex(company, place, skuIndex);
    const there = onHand[index] ?? 0;
    const waste = wasteOf(chance, there, rate, company.skus[skuIndex]?.shelfLifeDays ?? 1);
    if (waste !== undefined) wasted.push({ skuIndex, ...waste });
    const correction =
      hasAdjustments && chance.isLucky(correctedShare)
        ? (chance.isLucky(0.6) ? -1 : 1) * chance.whole(1, 3)
        : 0;
    const isPossible = there - (waste?.quantity ?? 0) + correction >= 0;
    if (correction !== 0 && isPossible) adjusted.push({ skuIndex, quantity: correction });
    onHand[index] = there - (waste?.quantity ?? 0) + (isPossible ? correction : 0);
  }
  const second = clock(4, 40) + chance.whole(0, 1200);
  const events: SupplyEvent[] = [];
  if (wasted.length > 0) events.push({ kind: 'writeOff', day, second, place, lines: wasted });
  if (adjusted.length > 0)
    events.push({ kind: 'adjustment', day, second: second + 60, place, lines: adjusted });
  return events;
}

/**
 * Returns against the receipts that were really posted (index in `receipts`): half a per cent of them, one line each, up to
 * three hours later on the same day. Unit prices in fen are those of the receipt.
 */
export function dayReturns(
  seed: number,
  storeIndex: number,
  day: number,
  receipts: readonly DemandReceipt[],
): SupplyEvent[] {
  const chance = new Chance(seed, day, storeIndex, salts.back);
  return receipts.flatMap((receipt, receiptIndex): SupplyEvent[] => {
    if (!chance.isLucky(returnShare)) return [];
    const line = receipt.lines[chance.whole(0, receipt.lines.length)];
    const second = receipt.second + 600 + chance.whole(0, 10_200);
    if (line === undefined || second >= 86_400) return [];
    return [
      {
        kind: 'return',
        day,
        second,
        storeIndex,
        receiptIndex,
        lines: [{ ...line, quantity: chance.whole(1, line.quantity + 1) }],
      },
    ];
  });
}

const salts = { check: 61, back: 62 } as const;
const returnShare = 0.005;
/** Shops that correct something on a day, and the share of their SKUs. */
const adjustmentShare = 0.35;
const correctedShare = 0.015;
const damagedShare = 0.004;
/** Chance that what is left of goods with a short life has gone off by the morning, on the first day of it. */
const spoiledPerLife = 0.35;

function wasteOf(
  chance: Chance,
  there: number,
  rate: number,
  shelfLifeDays: number,
): { quantity: number; cause: 'expired' | 'damaged' } | undefined {
  const isDamaged = chance.isLucky(damagedShare);
  const isSpoiled = chance.isLucky(spoiledPerLife / shelfLifeDays);
  if (there < 1) return undefined;
  const stale = Math.min(there, Math.max(1, Math.round(there - (rate * (shelfLifeDays - 1)) / 2)));
  if (isSpoiled && shelfLifeDays <= 21) return { quantity: stale, cause: 'expired' };
  return isDamaged ? { quantity: 1, cause: 'damaged' } : undefined;
}
