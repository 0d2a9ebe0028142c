import type { Language } from '#domain/identity/viewer.ts';
import type { PolicyPoint } from '#protocol/replenish/views.ts';
import { m } from '#messages';
import { labelAxis, valueAxis, type Drawing, type Token } from '../chart/drawing.ts';
import { whole } from '../ui/figure.ts';
import type { FrontierPoint } from './frontier.ts';
import { policyWords } from './words.ts';

export const policies = ['smart', 'safety', 'cover', 'minmax'] as const;
export const policyColours = {
  smart: '--series-1',
  safety: '--series-2',
  cover: '--series-3',
  minmax: '--series-4',
} as const;
export type Side = 'stock' | 'turnover' | 'transferDocs';

export function share(value: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
}

/** Stock against fill, a line a policy; where the slider stands is marked on the planner's. */
export function drawFrontier(
  points: readonly PolicyPoint[],
  mark: FrontierPoint | null,
  language: Language,
): Drawing {
  return (token) => ({
    grid: { left: 64, right: 24, top: 16, bottom: 44 },
    tooltip: itemTooltip(
      token,
      (name, [stock, fill]) =>
        `${name}\n${m.rp_axis_stock()} ${whole(Math.round(stock), language)} · ${m.rp_axis_fill()} ${share(fill, language)}`,
    ),
    xAxis: {
      ...labelAxis(token),
      ...valueAxis(token, (value) => whole(value, language)),
      splitNumber: 3,
      scale: true,
      name: m.rp_axis_stock(),
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: { color: token('--muted') },
      splitLine: { show: false },
    },
    yAxis: { ...valueAxis(token, (value) => share(value, language)), scale: true, max: 1 },
    series: [
      ...policies.map((policy) => ({
        ...line(policy, token),
        data: of(points, policy).map(({ stock, fill }) => [stock, fill]),
      })),
      ...(mark
        ? [
            {
              name: `${policyWords.smart()} ${share(mark.level, language)}`,
              // A line of one point: no other kind of plot has to be loaded for it.
              type: 'line',
              z: 5,
              data: [[mark.stock, mark.fill]],
              symbolSize: 16,
              itemStyle: {
                color: token(policyColours.smart),
                borderColor: token('--surface'),
                borderWidth: 3,
              },
            },
          ]
        : []),
    ],
  });
}

/** One measure of every policy over the fill it reached. */
export function drawSide(side: Side, points: readonly PolicyPoint[], language: Language): Drawing {
  const write = (value: number) => whole(Math.round(value), language);
  // Where the planner's own fills lie; a rule that is far below would press all of them to the edge.
  const shownFrom = Math.max(
    0,
    Math.floor(20 * Math.min(...of(points, 'smart').map(({ fill }) => fill)) - 1) / 20,
  );
  return (token) => ({
    grid: { left: 56, right: 12, top: 12, bottom: 28 },
    tooltip: itemTooltip(
      token,
      (name, [fill, value]) => `${name}\n${m.rp_axis_fill()} ${share(fill, language)} · ${write(value)}`,
    ),
    xAxis: {
      ...labelAxis(token),
      ...valueAxis(token, (value) => share(value, language)),
      min: shownFrom,
      max: 1,
      splitNumber: 3,
      splitLine: { show: false },
    },
    yAxis: { ...valueAxis(token, write), scale: side !== 'transferDocs' },
    series: policies.map((policy) => ({
      ...line(policy, token),
      symbolSize: 6,
      data: of(points, policy)
        .filter(({ fill }) => fill >= shownFrom)
        .toSorted((a, b) => a.fill - b.fill)
        .map((point) => [point.fill, point[side]]),
    })),
  });
}

function of(points: readonly PolicyPoint[], policy: PolicyPoint['policy']): readonly PolicyPoint[] {
  return points.filter((point) => point.policy === policy);
}

function line(policy: PolicyPoint['policy'], token: Token): object {
  const color = token(policyColours[policy]);
  return {
    name: policyWords[policy](),
    type: 'line',
    symbolSize: 7,
    lineStyle: { width: 2, color },
    itemStyle: { color },
  };
}

function itemTooltip(
  token: Token,
  write: (name: string, value: readonly [number, number]) => string,
): object {
  return {
    trigger: 'item',
    renderMode: 'richText',
    backgroundColor: token('--surface'),
    borderColor: token('--line-strong'),
    textStyle: { color: token('--text'), fontSize: 12 },
    formatter: ({ seriesName, value }: { seriesName: string; value: readonly number[] }) =>
      write(seriesName, [value[0] ?? 0, value[1] ?? 0]),
  };
}
