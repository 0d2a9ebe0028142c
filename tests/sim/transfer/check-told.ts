import type { Findings } from '../placed.ts';
import type { SeenAct, SeenBegin } from './crowd.ts';
import type { TransferTables } from './store.ts';

/** [I16] [I17] [TR-14] what people were told is so: one key, one answer, and what is done is there exactly once. */
export function checkTold(
  tables: TransferTables,
  acts: readonly SeenAct[],
  begun: readonly SeenBegin[],
): Findings {
  const findings: Findings = [];
  const versions = new Map<string, string>();
  for (const [key, all] of Map.groupBy(acts, ({ command }) => command.key)) {
    for (const { failed, command } of all)
      if (failed !== undefined)
        findings.push(`500 ${command.act.kind} of T${command.transfer}: ${String(failed)}`);
    const told = all.filter(({ isOtherInput }) => !isOtherInput).flatMap(({ answers }) => answers);
    const texts = new Set(told.map((answer) => JSON.stringify(answer)));
    if (texts.size > 1) findings.push(`I16 ${key} got ${texts.size} answers: ${[...texts].join(' and ')}`);
    const [answer] = told;
    const kept = tables.command(key);
    if (answer && JSON.stringify(kept?.answer) !== JSON.stringify(answer))
      findings.push(`I17 ${key} was told ${JSON.stringify(answer)}, kept is ${JSON.stringify(kept?.answer)}`);
    if (answer?.outcome === 'done') {
      const place = `T${answer.transfer} version ${answer.version}`;
      if (versions.has(place))
        findings.push(`TR-15 ${place} was told for ${key} and for ${versions.get(place)}`);
      versions.set(place, key);
    }
    for (const other of all.filter(({ isOtherInput }) => isOtherInput).flatMap(({ answers }) => answers))
      if (other.outcome === 'done' || other.code !== 'transfer.key_reused')
        findings.push(`I16 ${key} with another input: ${JSON.stringify(other)}`);
  }
  for (const [key, all] of Map.groupBy(begun, (one) => one.key)) {
    for (const { failed } of all)
      if (failed !== undefined) findings.push(`500 begin ${key}: ${String(failed)}`);
    const rows = tables.transfers().filter((row) => row.key === key);
    if (rows.length > 1) findings.push(`I16 ${key} began ${rows.length} transfers`);
    for (const { answers } of all)
      for (const answer of answers)
        if (answer.outcome === 'done' && answer.transfer !== rows[0]?.id)
          findings.push(`I17 ${key} began T${answer.transfer}, it is T${rows[0]?.id}`);
  }
  return findings;
}
