import type { OverCause, ShortCause } from '#domain/transfer/difference.ts';

/** One line as it is unpacked: what arrived well, what is short by cause; the rest is still on its way. */
export interface Unpacked {
  readonly arrived: number;
  readonly short: number;
  readonly cause: ShortCause | undefined;
}

export interface WayLine {
  readonly sku: number;
  readonly inTransit: number;
}

export const nothingYet: Unpacked = { arrived: 0, short: 0, cause: undefined };

/** What a scan adds: one that arrived, or, beyond what is on its way, one too many. */
export function scanInto(line: WayLine | undefined, unpacked: Unpacked): 'arrived' | 'over' {
  return line && unpacked.arrived + unpacked.short < line.inTransit ? 'arrived' : 'over';
}

/** Keeps a line inside what is on its way: what arrived comes first, the short takes what is left. */
export function bounded(line: WayLine, unpacked: Unpacked): Unpacked {
  const arrived = Math.min(line.inTransit, Math.max(0, unpacked.arrived));
  const short = Math.min(line.inTransit - arrived, Math.max(0, unpacked.short));
  return { ...unpacked, arrived, short };
}

/** The body of the command; lines of which nothing is told stay on their way. */
export function receiveBody(
  lines: readonly WayLine[],
  unpacked: ReadonlyMap<number, Unpacked>,
  over: ReadonlyMap<number, { readonly quantity: number; readonly cause: OverCause }>,
  remarks: readonly { readonly sku: number; readonly note: string; readonly photoId: string | null }[],
) {
  return {
    kind: 'receive',
    lines: lines.flatMap((line) => {
      const { arrived, short, cause } = bounded(line, unpacked.get(line.sku) ?? nothingYet);
      const shorts = short > 0 && cause ? [{ cause, quantity: short }] : [];
      return arrived > 0 || shorts.length > 0 ? [{ sku: line.sku, quantity: arrived, short: shorts }] : [];
    }),
    over: [...over].filter(([, { quantity }]) => quantity > 0).map(([sku, one]) => ({ sku, ...one })),
    remarks: remarks.filter(({ note, photoId }) => note !== '' || photoId !== null),
  };
}
