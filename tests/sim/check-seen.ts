import type { Seen } from './client.ts';
import { deltaAt, placedAt, type Findings } from './placed.ts';
import type { Tables } from './tables.ts';
import { places } from './trade.ts';

/** [I16] [I17] one key, one effect, one answer; what was acknowledged is there; what is there was sent. */
export function checkAnswers(tables: Tables, seen: readonly Seen[]): Findings {
  const findings: Findings = [];
  const sent = new Set(seen.map(({ key }) => key));
  const rowsByKey = Map.groupBy(tables.rows, ({ key }) => key);
  for (const [key, rows] of rowsByKey) {
    if (rows.length > 1) findings.push(`I16 ${key} was written ${rows.length} times`);
    if (!sent.has(key)) findings.push(`I17 ${key} is in the ledger and nobody sent it`);
  }
  for (const [key, all] of Map.groupBy(seen, (one) => one.key)) {
    const rows = rowsByKey.get(key) ?? [];
    const answers = all.flatMap((one) => one.answers.map((answer) => ({ one, answer })));
    const told = answers.filter(
      ({ answer }) => answer.outcome === 'posted' || answer.code !== 'key.other_input',
    );
    const texts = new Set(told.map(({ answer }) => JSON.stringify(answer)));
    if (texts.size > 1) findings.push(`I16 ${key} got ${texts.size} answers: ${[...texts].join(' and ')}`);
    if (new Set(told.map(({ one }) => one.isOtherInput)).size > 1)
      findings.push(`I16 ${key} with another input got the answer of the first`);
    for (const { answer } of told.slice(0, 1)) {
      const [row] = rows;
      if (!row) findings.push(`I17 ${key} was answered and is not in the ledger: ${JSON.stringify(answer)}`);
      else if (
        answer.outcome === 'posted' &&
        (row.location !== answer.location || row.position !== answer.position)
      )
        findings.push(
          `I17 ${key} was answered ${answer.location}-${answer.position}, it stands at ${row.location}-${row.position}`,
        );
      else if (answer.outcome === 'refused' && row.position !== null)
        findings.push(`I16 ${key} was refused and stands at ${row.location}-${row.position}`);
    }
    for (const { failed } of all)
      if (failed !== undefined && !isRefusedByTables(failed)) findings.push(`500 ${key}: ${String(failed)}`);
    for (const { command } of all.filter(({ isOtherInput }) => !isOtherInput))
      findings.push(...checkContent(tables, key, rows[0]?.position, command));
  }
  return findings;
}

/** The goods of a document are those of its command. */
function checkContent(
  tables: Tables,
  key: string,
  position: number | null | undefined,
  command: Seen['command'],
): Findings {
  if (
    typeof position !== 'number' ||
    !('lines' in command) ||
    command.kind === 'return' ||
    command.kind === 'reorder_point'
  )
    return [];
  const document = tables.documents.get(`${command.location}-${position}`);
  if (!document || document.kind !== command.kind) return [];
  const asked = command.lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  const lines = command.kind === 'reserve' ? document.reserved : document.movements;
  const moved = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return asked === moved ? [] : [`I17 ${key} asked for ${asked} pieces, its document moves ${moved}`];
}

export function isRefusedByTables(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}

/** From when a key was sent first until somebody was told its answer first. */
function spansOf(
  seen: readonly Seen[],
): Map<string, { readonly invoked: number; readonly answered: number }> {
  const spans = new Map<string, { invoked: number; answered: number }>();
  for (const { key, invoked, answered = Infinity, isOtherInput } of seen) {
    if (isOtherInput) continue;
    const span = spans.get(key) ?? { invoked, answered };
    spans.set(key, { invoked: Math.min(span.invoked, invoked), answered: Math.min(span.answered, answered) });
  }
  return spans;
}

/** Linearizable, first half: what was answered before another command was sent stands before it. */
export function checkOrder(tables: Tables, seen: readonly Seen[]): Findings {
  const findings: Findings = [];
  const seenByKey = spansOf(seen);
  const keyByRef = new Map(tables.rows.map((row) => [`${row.location}-${row.position}`, row.key]));
  for (const { id } of places) {
    let latestInvoked = 0;
    for (const { position, document } of placedAt(tables, id)) {
      const one = seenByKey.get(keyByRef.get(`${document.location}-${document.position}`) ?? '');
      if (!one) continue;
      if (one.answered < latestInvoked)
        findings.push(
          `order: location ${id} position ${position} was answered before one that stands before it was sent`,
        );
      latestInvoked = Math.max(latestInvoked, one.invoked);
    }
  }
  return findings;
}

/** Linearizable, second half: what a refusal says was so at some moment between the command and its answer. */
export function checkRefusals(tables: Tables, seen: readonly Seen[]): Findings {
  const findings: Findings = [];
  const seenByKey = spansOf(seen);
  const keyByRef = new Map(tables.rows.map((row) => [`${row.location}-${row.position}`, row.key]));
  for (const one of seen) {
    const [answer] = one.answers;
    const span = seenByKey.get(one.key);
    if (answer?.outcome !== 'refused' || answer.code !== 'stock.insufficient' || !span) continue;
    const { sku, available, onHand } = answer.facts;
    const ends = 'target' in one.command ? [one.command.location] : places.map(({ id }) => id);
    const isTrue = ends.some((location) => {
      const states = [{ invoked: 0, answered: 0, onHand: 0, reserved: 0 }];
      for (const { document } of placedAt(tables, location)) {
        const last = states.at(-1);
        const poster = seenByKey.get(keyByRef.get(`${document.location}-${document.position}`) ?? '');
        const delta = deltaAt(document, location, Number(sku));
        states.push({
          invoked: poster?.invoked ?? 0,
          answered: poster?.answered ?? Infinity,
          onHand: (last?.onHand ?? 0) + delta.onHand,
          reserved: (last?.reserved ?? 0) + delta.reserved,
        });
      }
      const first = states.findLastIndex(({ answered }) => answered < span.invoked);
      const beyond = states.findIndex(({ invoked }) => invoked > span.answered);
      return states
        .slice(Math.max(0, first), beyond === -1 ? undefined : beyond)
        .some((state) => state.onHand === onHand && state.onHand - state.reserved === available);
    });
    if (!isTrue)
      findings.push(
        `refusal: ${one.key} was told ${String(available)} of sku ${String(sku)} are available, which was never so`,
      );
  }
  return findings;
}
