import type { LateEntry } from '#protocol/stocktake/views.ts';

/** Late entries of the same goods that are at the same stage: one row, and one tap. */
export interface LateGroup {
  readonly first: LateEntry;
  readonly key: string;
  /** What they come to together: voids take away. */
  readonly units: number;
  readonly entries: number;
  readonly names: readonly string[];
  readonly countedAtMs: number;
  readonly receivedAtMs: number;
}

/** The server closes all waiting entries of the same goods with one correction, so they are shown as one. [SK-14] */
export function lateGroups(late: readonly LateEntry[]): LateGroup[] {
  const groups = Map.groupBy(late, groupKey);
  return [...groups].map(([key, entries]) => ({
    key,
    first: carrierOf(entries),
    units: entries.reduce((sum, { isVoid, quantity }) => sum + (isVoid ? -quantity : quantity), 0),
    entries: entries.length,
    names: [...new Set(entries.map(({ name }) => name))],
    countedAtMs: Math.min(...entries.map(({ countedAtMs }) => countedAtMs)),
    receivedAtMs: Math.max(...entries.map(({ receivedAtMs }) => receivedAtMs)),
  }));
}

function groupKey({ skuId, barcode, state, document, key }: LateEntry): string {
  const goods = skuId === null ? `code ${barcode}` : `sku ${skuId}`;
  // Each correction is a row of its own; what went into another's has none.
  return `${goods} ${state} ${state === 'posted' && document !== null ? key : ''}`;
}

/** The entry that is asked for: one that is being posted first, since it keeps what is to be posted. */
function carrierOf(entries: readonly LateEntry[]): LateEntry {
  const [first] = entries.toSorted((a, b) => Math.abs(b.correction ?? 0) - Math.abs(a.correction ?? 0));
  if (!first) throw new Error('a group of nothing');
  return first;
}
