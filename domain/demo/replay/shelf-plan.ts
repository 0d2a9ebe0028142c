// When a shelf of the real chain must have been filled and emptied, so that its marked hours out of stock are seen.

/** What happens to one SKU in one shop, by hour counted from the first: pieces brought, and pieces thrown away. */
export interface ShelfPlan {
  /** At the beginning of the hour, before anybody buys. */
  readonly brought: Uint16Array;
  /** At the beginning of the hour: the piece that nobody bought. */
  readonly spoiled: Uint8Array;
}

const hoursPerDay = 24;
/** The morning's delivery brings what tomorrow sells. */
const deliveryHour = 4;

/**
 * `sold` pieces and `out` marks by hour, whole days. While an hour is not marked, something lies there; in an hour that
 * is marked, nothing does, but for what is sold in it: the last piece often goes within the hour.
 */
export function shelfPlan(sold: ArrayLike<number>, out: ArrayLike<number>): ShelfPlan {
  const hours = sold.length;
  const plan = { brought: new Uint16Array(hours), spoiled: new Uint8Array(hours) };
  const isFilled = (hour: number): boolean => (out[hour] ?? 0) === 0 || (sold[hour] ?? 0) > 0;
  for (let hour = 0; hour < hours;) {
    if (!isFilled(hour)) {
      hour += 1;
      continue;
    }
    let end = hour;
    while (end < hours && isFilled(end)) end += 1;
    fill(plan, sold, hour, end, (out[end - 1] ?? 0) === 1);
    hour = end;
  }
  return plan;
}

/** A stretch with something on the shelf. Where it does not end with a sale, its last piece is thrown away. */
function fill(
  { brought, spoiled }: ShelfPlan,
  sold: ArrayLike<number>,
  start: number,
  end: number,
  endsWithSale: boolean,
): void {
  const soldIn = (from: number, to: number): number => {
    let sum = 0;
    for (let hour = Math.max(from, start); hour < Math.min(to, end); hour += 1) sum += sold[hour] ?? 0;
    return sum;
  };
  const day = Math.floor(start / hoursPerDay);
  const first = soldIn(start, (day + 2) * hoursPerDay);
  brought[start] = first + 1;
  let last = start;
  for (let next = day + 1; next * hoursPerDay + deliveryHour < end; next += 1) {
    const units = soldIn((next + 1) * hoursPerDay, (next + 2) * hoursPerDay);
    if (units === 0) continue;
    last = next * hoursPerDay + deliveryHour;
    brought[last] = units;
  }
  if (endsWithSale) brought[last] = (brought[last] ?? 1) - 1;
  else if (end < sold.length) spoiled[end] = 1;
}
