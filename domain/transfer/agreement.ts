import type { SkuId } from '../catalog/ids.ts';
import type { StoreId } from '../store/ids.ts';

/** What the two sides have written of one SKU; null: nothing yet. */
export interface DraftLine {
  readonly sku: SkuId;
  /** By the target. */
  readonly asked: number | null;
  /** By the source. */
  readonly offered: number | null;
  /** By who reaches both ends: it settles the line. */
  readonly ruled: number | null;
}

/**
 * What a line comes to: the ruling, else the smaller of what was asked and what was offered.
 * Undefined: one side has not answered, the line is open.
 */
export function settledOf({ asked, offered, ruled }: DraftLine): number | undefined {
  if (ruled !== null) return ruled;
  return asked === null || offered === null ? undefined : Math.min(asked, offered);
}

export type Agreement =
  | {
      readonly outcome: 'agreement';
      readonly lines: readonly { readonly sku: SkuId; readonly quantity: number }[];
    }
  | { readonly outcome: 'open'; readonly skus: readonly SkuId[] }
  | { readonly outcome: 'empty' };

/** What can be signed: every line settled, those that came to nothing left out, in the order of SKUs. */
export function agreementOf(lines: readonly DraftLine[]): Agreement {
  const open = lines.filter((line) => settledOf(line) === undefined).map((line) => line.sku);
  if (open.length > 0) return { outcome: 'open', skus: open };
  const agreed = lines
    .map((line) => ({ sku: line.sku, quantity: settledOf(line) ?? 0 }))
    .filter(({ quantity }) => quantity > 0)
    .sort((one, other) => one.sku - other.sku);
  return agreed.length === 0 ? { outcome: 'empty' } : { outcome: 'agreement', lines: agreed };
}

/** The canonical JSON of what is signed: the same bytes on every device, whatever the order of arrival. Hashed with SHA-256. */
export function canonicalAgreement(
  source: StoreId,
  target: StoreId,
  lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
): string {
  const ordered = [...lines].sort((one, other) => one.sku - other.sku);
  return JSON.stringify({
    lines: ordered.map(({ sku, quantity }) => [sku, quantity]),
    source,
    target,
    version: 1,
  });
}
