import { digest } from 'lib0/hash/sha256';
import { agreementOf, canonicalAgreement, type DraftLine } from '#domain/transfer/agreement.ts';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { StoreId } from '#domain/store/ids.ts';

export interface TalkNumbers {
  asked(sku: number): number | undefined;
  offered(sku: number): number | undefined;
  ruled(sku: number): number | undefined;
}

export function draftOf(skus: Iterable<number>, numbers: TalkNumbers): readonly DraftLine[] {
  return [...skus]
    .map((sku) => ({
      sku: sku as SkuId,
      asked: numbers.asked(sku) ?? null,
      offered: numbers.offered(sku) ?? null,
      ruled: numbers.ruled(sku) ?? null,
    }))
    .filter(({ asked, offered, ruled }) => asked !== null || offered !== null || ruled !== null);
}

/** The hash of what stands before the person: what he signs. Empty where nothing can be signed. */
export function hashOf(draft: readonly DraftLine[], source: number, target: number): string {
  const agreement = agreementOf(draft);
  if (agreement.outcome !== 'agreement') return '';
  const text = canonicalAgreement(source as StoreId, target as StoreId, agreement.lines);
  return [...digest(new TextEncoder().encode(text))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/** Days that a stock lasts at what is sold a day; undefined where nothing is sold. */
export function coverDays(units: number, perDay: number): number | undefined {
  return perDay > 0 ? Math.max(0, units) / perDay : undefined;
}
