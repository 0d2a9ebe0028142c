import { readFileSync } from 'node:fs';
import type { Network } from '#domain/replenish/network.ts';
import { halfOf, networkOf, tradeOf, type Chain, type Half, type Table } from './chain.ts';
import { isHere, sources, tableOf as realTable, uncensored, type Cut } from './real.ts';
import { tableOf as syntheticTable, type Habit } from './synthetic.ts';

/** A chain by its name; undefined where its data are not here. */
export interface Maker {
  readonly name: string;
  make(half: Half): readonly Chain[] | undefined;
}

/** Settings were chosen on these seeds, and figures are told of those. */
const seeds: Readonly<Record<Half, readonly number[]>> = { tune: [1, 2], judge: [101, 102, 103] };

const medium: Habit = { stores: 12, skus: 150, days: 470, regions: 1, rate: 0.7, spread: 0.9, burst: 1.6 };
const fast: Habit = { ...medium, stores: 10, skus: 100, rate: 3, spread: 0.7, burst: 2.2 };
const slow: Habit = { ...medium, stores: 10, skus: 300, rate: 0.12, spread: 0.9, burst: 1.4 };
const small: Habit = { ...medium, stores: 35, skus: 80, rate: 0.3 };
const span = { warm: 182, burn: 56, days: 232 };

function synthetic(
  name: string,
  habit: Habit,
  goal: number,
  against: Chain['against'] = 'safety',
  part: Partial<Network> = {},
): Maker {
  return {
    name,
    make: (half) =>
      seeds[half].map((seed) => {
        const table = syntheticTable(habit, seed);
        return {
          name: `${name} ${seed}`,
          trade: tradeOf(table),
          network: networkOf(table, part),
          span,
          against,
          goal,
        };
      }),
  };
}

function real(
  name: string,
  read: () => Table | undefined,
  spanOf: Chain['span'],
  goal: number | null,
  part: Partial<Network> = {},
): Maker {
  return {
    name,
    make(half) {
      const whole = read();
      if (!whole) return undefined;
      const table = halfOf(whole, half);
      const chain = { name, trade: tradeOf(table), network: networkOf(table, part), span: spanOf };
      return [{ ...chain, against: 'safety', goal }];
    },
  };
}

const oneRegion = () => 0;
const read =
  (source: Parameters<typeof realTable>[0], cut: Cut, regionOf: (store: string, at: number) => number) =>
  (): Table | undefined => (isHere(source) ? realTable(source, cut, regionOf) : undefined);

export function freshTable(): Table | undefined {
  if (!isHere(sources.fresh)) return undefined;
  const folder = new URL('../../../../shared/data/fresh-retail-cn/stores.csv', import.meta.url);
  const city = new Map(
    readFileSync(folder, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2) as [string, string]),
  );
  return uncensored(
    realTable(sources.fresh, { skip: 0, skus: 120 }, (store) => Number(city.get(store) ?? 0)),
  );
}

export const makers: readonly Maker[] = [
  real('fresh-retail-cn', freshTable, { warm: 28, burn: 7, days: 35 }, 15),
  real(
    'toy-chain',
    read(sources.toys, { skip: 0, skus: 35 }, oneRegion),
    { warm: 182, burn: 56, days: 308 },
    null,
  ),
  real(
    'foodmart',
    read(sources.foodmart, { skip: 0, skus: 300 }, oneRegion),
    { warm: 120, burn: 56, days: 189 },
    18,
  ),
  real(
    'liquor-warehouse-iowa',
    read(sources.iowa, { skip: 0, skus: 60, stores: 40 }, oneRegion),
    { warm: 182, burn: 56, days: 330 },
    null,
  ),
  synthetic('fast', fast, 15),
  synthetic('slow', slow, 18),
  synthetic('35 small shops', small, 21),
  synthetic('nine days of lead', medium, 32, 'safety', { lead: 9 }),
  synthetic('packs and display', { ...medium, pack: 6, display: 2 }, 19),
  synthetic('central warehouse', { ...medium, stores: 20, skus: 80 }, 30, 'cover', { central: true }),
];
