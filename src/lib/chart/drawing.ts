/** Reads a design token as the theme of now has it. */
export type Token = (name: string) => string;
/** What ECharts is to draw, in the colours of the theme. */
export type Drawing = (token: Token) => object;

/** Room for labels, in pixels. */
export const chartGrid = { left: 56, right: 12, top: 12, bottom: 24 };

export function valueAxis(token: Token, write: (value: number) => string): object {
  return {
    type: 'value',
    splitLine: { lineStyle: { color: token('--line') } },
    axisLabel: { color: token('--muted'), formatter: write },
  };
}

export function labelAxis(token: Token): object {
  return {
    axisLine: { lineStyle: { color: token('--line-strong') } },
    axisTick: { show: false },
    axisLabel: { color: token('--muted') },
  };
}

/** Drawn on the canvas, never as HTML: a product's name can't become a script. */
export function tooltip(token: Token, write: (value: number) => string): object {
  return {
    trigger: 'axis',
    renderMode: 'richText',
    backgroundColor: token('--surface'),
    borderColor: token('--line-strong'),
    textStyle: { color: token('--text'), fontSize: 12 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? write(value) : '—'),
  };
}
