import { boundary } from '#domain/store/location.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import { deltaAt, placedAt, skusOf, type Findings } from './placed.ts';
import type { Tables } from './tables.ts';

/** [I19] a wall that caught up shows what the documents come to. */
export function checkWall(tables: Tables, node: string, tiles: ReadonlyMap<number, TileFold>): Findings {
  const findings: Findings = [];
  if (tiles.size === 0) return [`I19 the wall of ${node} has no tiles`];
  for (const tile of tiles.values()) {
    const expected = {
      stockValue: 0,
      inTransit: 0,
      outOfStock: 0,
      negative: 0,
      amount: 0,
      quantity: 0,
      cost: 0,
      receipts: 0,
    };
    const onHandBySku = new Map<number, number>();
    for (const { document } of placedAt(tables, tile.shelf)) {
      if (document.location === tile.shelf)
        for (const { sku } of document.reorderPoints) onHandBySku.set(sku, onHandBySku.get(sku) ?? 0);
      const touched = new Set(
        document.movements
          .filter((one) => [one.source, one.target].includes(tile.shelf))
          .map(({ sku }) => sku),
      );
      for (const sku of touched) {
        const { onHand, value } = deltaAt(document, tile.shelf, sku);
        onHandBySku.set(sku, (onHandBySku.get(sku) ?? 0) + onHand);
        expected.stockValue += value;
      }
      if (document.location !== tile.shelf || document.businessDay !== tile.businessDay) continue;
      if (document.kind === 'sale') expected.receipts += 1;
      for (const { source, target, quantity, value, amount } of document.movements) {
        const sign = target === boundary.customer ? 1 : source === boundary.customer ? -1 : 0;
        expected.quantity += sign * quantity;
        expected.cost += sign * value;
        if (sign !== 0) expected.amount += amount;
      }
      if (
        document.kind === 'reversal' &&
        document.movements.some(({ source, amount }) => source === boundary.customer && amount < 0)
      )
        expected.receipts -= 1;
    }
    for (const onHand of onHandBySku.values()) {
      if (onHand <= 0) expected.outOfStock += 1;
      if (onHand < 0) expected.negative += 1;
    }
    for (const { document } of placedAt(tables, tile.transit))
      for (const sku of skusOf(document)) expected.inTransit += deltaAt(document, tile.transit, sku).onHand;
    for (const [figure, real] of Object.entries(expected)) {
      const shown = tile[figure as keyof typeof expected];
      if (shown !== real)
        findings.push(
          `I19 the wall of ${node} shows store ${tile.storeId} ${figure} ${shown}, it is ${real}`,
        );
    }
    const head = tables.heads.get(tile.shelf)?.position;
    if (tile.shelfPosition !== head)
      findings.push(`I19 the wall of ${node} stands at ${tile.shelfPosition} of ${head ?? 0}`);
  }
  return findings;
}
