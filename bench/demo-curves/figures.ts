// Each function takes one figure from the trade. Hours marked out of stock are left out, so that rates are of demand, not of sales.
import { hoursPerDay, type Trade } from '#server/demo/replay/trade.ts';
import {
  add,
  centre,
  eachExpected,
  eachFullDay,
  eachHourInStock,
  groupMeans,
  mean,
  moment,
  need,
  ratios,
  sd,
  shares,
  value,
  weekdayOf,
  type Fit,
  type Week,
} from './walk.ts';

/** Qingming and Labour Day in the measured period. */
const holidays = new Set([
  '2024-04-04',
  '2024-04-05',
  '2024-04-06',
  '2024-05-01',
  '2024-05-02',
  '2024-05-03',
  '2024-05-04',
  '2024-05-05',
]);

/** Alternates between hour shares and pair rates until both explain the hours that were in stock. */
export function hourAndRate(trade: Trade): Fit {
  const rate = new Float64Array(trade.pairs.length).fill(1);
  const hours = new Map(
    trade.categories.map((category) => [category, new Float64Array(hoursPerDay).fill(1 / hoursPerDay)]),
  );
  for (let round = 0; round < 6; round++) {
    const sold = new Map(trade.categories.map((category) => [category, new Float64Array(hoursPerDay)]));
    const open = new Map(trade.categories.map((category) => [category, new Float64Array(hoursPerDay)]));
    trade.pairs.forEach((pair, index) => {
      const share = need(hours, pair.category);
      let pieces = 0;
      let weight = 0;
      eachHourInStock(trade, index, (_day, hour, quantity) => {
        pieces += quantity;
        weight += share[hour] ?? 0;
      });
      rate[index] = weight > 0 ? pieces / weight : 0;
      const soldHere = need(sold, pair.category);
      const openHere = need(open, pair.category);
      eachHourInStock(trade, index, (_day, hour, quantity) => {
        soldHere[hour] = (soldHere[hour] ?? 0) + quantity;
        openHere[hour] = (openHere[hour] ?? 0) + (rate[index] ?? 0);
      });
    });
    for (const category of trade.categories) {
      const raw = need(sold, category).map(
        (value, hour) => value / Math.max(1e-9, need(open, category)[hour] ?? 0),
      );
      const total = raw.reduce((a, b) => a + b, 0);
      hours.set(
        category,
        raw.map((value) => value / total),
      );
    }
  }
  return { hours, rate };
}

/** Demand by weekday (0 = Monday) against the category's mean, holidays left out; mean of the seven is 1. */
export function weekday(trade: Trade, fit: Fit): Week {
  const sums = new Map(trade.categories.map((category) => [category, ratios(7)]));
  eachExpected(trade, fit, undefined, (pair, day, quantity, expected) => {
    if (holidays.has(trade.dates[day] ?? '')) return;
    add(need(sums, trade.pairs[pair]?.category ?? '')[weekdayOf(trade, day)], quantity, expected);
  });
  return new Map(
    [...sums].map(([category, sum]) => {
      const raw = sum.map(value);
      const mean = raw.reduce((a, b) => a + b, 0) / 7;
      return [category, raw.map((x) => x / mean)];
    }),
  );
}

/** Log-normal shape of the pairs' daily rates, by category; spread split into item, store and rest. */
export function rateSpread(trade: Trade, fit: Fit) {
  const residual = trade.pairs.map((_pair, index) => Math.log(Math.max(0.2, fit.rate[index] ?? 0)));
  const byCategory = new Map<string, { logMean: number; logSd: number; pairs: number; items: number }>();
  for (const category of trade.categories) {
    const mine = trade.pairs.flatMap((pair, index) => (pair.category === category ? [index] : []));
    const logs = mine.map((index) => residual[index] ?? 0);
    const items = new Set(mine.map((index) => trade.pairs[index]?.item)).size;
    byCategory.set(category, { logMean: mean(logs), logSd: sd(logs), pairs: mine.length, items });
    for (const index of mine) residual[index] = (residual[index] ?? 0) - mean(logs);
  }
  for (let round = 0; round < 10; round++) {
    centre(
      residual,
      trade.pairs.map((pair) => pair.item),
    );
    centre(
      residual,
      trade.pairs.map((pair) => pair.store),
    );
  }
  const original = trade.pairs.map(
    (pair, index) =>
      Math.log(Math.max(0.2, fit.rate[index] ?? 0)) - (byCategory.get(pair.category)?.logMean ?? 0),
  );
  const effect = original.map((value, index) => value - (residual[index] ?? 0));
  const store = groupMeans(
    effect,
    trade.pairs.map((pair) => pair.store),
  );
  const item = groupMeans(
    effect.map((value, index) => value - (store.get(trade.pairs[index]?.store ?? '') ?? 0)),
    trade.pairs.map((pair) => pair.item),
  );
  return {
    byCategory,
    itemLogSd: sd([...item.values()]),
    storeLogSd: sd([...store.values()]),
    restLogSd: sd(residual),
  };
}

