import type { PostedDocument } from '#domain/stock/document.ts';
import { boundary } from '#domain/store/location.ts';
import { businessMoment } from '#domain/store/business-day.ts';
import type { TileFold } from '#domain/wall/tile-fold.ts';
import { checkLayers } from './check-layers.ts';
import { checkLevels } from './check-levels.ts';
import { checkAnswers, checkOrder, checkRefusals } from './check-seen.ts';
import { checkWall } from './check-wall.ts';
import type { Seen } from './client.ts';
import { placedAt, type Findings } from './placed.ts';
import type { Tables } from './tables.ts';
import { places } from './trade.ts';

/** Every check of a run, from the tables alone and from what clients and walls saw. */
export function checkRun(
  tables: Tables,
  seen: readonly Seen[],
  walls: ReadonlyMap<string, ReadonlyMap<number, TileFold>>,
): Findings {
  return [
    ...checkTables(tables, walls),
    ...checkAnswers(tables, seen),
    ...checkOrder(tables, seen),
    ...checkRefusals(tables, seen),
  ].slice(0, 50);
}

/** What must hold of the ledger whoever posted, and of the walls that followed it. */
export function checkTables(
  tables: Tables,
  walls: ReadonlyMap<string, ReadonlyMap<number, TileFold>>,
): Findings {
  return [
    ...checkLevels(tables),
    ...checkLayers(tables),
    ...checkPositions(tables),
    ...tables.late.map((late) => `I10 ${late}`),
    ...checkUndone(tables),
    ...checkRollups(tables),
    ...[...walls].flatMap(([node, tiles]) => checkWall(tables, node, tiles)),
  ];
}

/** [I17] [I18] positions run from 1 to the head, time never goes back along them, every row has its document. */
function checkPositions(tables: Tables): Findings {
  const findings: Findings = [];
  for (const { id } of places) {
    let last = 0;
    let effective = -Infinity;
    for (const { position, document } of placedAt(tables, id)) {
      if (position !== last + 1) findings.push(`I18 location ${id}: position ${position} follows ${last}`);
      if (document.effectiveAtMs < effective)
        findings.push(`I18 location ${id} position ${position}: time goes back`);
      last = position;
      effective = document.effectiveAtMs;
    }
    const head = tables.heads.get(id)?.position ?? 0;
    if (head !== last) findings.push(`I18 location ${id}: head at ${head}, last document at ${last}`);
  }
  for (const row of tables.rows)
    if (row.position !== null && !tables.documents.has(`${row.location}-${row.position}`))
      findings.push(`I17 ${row.kind} ${row.location}-${row.position} has no lines`);
  return findings;
}

/** [I9] a document is undone once at most, and no sale gives back more than it sold. */
function checkUndone(tables: Tables): Findings {
  const findings: Findings = [];
  const documents = [...tables.documents.values()];
  const isReversed = (one: PostedDocument): boolean =>
    documents.some(
      ({ kind, of }) => kind === 'reversal' && of?.location === one.location && of.position === one.position,
    );
  for (const document of documents) {
    const later = documents.filter(
      ({ of }) => of?.location === document.location && of.position === document.position,
    );
    for (const kind of ['reversal', 'release'] as const) {
      const count = later.filter((one) => one.kind === kind).length;
      if (count > 1) findings.push(`I9 ${document.location}-${document.position} has ${count} ${kind}s`);
    }
    const back = later.filter((one) => one.kind === 'return' && !isReversed(one));
    if (back.length > 0 && later.some(({ kind }) => kind === 'reversal'))
      findings.push(`I14 ${document.location}-${document.position} was reversed and returned`);
    for (const { line, quantity } of document.movements) {
      const returned = back
        .flatMap(({ movements }) => movements)
        .filter(({ ofLine, source }) => ofLine === line && source === boundary.customer)
        .reduce((sum, one) => sum + one.quantity, 0);
      if (returned > quantity)
        findings.push(
          `I14 ${document.location}-${document.position} line ${line}: ${returned} of ${quantity} came back`,
        );
    }
  }
  return findings;
}

/** [I20] sales by hour are what the movements come to. */
function checkRollups(tables: Tables): Findings {
  const findings: Findings = [];
  const counted = new Map<string, { quantity: number; amount: number; cost: number }>();
  for (const document of tables.documents.values()) {
    const place = places.find(({ id }) => id === document.location);
    if (!place) continue;
    const moment = businessMoment(document.occurredAtMs, place.timeZone, place.dayCutMinutes);
    if (moment.day !== document.businessDay || moment.hour !== document.hour)
      findings.push(`I20 ${document.location}-${document.position} stands on the wrong day or hour`);
    for (const { sku, source, target, quantity, value, amount } of document.movements) {
      const sign = target === boundary.customer ? 1 : source === boundary.customer ? -1 : 0;
      if (sign === 0) continue;
      const key = `${document.location} ${document.businessDay} ${document.hour} ${sku}`;
      const sum = counted.get(key) ?? { quantity: 0, amount: 0, cost: 0 };
      counted.set(key, {
        quantity: sum.quantity + sign * quantity,
        amount: sum.amount + amount,
        cost: sum.cost + sign * value,
      });
    }
  }
  const sales = tables.sales.hourly(tables.levels);
  for (const key of new Set([...counted.keys(), ...sales.keys()])) {
    const [kept, real] = [sales.get(key), counted.get(key)];
    if (kept?.quantity !== real?.quantity || kept?.amount !== real?.amount || kept?.cost !== real?.cost)
      findings.push(`I20 sales of ${key}: kept ${JSON.stringify(kept)}, movements ${JSON.stringify(real)}`);
  }
  return findings;
}
