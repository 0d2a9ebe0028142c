import type { TilePaint } from './tile-pen.ts';

/** The page's tokens as the canvas needs them. Grounds and faint lines are mixed from the same tokens by the browser. */
export function readPaint(node: HTMLElement, unit: number): TilePaint {
  const style = getComputedStyle(node);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    unit,
    font: style.fontFamily,
    page: token('--page'),
    surface: token('--surface'),
    line: token('--line'),
    text: token('--text'),
    muted: token('--muted'),
    accent: token('--accent'),
    up: token('--up'),
    down: token('--down'),
    wrong: token('--wrong'),
    soon: token('--soon'),
    series: token('--series-1'),
    litLine: mix(token('--line'), token('--series-1'), 0.45),
    lit: mix(token('--surface'), token('--series-1'), 0.14),
    seriesBefore: mix(token('--surface'), token('--muted'), 0.42),
    wrongGround: mix(token('--surface'), token('--wrong'), 0.13),
    soonGround: mix(token('--surface'), token('--soon'), 0.07),
  };
}

/** Two `#rrggbb` colours, so much of the second in the first. */
function mix(first: string, second: string, share: number): string {
  const part = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(part(first, at) * (1 - share) + part(second, at) * share));
  return `rgb(${mixed.join(' ')})`;
}