/**
 * Pieces per sale by category: hours so quiet (under a quarter piece expected) that a sale in them is nearly always one customer;
 * pieces per pair-hour with any sale; and how much more days vary than chance alone (1 / gamma shape).
 */
export function lumpiness(trade: Trade, fit: Fit, week: Week) {
  const quantitiesMax = 10;
  const empty = () => ({
    quiet: new Float64Array(quantitiesMax + 1),
    any: new Float64Array(quantitiesMax + 1),
    excess: 0,
    square: 0,
  });
  const sums = new Map(trade.categories.map((category) => [category, empty()]));
  trade.pairs.forEach((pair, index) => {
    const mine = need(sums, pair.category);
    const share = need(fit.hours, pair.category);
    eachHourInStock(trade, index, (_day, hour, quantity) => {
      const whole = Math.min(quantitiesMax, Math.round(quantity));
      if (whole < 1) return;
      mine.any[whole] = (mine.any[whole] ?? 0) + 1;
      if ((fit.rate[index] ?? 0) * (share[hour] ?? 0) < 0.25)
        mine.quiet[whole] = (mine.quiet[whole] ?? 0) + 1;
    });
  });
  eachFullDay(trade, (index, day, quantity) => {
    const category = trade.pairs[index]?.category ?? '';
    const mine = need(sums, category);
    const expected = (fit.rate[index] ?? 0) * (week.get(category)?.[weekdayOf(trade, day)] ?? 1);
    const lump = moment(mine.quiet, 2) / moment(mine.quiet, 1);
    mine.excess += (quantity - expected) ** 2 - lump * expected;
    mine.square += expected ** 2;
  });
  return new Map(
    [...sums].map(([category, sum]) => [
      category,
      {
        perSale: moment(sum.quiet, 1) / moment(sum.quiet, 0),
        perHour: shares(sum.any),
        dayVariance: Math.max(0, sum.excess / sum.square),
      },
    ]),
  );
}

/** Share of pair-hours marked out of stock, by category and by hour. */
export function shelves(trade: Trade) {
  const byCategory = new Map(trade.categories.map((category) => [category, { sold: 0, expected: 0 }]));
  const byHour = ratios(hoursPerDay);
  const days = trade.dates.length;
  trade.pairs.forEach((pair, index) => {
    for (let cell = index * days * hoursPerDay; cell < (index + 1) * days * hoursPerDay; cell++) {
      add(need(byCategory, pair.category), trade.out[cell] ?? 0, 1);
      add(byHour[cell % hoursPerDay], trade.out[cell] ?? 0, 1);
    }
  });
  return {
    byCategory: new Map([...byCategory].map(([category, sum]) => [category, value(sum)])),
    byHour: byHour.map(value),
  };
}

