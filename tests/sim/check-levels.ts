import type { PostedDocument } from '#domain/stock/document.ts';
import { isBoundary } from '#domain/store/location.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { deltaAt, placedAt, skusOf, type Findings } from './placed.ts';
import type { Tables } from './tables.ts';
import { places } from './trade.ts';

/** [I1] [I2] [I3] [I4] [I5] levels are sums, nothing is made or lost, nothing goes below what is allowed. */
export function checkLevels(tables: Tables): Findings {
  const findings: Findings = [];
  const edgeBySku = new Map<number, { quantity: number; value: number }>();
  const heldBySku = new Map<number, { quantity: number; value: number }>();
  const add = (sums: typeof edgeBySku, sku: number, quantity: number, value: number): void => {
    const sum = sums.get(sku) ?? { quantity: 0, value: 0 };
    sums.set(sku, { quantity: sum.quantity + quantity, value: sum.value + value });
  };
  for (const { movements } of tables.documents.values()) {
    for (const { sku, source, target, quantity, value } of movements) {
      if (![quantity, value].every(Number.isSafeInteger) || quantity < 0)
        findings.push(`I7 sku ${sku} moves ${quantity}`);
      if (isBoundary(source)) add(edgeBySku, sku, -quantity, -value);
      if (isBoundary(target)) add(edgeBySku, sku, quantity, value);
    }
  }
  for (const { id } of places) {
    const sums = new Map<number, { onHand: number; value: number; reserved: number }>();
    for (const { document, position } of placedAt(tables, id)) {
      for (const sku of skusOf(document)) {
        const { onHand, value, reserved } = deltaAt(document, id, sku);
        const before = sums.get(sku) ?? { onHand: 0, value: 0, reserved: 0 };
        const after = {
          onHand: before.onHand + onHand,
          value: before.value + value,
          reserved: before.reserved + reserved,
        };
        sums.set(sku, after);
        const last = document.movements.findLast((movement) => movement.sku === sku);
        const said = document.location === id ? last?.onHandAfter : last?.counterOnHandAfter;
        if (said !== undefined && said !== null && said !== after.onHand)
          findings.push(
            `I1 chain: location ${id} position ${position} sku ${sku} says ${said} after it, it is ${after.onHand}`,
          );
        if (after.onHand === 0 && after.value !== 0)
          findings.push(
            `I12 location ${id} position ${position} sku ${sku}: nothing is worth ${after.value}`,
          );
        if (after.reserved < 0)
          findings.push(`I4 location ${id} position ${position} sku ${sku}: reserved ${after.reserved}`);
        if (
          needsAvailable.has(document.kind) &&
          document.of === null &&
          document.location === id &&
          after.onHand < after.reserved
        )
          findings.push(
            `I4 location ${id} position ${position} sku ${sku}: a ${document.kind} left ${after.onHand} of which ${after.reserved} are reserved`,
          );
        if (onHand < 0 && after.onHand < 0 && !mayBeBelow(document, id))
          findings.push(
            `I3 location ${id} position ${position} sku ${sku}: a ${document.kind} left ${after.onHand}`,
          );
      }
    }
    const skus = new Set([...sums.keys(), ...skusOfLevels(tables, id)]);
    for (const sku of skus) {
      const sum = sums.get(sku) ?? { onHand: 0, value: 0, reserved: 0 };
      const level = tables.levelOf(id, sku as never);
      add(heldBySku, sku, level.onHand, level.value);
      if (level.onHand !== sum.onHand || level.value !== sum.value)
        findings.push(
          `I1 level ${id} sku ${sku}: ${level.onHand} worth ${level.value}, documents say ${sum.onHand} worth ${sum.value}`,
        );
      if (level.reserved !== sum.reserved)
        findings.push(`I4 level ${id} sku ${sku}: reserved ${level.reserved}, documents say ${sum.reserved}`);
      const open = tables.stretches.filter(
        (one) => one.location === id && one.sku === sku && one.closed === null,
      );
      if (open.length !== (level.onHand < 0 ? 1 : 0))
        findings.push(`I3 level ${id} sku ${sku}: ${level.onHand} with ${open.length} open stretches`);
      if (level.onHand < 0 && places.find((place) => place.id === id)?.kind === 'transit')
        findings.push(`I5 transit ${id} sku ${sku}: ${level.onHand}`);
    }
  }
  for (const sku of new Set([...edgeBySku.keys(), ...heldBySku.keys()])) {
    const edge = edgeBySku.get(sku) ?? { quantity: 0, value: 0 };
    const held = heldBySku.get(sku) ?? { quantity: 0, value: 0 };
    if (edge.quantity + held.quantity !== 0 || edge.value + held.value !== 0)
      findings.push(`I2 sku ${sku}: ${held.quantity} held, ${edge.quantity} beyond the edge`);
  }
  return findings;
}

/** What takes only what is available, wherever it is. */
const needsAvailable: ReadonlySet<string> = new Set(['reserve', 'move', 'dispatch', 'receive']);

function mayBeBelow(document: PostedDocument, location: LocationId): boolean {
  const place = places.find(({ id }) => id === location);
  if (place?.kind !== 'shelf') return false;
  // A sale that has happened is posted anywhere on a shelf; other kinds need the policy of the place.
  return document.kind === 'sale' || place.negativePolicy === 'flag';
}

function skusOfLevels(tables: Tables, location: LocationId): number[] {
  return [...tables.levels.keys()].flatMap((key) => {
    const [at, sku] = key.split(' ').map(Number);
    return at === location && sku !== undefined ? [sku] : [];
  });
}
