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

/** Goods too many, or goods that nobody sent. */
export interface Over {
  readonly quantity: number;
  readonly cause: OverCause;
}

/** What somebody wrote about a difference, and the picture of it. */
export interface Remark {
  readonly note: string;
  readonly photoId: string | null;
}

export const nothingYet: Unpacked = { arrived: 0, short: 0, cause: undefined };
export const noRemark: Remark = { note: '', photoId: null };

/** What a scan of so many units adds: those that arrived, and those beyond what is on its way. */
export function scanInto(
  line: WayLine | undefined,
  unpacked: Unpacked,
  units: number,
): { readonly arrived: number; readonly over: number } {
  const room = line ? Math.max(0, line.inTransit - unpacked.arrived - unpacked.short) : 0;
  const arrived = Math.min(units, room);
  return { arrived, over: units - arrived };
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
  over: ReadonlyMap<number, Over>,
  remarks: ReadonlyMap<number, Remark>,
) {
  return {
    kind: 'receive' as const,
    lines: lines.flatMap((line) => {
      const { arrived, short, cause } = bounded(line, unpacked.get(line.sku) ?? nothingYet);
      const shorts = short > 0 && cause ? [{ cause, quantity: short }] : [];
      return arrived > 0 || shorts.length > 0 ? [{ sku: line.sku, quantity: arrived, short: shorts }] : [];
    }),
    over: [...over]
      .filter(([, { quantity }]) => quantity > 0)
      .map(([sku, { quantity, cause }]) => ({ sku, quantity, cause })),
    remarks: [...remarks]
      .filter(([, { note, photoId }]) => note !== '' || photoId !== null)
      .map(([sku, { note, photoId }]) => ({ sku, note, photoId })),
  };
}
