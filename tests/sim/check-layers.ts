import type { Costing } from '#domain/stock/costing.ts';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { placedAt, type Findings } from './placed.ts';
import type { Tables } from './tables.ts';
import { places } from './trade.ts';

/**
 * [I12] layers add up to levels, draws to layers and to what left, and what came first leaves first: everything that
 * layers do is played again from documents, without the rules that wrote it.
 */
export function checkLayers(tables: Tables): Findings {
  return places.flatMap(({ id }) => [...checkPlay(tables, id), ...checkSums(tables, id)]);
}

function costingAt(tables: Tables, location: LocationId, position: number): Costing {
  const next = tables.costs.changes.find(({ heads }) => (heads.get(location) ?? 0) >= position);
  return next?.was ?? tables.costs.costing;
}

function checkSums(tables: Tables, location: LocationId): Findings {
  const findings: Findings = [];
  const drawnOf = new Map<string, { quantity: number; value: number }>();
  for (const draw of tables.costs.draws) {
    if (draw.location !== location) continue;
    const key = `${draw.sku} ${draw.layerPosition} ${draw.layerLine}`;
    const sum = drawnOf.get(key) ?? { quantity: 0, value: 0 };
    drawnOf.set(key, { quantity: sum.quantity + draw.quantity, value: sum.value + draw.value });
  }
  const open = new Map<number, { quantity: number; value: number }>();
  for (const layer of tables.costs.layers.values()) {
    if (layer.location !== location) continue;
    const key = `${layer.sku} ${layer.position} ${layer.line}`;
    const drawn = drawnOf.get(key) ?? { quantity: 0, value: 0 };
    if (drawn.quantity + layer.left !== layer.quantity || drawn.value + layer.leftValue !== layer.value)
      findings.push(
        `I12 layer ${location} ${key}: ${layer.quantity} worth ${layer.value} came, ${drawn.quantity} worth ${drawn.value} drawn, ${layer.left} worth ${layer.leftValue} left`,
      );
    const sum = open.get(layer.sku) ?? { quantity: 0, value: 0 };
    open.set(layer.sku, { quantity: sum.quantity + layer.left, value: sum.value + layer.leftValue });
  }
  for (const [key, level] of tables.levels) {
    const [at, sku] = key.split(' ').map(Number);
    if (at !== location || sku === undefined) continue;
    const isLayered = tables.costs.costing === 'fifo' && level.onHand > 0;
    const { quantity, value } = open.get(sku) ?? { quantity: 0, value: 0 };
    if (quantity !== (isLayered ? level.onHand : 0) || value !== (isLayered ? level.value : 0))
      findings.push(
        `I12 level ${location} sku ${sku}: ${level.onHand} worth ${level.value}, its layers ${quantity} worth ${value}`,
      );
  }
  return findings;
}

interface Left {
  readonly position: number;
  readonly line: number;
  units: number;
}

/** Plays units only: what a line drew must be what stood first in the queue at that moment. */
function checkPlay(tables: Tables, location: LocationId): Findings {
  const findings: Findings = [];
  const queues = new Map<number, Left[]>();
  const onHand = new Map<number, number>();
  const queueOf = (sku: number): Left[] => {
    const queue = queues.get(sku) ?? [];
    queues.set(sku, queue);
    return queue;
  };
  let change = 0;
  const turn = (position: number): void => {
    for (; change < tables.costs.changes.length; change++) {
      const one = tables.costs.changes[change];
      const head = one?.heads.get(location) ?? 0;
      if (!one || head >= position) return;
      queues.clear();
      if (one.was === 'moving_average')
        for (const [sku, units] of onHand)
          if (units > 0) queueOf(sku).push({ position: head, line: 0 - change, units });
    }
  };
  for (const { document, position } of placedAt(tables, location)) {
    turn(position);
    const isFifo = costingAt(tables, location, position) === 'fifo';
    for (const { line, sku, source, target, quantity, ofLine } of document.movements) {
      if (quantity === 0 || (source !== location && target !== location)) continue;
      const before = onHand.get(sku) ?? 0;
      onHand.set(sku, before + (target === location ? quantity : -quantity));
      if (!isFifo) continue;
      const queue = queueOf(sku);
      if (target === location) {
        const units = Math.min(quantity, Math.max(0, before + quantity));
        if (units > 0) queue.push({ position, line, units });
        continue;
      }
      const own = tables.costs.draws.filter(
        (one) => one.location === location && one.position === position && one.line === line,
      );
      const held = Math.min(quantity, Math.max(0, before));
      if (own.reduce((sum, one) => sum + one.quantity, 0) !== held)
        findings.push(`I12 location ${location} position ${position} line ${line}: drew other than ${held}`);
      for (const [nth, draw] of own.entries()) {
        const at = nth === 0 ? Math.max(0, ownIn(queue, tables, document, location, ofLine)) : 0;
        const layer = queue[at];
        const isInTurn = layer?.position === draw.layerPosition && layer.line === draw.layerLine;
        if (!layer || !isInTurn || draw.quantity > layer.units) {
          findings.push(
            `I12 location ${location} position ${position} line ${line} sku ${sku}: drew ${draw.quantity} of ${draw.layerPosition}.${draw.layerLine}, first in turn was ${layer?.units} of ${layer?.position}.${layer?.line}`,
          );
          break;
        }
        layer.units -= draw.quantity;
        if (layer.units === 0) queue.splice(at, 1);
      }
    }
  }
  return findings;
}

/** Where in the queue that stands which the original of a mirror brought; -1: nowhere, or it is no mirror. */
function ownIn(
  queue: readonly Left[],
  tables: Tables,
  { kind, of }: PostedDocument,
  location: LocationId,
  line: number | null,
): number {
  if (kind !== 'reversal' || !of) return -1;
  const original = tables.documents.get(`${of.location}-${of.position}`);
  const position = original?.location === location ? original.position : original?.counterPosition;
  return queue.findIndex((one) => one.position === position && one.line === line);
}
