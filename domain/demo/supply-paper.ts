// Turns decided quantities into dated events: purchases by supplier, transfers as a dispatch and its receive.
import { Chance } from './chance.ts';
import type { DemoCompany } from './company.ts';
import type { Place } from './levels.ts';
import type { SupplyEvent, SupplyLine } from './supply-event.ts';

/** Second of the day. */
export const clock = (hour: number, minute: number) => (hour * 60 + minute) * 60;

export type TransferHours = {
  readonly dispatch: number;
  readonly receive: number;
  readonly late: { readonly days: 0 | 1; readonly second: number };
};

/** One receipt per supplier, within forty minutes from `second`; unit costs in fen drift by a few per cent from week to week. */
export function purchase(
  company: DemoCompany,
  seed: number,
  day: number,
  warehouseIndex: number,
  second: number,
  lines: readonly SupplyLine[],
): SupplyEvent[] {
  const bySupplier = Map.groupBy(lines, (line) => company.skus[line.skuIndex]?.supplierIndex ?? 0);
  return [...bySupplier].map(([supplierIndex, mine]) => ({
    kind: 'receipt',
    day,
    second:
      second + new Chance(seed, day, warehouseIndex, supplierIndex, salts.purchase).whole(0, minutes(40)),
    supplierIndex,
    warehouseIndex,
    lines: mine.map((line) => ({ ...line, unitCost: unitCost(company, seed, day, line.skuIndex) })),
  }));
}

type Sender = { readonly company: DemoCompany; readonly day: number; readonly chance: Chance };

/** Dispatch and receive of one lorry; nothing when there is nothing to send. */
export function transfer(
  { day, chance }: Sender,
  key: string,
  source: Place,
  target: Place,
  hours: TransferHours,
  lines: readonly SupplyLine[],
): SupplyEvent[] {
  if (lines.length === 0) return [];
  const isLate = chance.isLucky(lateShare);
  const arrived = lines.map((line) =>
    chance.isLucky(shortShare) && line.quantity > 2
      ? { ...line, quantity: line.quantity - chance.whole(1, 3) }
      : line,
  );
  const receive = isLate
    ? { day: day + hours.late.days, second: hours.late.second }
    : { day, second: hours.receive };
  return [
    {
      kind: 'dispatch',
      day,
      second: hours.dispatch + chance.whole(0, minutes(70)),
      key,
      source,
      target,
      lines,
    },
    {
      kind: 'receive',
      day: receive.day,
      second: receive.second + chance.whole(0, minutes(75)),
      key,
      source,
      target,
      lines: arrived,
    },
  ];
}

const lateShare = 0.04;
const shortShare = 0.004;
const salts = { purchase: 51, cost: 52 } as const;
const minutes = (count: number) => count * 60;

function unitCost(company: DemoCompany, seed: number, day: number, skuIndex: number): number {
  const drift = 0.97 + 0.06 * new Chance(seed, skuIndex, Math.floor(day / 7), salts.cost).next();
  return Math.max(1, Math.round((company.skus[skuIndex]?.cost ?? 0) * drift));
}
