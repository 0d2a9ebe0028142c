import type { DocumentRef, PostedDocument } from '#domain/stock/document.ts';
import type { LinkedDocument } from '#domain/stock/posting.ts';
import { boundary } from '#domain/store/location.ts';
import { quantity } from '#domain/quantity.ts';

/** A document as commands that point at it find it, with what later ones took of it. */
export function linkedOf(
  documents: ReadonlyMap<string, PostedDocument>,
  document: PostedDocument,
): LinkedDocument {
  const later = [...documents.values()].filter(
    ({ of }) => of?.location === document.location && of.position === document.position,
  );
  const isReversed = (ref: DocumentRef): boolean =>
    [...documents.values()].some(
      ({ kind, of }) => kind === 'reversal' && of?.location === ref.location && of.position === ref.position,
    );
  return {
    location: document.location,
    position: document.position,
    kind: document.kind,
    counterLocation: document.counterLocation,
    counterPosition: document.counterPosition,
    isReversed: later.some(({ kind }) => kind === 'reversal'),
    isReleased: later.some(({ kind }) => kind === 'release'),
    movements: document.movements.map(({ line, sku, source, target, quantity: units, value, amount }) => ({
      line,
      sku,
      source,
      target,
      quantity: units,
      value,
      amount,
      returned: quantity(
        later
          .filter(({ kind }) => kind === 'return')
          .filter((one) => !isReversed(one))
          .flatMap(({ movements }) => movements)
          .filter(({ ofLine, source: from }) => ofLine === line && from === boundary.customer)
          .reduce((sum, one) => sum + one.quantity, 0),
      ),
    })),
    reserved: document.reserved.map(({ line, sku, quantity: units }) => ({
      line,
      sku,
      quantity: quantity(
        later
          .flatMap(({ reserved }) => reserved)
          .filter((one) => one.line === line)
          .reduce<number>((sum, one) => sum + one.quantity, units),
      ),
    })),
  };
}
