import { createHash } from 'node:crypto';
import type { SkuId } from '#domain/catalog/ids.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { quantity } from '#domain/quantity.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Sql } from '../platform/database.ts';
import type { Ledger } from './stock.ts';

/**
 * Counts what stands under one SKU as another, shelf by shelf, before the two are made one: an adjustment of the wrong
 * item, as a person would post it. Answers false where something is reserved, on its way or below zero: then nothing
 * was posted. Sent again, it goes on where it stopped.
 */
export async function rebook(
  sql: Sql,
  ledger: Ledger,
  viewer: Viewer,
  source: SkuId,
  target: SkuId,
): Promise<boolean> {
  const rows = await sql<
    { location: LocationId; kind: string; onHand: number; reserved: number; position: number }[]
  >`
    select v.location_id as location, l.kind, v.on_hand as "onHand", v.reserved, v.position from levels v join locations l on l.id = v.location_id
    where v.sku_id = ${source} and (v.on_hand <> 0 or v.reserved <> 0) order by v.location_id`;
  if (rows.some((row) => row.kind !== 'shelf' || row.reserved > 0 || row.onHand < 0)) return false;
  for (const { location, onHand, position } of rows) {
    const answer = await ledger.post({
      key: keyOf(`merge ${source} ${target} ${location} ${position}`),
      command: {
        kind: 'adjustment',
        location,
        cause: 'wrong_item',
        happened: false,
        lines: [
          { sku: source, quantity: quantity(-onHand) },
          { sku: target, quantity: quantity(onHand) },
        ],
      },
      accountId: viewer.accountId,
      session: viewer.session,
      deviceAtMs: null,
    });
    if (answer.outcome === 'refused') return false;
  }
  return true;
}

/** A UUID (version 8) of a name: the same act has the same key. */
function keyOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
