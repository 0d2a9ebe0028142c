import type { MeasureRow } from '#protocol/replenish/views.ts';

/** The stores of a table together; null where the reader may not see what it is made of. */
export interface MeasureSums {
  readonly coverDays: number | null;
  readonly turnover: number | null;
  readonly outCells: number;
  readonly soldCells: number;
  readonly outHours: number;
  readonly lostUnits: number;
  readonly lostPerDay: number;
  readonly deadUnits28: number;
  readonly deadUnits91: number;
  readonly deadValue28: number | null;
  readonly deadValue91: number | null;
  readonly stockValue: number | null;
}

export function sumsOf(rows: readonly MeasureRow[], days: number): MeasureSums {
  const sum = (of: (row: MeasureRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  const money = (of: (row: MeasureRow) => number | null) =>
    rows.some((row) => of(row) === null) ? null : sum((row) => of(row) ?? 0);
  const units = sum((row) => row.units);
  const stockValue = money((row) => row.stockValue);
  // A store's turnover times its stock is what it sells a year, at cost.
  const soldValue = sum((row) => (row.turnover ?? 0) * (row.stockValue ?? 0));
  return {
    coverDays: units > 0 ? sum((row) => row.onHand) / (units / days) : null,
    turnover: stockValue !== null && stockValue > 0 ? soldValue / stockValue : null,
    outCells: sum((row) => row.outCells),
    soldCells: sum((row) => row.soldCells),
    outHours: sum((row) => row.outHours),
    lostUnits: sum((row) => row.lostUnits),
    lostPerDay: sum((row) => row.lostPerDay),
    deadUnits28: sum((row) => row.deadUnits28),
    deadUnits91: sum((row) => row.deadUnits91),
    deadValue28: money((row) => row.deadValue28),
    deadValue91: money((row) => row.deadValue91),
    stockValue,
  };
}
