import type { Mutant } from '../mutant.ts';

const desk = 'server/transfer/desk.ts';
const decide = 'domain/transfer/decide.ts';
const settle = 'domain/transfer/settle.ts';

type Edit = NonNullable<Mutant['edit']>;

function mutant(what: string, file: string, find: string, instead: string, from?: number): Mutant {
  const edit: Edit = { file, find, instead };
  return { what, world: 'transfers', edit, ...(from === undefined ? {} : { from }) };
}

/** Bugs that somebody could make at the desk of transfers. */
export const transferMutants: Readonly<Record<string, Mutant>> = {
  'transfer: posted under new keys': mutant(
    'whoever carries a command on posts it a second time',
    desk,
    'key: posting.ledgerKey,',
    'key: crypto.randomUUID(),',
  ),
  'transfer: released twice': mutant(
    'a dispatch draws on nothing, and what it took is given back once more at the end',
    'server/transfer/posting.ts',
    '...(reservation ? { of: reservation } : {}),',
    '',
  ),
  'transfer: never released': mutant(
    'a cancelled transfer goes on holding its stock',
    decide,
    'if (transfer.lines.some((line) => line.shipped > 0)) return wrongState(transfer);\n      return decided(...(transfer.isHeld ? [release] : []));',
    'return decided();',
  ),
  'transfer: taken in twice': mutant(
    'two who carry a command on both take in what it posted',
    desk,
    'if (now.answer) return now.answer;',
    '',
  ),
  'transfer: two at a time': mutant(
    'a command is decided while another one waits for the ledger',
    desk,
    "if (stored.pendingKey !== null) return { kind: 'pending', key: stored.pendingKey };",
    '',
  ),
  'transfer: key not known': mutant(
    'a known key with another input is answered like the first',
    desk,
    'if (known.inputHash !== inputHash)',
    'if (known.inputHash === undefined)',
  ),
  'transfer: any version is signed': mutant(
    'who signs need not have seen what stands there',
    decide,
    'if (act.hash !== context.hash)',
    'if (act.hash === undefined)',
  ),
  'transfer: nothing is frozen': mutant(
    'the last signature reads the talk and lets it go on',
    'server/transfer/live-talks.ts',
    'if (!made.stays) throw open;',
    'if (made.stays) throw open;',
  ),
  'transfer: frozen for ever': mutant(
    'a talk that is opened again can’t be written',
    'server/transfer/live-talks.ts',
    'if (!standing || !isDraft(standing.state) || standing.pendingKey !== null) throw stays;',
    'throw stays;',
  ),
  'transfer: answer without a row': mutant(
    'what is answered behind the freeze is kept nowhere',
    desk,
    "return { step: admitted.kind === 'answered' ? { kind: 'needs-freeze' } : admitted, stays };",
    'return { step: admitted, stays };',
    1023,
  ),
  'transfer: old signatures count': mutant(
    'a signature under another version is kept',
    settle,
    'one.side !== side && one.hash === hash',
    'one.side !== side',
    1070,
  ),
  'transfer: third not asked': mutant(
    'two sign what takes three',
    'domain/transfer/approval.ts',
    "if (facts.valueFen > rule.valueFenMax) reasons.push('value');",
    '',
    1017,
  ),
  'transfer: more than on its way': mutant(
    'more is received than was shipped',
    decide,
    'if (line && quantity > inTransitOf(line))',
    'if (line && quantity > line.shipped)',
    1018,
  ),
  'transfer: ended with goods on their way': mutant(
    'a transfer is finished while its goods are on the road',
    decide,
    "if (hasInTransit(transfer.lines)) return refuseTransfer('transfer.still_on_the_way');",
    '',
  ),
  'transfer: cause told twice': mutant(
    'of a cause that was told twice only the last count is taken in',
    decide,
    'units.set(sku, (units.get(sku) ?? 0) + quantity);\n  return [...units].map(([sku, quantity]) => ({ sku, quantity }));',
    'units.set(sku, quantity);\n  return lines;',
    1025,
  ),
  'transfer: refusal taken for done': mutant(
    'what the ledger refused counts as posted',
    'server/transfer/judge.ts',
    "return answer?.outcome === 'posted' ||",
    'return answer !== undefined ||',
  ),
};
