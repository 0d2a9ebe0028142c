import type { PostedDocument } from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { Tables } from './tables.ts';

/** What is wrong after a run; each begins with the invariant that it breaks. */
export type Findings = string[];

/** A document as one of its locations has it. */
export interface Placed {
  readonly position: number;
  readonly document: PostedDocument;
}

/** The documents of a location in its order, by whichever end they have there. */
export function placedAt(tables: Tables, location: LocationId): Placed[] {
  const placed: Placed[] = [];
  for (const document of tables.documents.values()) {
    if (document.location === location) placed.push({ position: document.position, document });
    if (document.counterLocation === location && document.counterPosition !== null)
      placed.push({ position: document.counterPosition, document });
  }
  return placed.toSorted((a, b) => a.position - b.position);
}

/** What a document does to the level of a SKU at a location. */
export function deltaAt(
  document: PostedDocument,
  location: LocationId,
  sku: number,
): { onHand: number; value: number; reserved: number } {
  const delta = { onHand: 0, value: 0, reserved: 0 };
  for (const movement of document.movements) {
    if (movement.sku !== sku) continue;
    const sign = movement.target === location ? 1 : movement.source === location ? -1 : 0;
    delta.onHand += sign * movement.quantity;
    delta.value += sign * movement.value;
  }
  if (document.location === location)
    for (const line of document.reserved) if (line.sku === sku) delta.reserved += line.quantity;
  return delta;
}

export function skusOf(document: PostedDocument): Set<number> {
  return new Set([...document.movements, ...document.reserved].map(({ sku }) => sku));
}
