import { maySee, type Viewer } from '#domain/identity/viewer.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import { businessDayText } from '#domain/store/business-day.ts';
import type { LocationId } from '#domain/store/ids.ts';
import type { DocumentsPosted } from '#protocol/api/webhooks.ts';
import type { StoreCodes } from '../stock/store-codes.ts';

/** Documents of one location as a webhook is told of them, cut to what its account may know. */
export function documentsPosted(
  location: LocationId,
  documents: readonly PostedDocument[],
  viewer: Viewer,
  codes: StoreCodes,
  codeOfSku: (sku: number) => string,
): DocumentsPosted {
  const positions = documents.map((document) => positionAt(document, location));
  const last = documents.at(-1);
  const seesCost = maySee(viewer, 'cost');
  return {
    type: 'documents.posted',
    timestamp: new Date(last?.effectiveAtMs ?? 0).toISOString(),
    data: {
      store: codes.codeOf(location),
      fromPosition: positions[0] ?? 0,
      throughPosition: positions.at(-1) ?? 0,
      documents: documents.map((document) => ({
        document: `${codes.codeOf(document.location)}-${document.position}`,
        position: positionAt(document, location),
        kind: document.kind,
        cause: document.cause,
        occurredAt: new Date(document.occurredAtMs).toISOString(),
        businessDay: businessDayText(document.businessDay),
        lines: document.movements
          .filter(({ source, target }) => source === location || target === location)
          .map((movement) => ({
            line: movement.line,
            sku: codeOfSku(movement.sku),
            quantity: movement.target === location ? movement.quantity : -movement.quantity,
            onHandAfter: document.location === location ? movement.onHandAfter : movement.counterOnHandAfter,
            amount: movement.amount,
            value: seesCost ? movement.value : null,
          })),
      })),
    },
  };
}

export function positionAt(document: PostedDocument, location: LocationId): number {
  return document.location === location ? document.position : (document.counterPosition ?? 0);
}