/** Share of promoted pair-days by category, and per band of price paid: share of promoted days, mean price, uplift over the pair's plain days. */
export function promotion(trade: Trade, fit: Fit, week: Week) {
  const bands = [
    [0.93, 0.98],
    [0.85, 0.93],
    [0.7, 0.85],
    [0.05, 0.7],
  ] as const;
  const days = trade.dates.length;
  const bandOf = (price: number) => bands.findIndex(([low, high]) => price >= low && price < high);
  const plain = trade.pairs.map(() => ({ sold: 0, expected: 0 }));
  eachExpected(trade, fit, week, (pair, day, quantity, expected) => {
    if ((trade.discount[pair * days + day] ?? 0) >= 0.98) add(plain[pair], quantity, expected);
  });
  const uplift = ratios(bands.length);
  eachExpected(trade, fit, week, (pair, day, quantity, expected) => {
    const band = bandOf(trade.discount[pair * days + day] ?? 0);
    const base = plain[pair];
    if (band < 0 || base === undefined || base.expected < 70) return;
    add(uplift[band], quantity, expected * value(base));
  });
  const price = ratios(bands.length);
  const reduced = new Map(trade.categories.map((category) => [category, { sold: 0, expected: 0 }]));
  let promoted = 0;
  trade.discount.forEach((paid, cell) => {
    const band = bandOf(paid);
    add(price[band], paid, 1);
    add(need(reduced, trade.pairs[Math.floor(cell / days)]?.category ?? ''), band < 0 ? 0 : 1, 1);
    promoted += trade.promoted[cell] ?? 0;
  });
  const total = price.reduce((sum, band) => sum + band.expected, 0);
  return {
    promoted: promoted / trade.discount.length,
    byCategory: new Map([...reduced].map(([category, sum]) => [category, value(sum)])),
    bands: price.map((band, index) => ({
      share: band.expected / total,
      pricePaid: value(band),
      uplift: value(uplift[index]),
    })),
  };
}

/** Bands of rain in millimetres a day: share of store-days and demand against the mean. */
export function rain(trade: Trade, fit: Fit, week: Week) {
  const floors = [0, 1, 3, 5];
  const bandOf = (mm: number) => floors.filter((floor) => mm >= floor).length - 1;
  const sums = ratios(floors.length);
  eachExpected(trade, fit, week, (pair, day, quantity, expected) => {
    add(
      sums[bandOf(trade.rainByStoreDay.get(`${trade.pairs[pair]?.store} ${trade.dates[day]}`) ?? 0)],
      quantity,
      expected,
    );
  });
  const count = floors.map(() => 0);
  for (const mm of trade.rainByStoreDay.values()) count[bandOf(mm)] = (count[bandOf(mm)] ?? 0) + 1;
  return floors.map((floor, band) => ({
    fromMm: floor,
    share: (count[band] ?? 0) / trade.rainByStoreDay.size,
    effect: value(sums[band]),
  }));
}

/** Demand on Qingming and Labour Day against an ordinary day of the same weekday. */
export function holidayEffect(trade: Trade, fit: Fit, week: Week): number {
  const [holiday, plain] = [
    { sold: 0, expected: 0 },
    { sold: 0, expected: 0 },
  ];
  eachExpected(trade, fit, week, (_pair, day, quantity, expected) =>
    add(holidays.has(trade.dates[day] ?? '') ? holiday : plain, quantity, expected),
  );
  return value(holiday) / value(plain);
}

/** Per city: shops, mean SKUs and their spread, spread of shop size (pieces a day, log) and the smallest and largest against the mean. */
export function shops(trade: Trade, fit: Fit) {
  const size = new Map<string, { city: string; skus: number; pieces: number }>();
  trade.pairs.forEach((pair, index) => {
    const shop = size.get(pair.store) ?? {
      city: trade.cityByStore.get(pair.store) ?? '',
      skus: 0,
      pieces: 0,
    };
    size.set(pair.store, { ...shop, skus: shop.skus + 1, pieces: shop.pieces + (fit.rate[index] ?? 0) });
  });
  const cities = [...new Set([...size.values()].map((shop) => shop.city))];
  return cities.map((city) => {
    const mine = [...size.values()].filter((shop) => shop.city === city);
    const pieces = mine.map((shop) => shop.pieces);
    return {
      shops: mine.length,
      skusMean: mean(mine.map((shop) => shop.skus)),
      skusSd: sd(mine.map((shop) => shop.skus)),
      piecesMean: mean(pieces),
      sizeLogSd: sd(pieces.map(Math.log)),
      smallest: Math.min(...pieces) / mean(pieces),
      largest: Math.max(...pieces) / mean(pieces),
    };
  });
}
