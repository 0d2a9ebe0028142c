import type { Findings } from '../placed.ts';
import type { Tables } from '../tables.ts';
import { shelfOf, transitOf } from '../trade.ts';
import type { TransferWatch } from './check-transfers.ts';
import type { TransferRow } from './rows.ts';
import type { TransferTables } from './store.ts';

/** When all is at rest: sums over transfers, what people were told, what stands beside. */
export function checkAtRest(watch: TransferWatch, tables: TransferTables, ledger: Tables): Findings {
  const findings: Findings = [];
  const way = new Map<string, number>();
  const held = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, units: number): void => {
    if (units !== 0) sums.set(key, (sums.get(key) ?? 0) + units);
  };
  for (const row of tables.transfers()) {
    if (row.pendingKey !== null) findings.push(`TR-15 T${row.id} still waits for ${row.pendingKey}`);
    findings.push(...watch.checkOne(row).map((finding) => `T${row.id} at rest ${row.state}: ${finding}`));
    for (const [sku, sums] of watch.sumsOf(row)) {
      add(way, `${transitOf(row.target)} ${sku}`, sums.shipped - sums.received - sums.lost - sums.returned);
      add(held, `${shelfOf(row.source)} ${sku}`, sums.held);
    }
    findings.push(...checkBeside(row, tables));
  }
  for (const [key, level] of ledger.levels) {
    const isTransit = Number(key.split(' ')[0]) % 2 === 0;
    if (isTransit && level.onHand !== (way.get(key) ?? 0))
      findings.push(
        `I5 transit ${key}: ${level.onHand} stand there, its transfers come to ${way.get(key) ?? 0}`,
      );
    if (isTransit && !Number.isSafeInteger(level.value))
      findings.push(`I7 transit ${key} is worth ${level.value}`);
    if (level.reserved !== (held.get(key) ?? 0))
      findings.push(`I4 ${key}: ${level.reserved} reserved, its transfers hold ${held.get(key) ?? 0}`);
  }
  const posted = new Set<string>();
  for (const posting of tables.postings()) {
    const document = watch.documentOf(posting);
    if (posting.posted === null) findings.push(`I17 posting ${posting.ledgerKey} waits`);
    else if (posting.posted !== (document !== undefined))
      findings.push(`I17 posting ${posting.ledgerKey} says ${String(posting.posted)}`);
    if (document) posted.add(`${document.location}-${document.position}`);
  }
  for (const [ref, document] of ledger.documents)
    if (
      document.movements.some(({ source, target }) =>
        [source, target].some((end) => end > 1000 && end % 2 === 0),
      )
    )
      if (!posted.has(ref))
        findings.push(`I17 ${document.kind} ${ref} moves what is in transit and is nobody's`);
  return findings;
}

/** [TR-13] differences told are those that happened; [TR-2] the history leads from number to number, to what stands there. */
function checkBeside(row: TransferRow, tables: TransferTables): Findings {
  const findings: Findings = [];
  const changes = tables.changes().filter(({ transfer }) => transfer === row.id);
  for (const [name, steps] of Map.groupBy(changes, ({ sku, root }) => `${root} of sku ${sku}`)) {
    for (const [index, { before }] of steps.entries()) {
      const last = steps[index - 1]?.after;
      if (last !== undefined && last !== before)
        findings.push(`TR-2 T${row.id} ${name}: the history leads from ${last} to ${before}`);
    }
    const end = steps.at(-1);
    const line = row.lines.find(({ sku }) => sku === end?.sku);
    // A number that was taken away names nobody any more: that alone may be missing where a process died behind it.
    const stands = line?.[end?.root ?? 'asked'] ?? null;
    if (end && stands !== null && stands !== end.after)
      findings.push(`TR-2 T${row.id} ${name}: the history ends at ${end.after}, there stands ${stands}`);
  }
  const told = tables
    .besides()
    .filter(({ transfer }) => transfer === row.id)
    .flatMap(({ differences }) => differences);
  for (const line of row.lines) {
    const unitsOf = (kind: 'short' | 'over'): number =>
      told
        .filter((one) => one.kind === kind && one.sku === line.sku)
        .reduce((sum, one) => sum + one.quantity, 0);
    if (unitsOf('short') !== line.lost + line.returned)
      findings.push(
        `TR-13 T${row.id} sku ${line.sku}: ${unitsOf('short')} told short, ${line.lost + line.returned} were`,
      );
    if (unitsOf('over') !== line.over)
      findings.push(`TR-13 T${row.id} sku ${line.sku}: ${unitsOf('over')} told over, ${line.over} were`);
  }
  return findings;
}
