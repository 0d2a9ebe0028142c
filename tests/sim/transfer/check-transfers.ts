import { createHash } from 'node:crypto';
import type { PostedDocument } from '#domain/stock/document.ts';
import type { TransferId } from '#domain/transfer/ids.ts';
import type { Findings } from '../placed.ts';
import type { Tables } from '../tables.ts';
import { shelfOf, skusOfSim, transitOf } from '../trade.ts';
import type { LiveTalks } from './live.ts';
import type { PostingRow, TransferRow } from './rows.ts';
import { costOfSku, type TransferTables } from './store.ts';

const ends = ['received', 'closed', 'cancelled'];
const pencil = ['suggested', 'asked', 'talks'];

/** Which state may follow which: told here once more, by hand, beside the product's own rules. */
const after: Readonly<Record<string, readonly string[]>> = {
  suggested: ['talks', 'agreed', 'cancelled'],
  asked: ['talks', 'agreed', 'cancelled'],
  talks: ['agreed', 'cancelled'],
  agreed: ['talks', 'picking', 'in_transit', 'closed', 'cancelled'],
  picking: ['talks', 'in_transit', 'closed', 'cancelled'],
  in_transit: ['picking', 'received', 'closed'],
  received: [],
  closed: [],
  cancelled: [],
};

interface Sums {
  shipped: number;
  received: number;
  lost: number;
  returned: number;
  over: number;
  held: number;
}

/**
 * The model beside the product: after every commit it says, from the ledger's documents alone, what a transfer must be.
 * It shares no code with `domain/transfer`.
 */
export class TransferWatch {
  readonly findings: Findings = [];
  readonly #tables: TransferTables;
  readonly #ledger: Tables;
  readonly #talks: LiveTalks;
  readonly #before = new Map<TransferId, TransferRow>();
  /** What of a transfer happened, so that a run tells whether it was worth running. */
  readonly reached = new Map<string, number>();

  constructor(tables: TransferTables, ledger: Tables, talks: LiveTalks) {
    this.#tables = tables;
    this.#ledger = ledger;
    this.#talks = talks;
  }

  /** After a commit that wrote these rows. */
  look(names: readonly string[]): void {
    for (const name of names) {
      if (!name.startsWith('transfer ')) continue;
      const row = this.#tables.transfer(Number(name.slice('transfer '.length)) as TransferId);
      if (!row) continue;
      const before = this.#before.get(row.id);
      this.#before.set(row.id, row);
      for (const finding of [...checkStep(before, row), ...this.checkOne(row)])
        this.findings.push(`T${row.id} ${row.state}: ${finding}`);
      if (before?.state !== row.state) this.#count(row.state);
      if (before?.state === 'agreed' && row.state === 'talks') this.#count('reopened');
      if (
        before?.pendingKey &&
        row.pendingKey === null &&
        before.state === row.state &&
        row.version > before.version
      )
        this.#count('stood still or in parts');
    }
  }

  #count(what: string): void {
    this.reached.set(what, (this.reached.get(what) ?? 0) + 1);
  }

  checkOne(row: TransferRow): string[] {
    return [
      ...this.#checkSigned(row),
      ...this.#checkTalk(row),
      ...(row.pendingKey === null ? this.#checkLedger(row) : []),
    ];
  }

  /** [TR-4] [TR-6] what stands as agreed is what was signed, by whom it takes; and what is shipped is of it. */
  #checkSigned({ agreementHash, lines, source, target, signatures }: TransferRow): string[] {
    if (agreementHash === null) return [];
    const agreed = lines.filter((line) => line.agreed > 0).toSorted((a, b) => a.sku - b.sku);
    const text = JSON.stringify({
      lines: agreed.map((line) => [line.sku, line.agreed]),
      source,
      target,
      version: 1,
    });
    const findings: string[] = [];
    if (createHash('sha256').update(text).digest('hex') !== agreementHash)
      findings.push(`TR-4 what is agreed is not what was signed: ${text}`);
    if (signatures.some(({ hash }) => hash !== agreementHash))
      findings.push('TR-4 a signature of another version counts');
    const sides = signatures.map(({ side }) => side as string);
    const value = agreed.reduce((sum, line) => sum + line.agreed * costOfSku, 0);
    const isHigh = value > this.#tables.rule.valueFenMax;
    const needed = isHigh
      ? ['source', 'target', 'region']
      : sides.includes('region')
        ? []
        : ['source', 'target'];
    if (needed.some((side) => !sides.includes(side)))
      findings.push(`TR-6 agreed at ${value} with the signatures of ${sides.join(', ')}`);
    if (new Set(signatures.map(({ accountId }) => accountId)).size !== signatures.length)
      findings.push('A7 one person signed twice');
    for (const line of lines)
      if (line.shipped > line.agreed)
        findings.push(`A44 ${line.shipped} of sku ${line.sku} shipped, ${line.agreed} signed`);
    return findings;
  }

  /** [TR-7] a talk stands still from its last signature on, and is open as long as the transfer is pencil. */
  #checkTalk({ id, state, pendingKey, lines, agreementHash }: TransferRow): string[] {
    const talk = this.#talks.talk(id);
    if (!talk || pendingKey !== null || ends.includes(state)) return [];
    const isPencil = pencil.includes(state);
    if (isPencil !== (talk.state === 'open')) return [`TR-7 its talk is ${talk.state}`];
    if (isPencil || agreementHash === null) return [];
    const said = (root: string, sku: number): number | undefined =>
      talk.roots.get(root)?.get(String(sku))?.value as number | undefined;
    return lines.flatMap(({ sku, agreed }) => {
      const [asked, offered, ruled] = ['asked', 'offered', 'ruled'].map((root) => said(root, sku));
      const settled = ruled ?? Math.min(asked ?? 0, offered ?? 0);
      return settled === agreed ? [] : [`TR-4 ${agreed} of sku ${sku} agreed, the talk says ${settled}`];
    });
  }

  /** [I4] [I5] what the ledger moved and holds for it is what its lines say, and its state follows from them. */
  #checkLedger(row: TransferRow): string[] {
    const findings: string[] = [];
    const sums = this.sumsOf(row);
    let way = 0;
    let isWhole = true;
    let isDifferent = false;
    let shippedAll = 0;
    for (let sku = 1; sku <= skusOfSim; sku++) {
      const line = row.lines.find((one) => one.sku === sku);
      const moved = sums.get(sku) ?? noSums();
      for (const column of ['shipped', 'received', 'lost', 'returned', 'over'] as const)
        if ((line?.[column] ?? 0) !== moved[column])
          findings.push(`I5 sku ${sku}: ${line?.[column] ?? 0} ${column}, the ledger moved ${moved[column]}`);
      const inTransit = moved.shipped - moved.received - moved.lost - moved.returned;
      if (inTransit < 0) findings.push(`I5 sku ${sku}: ${inTransit} on its way`);
      const left = Math.max(0, (line?.agreed ?? 0) - moved.shipped);
      const held = row.isHeld ? left : 0;
      if (moved.held !== held) findings.push(`I4 sku ${sku}: ${moved.held} held, it should be ${held}`);
      way += inTransit;
      shippedAll += moved.shipped;
      isWhole &&= left === 0;
      isDifferent ||= left > 0 || moved.lost + moved.returned + moved.over > 0;
    }
    if (ends.includes(row.state) && way !== 0) findings.push(`I5 over with ${way} on its way`);
    if (ends.includes(row.state) && row.isHeld) findings.push('I4 over and still holding');
    if (!pencil.includes(row.state) && row.state !== 'cancelled') {
      const isEnd = way === 0 && (row.isFinished || (shippedAll > 0 && isWhole));
      const is =
        way > 0
          ? 'in_transit'
          : isEnd
            ? isDifferent || shippedAll === 0
              ? 'closed'
              : 'received'
            : row.isPicking || shippedAll > 0
              ? 'picking'
              : 'agreed';
      if (is !== row.state) findings.push(`TR-11 it should be ${is}`);
    }
    return findings;
  }

  /** By SKU, from documents alone. */
  sumsOf({ id, source, target }: TransferRow): Map<number, Sums> {
    const sums = new Map<number, Sums>();
    const of = (sku: number): Sums => {
      const found = sums.get(sku) ?? noSums();
      sums.set(sku, found);
      return found;
    };
    for (const posting of this.#tables.postings()) {
      if (posting.transfer !== id) continue;
      const document = this.documentOf(posting);
      if (!document) continue;
      for (const { sku, source: from, target: to, quantity } of document.movements) {
        // A difference of value moves nothing.
        if (quantity === 0) continue;
        const moved = of(sku);
        if (to === transitOf(target) && from === shelfOf(source)) moved.shipped += quantity;
        else if (from === transitOf(target) && to === shelfOf(target)) moved.received += quantity;
        else if (from === transitOf(target) && to === shelfOf(source)) moved.returned += quantity;
        else if (from === transitOf(target)) moved.lost += quantity;
        else if (to === shelfOf(target)) moved.over += quantity;
        else this.findings.push(`T${id}: a ${document.kind} moves from ${from} to ${to}`);
      }
      for (const { sku, quantity } of document.reserved) of(sku).held += quantity;
    }
    return sums;
  }

  documentOf({ ledgerKey }: PostingRow): PostedDocument | undefined {
    const row = this.#ledger.rowByKey.get(ledgerKey);
    return row?.position == null ? undefined : this.#ledger.documents.get(`${row.location}-${row.position}`);
  }
}

function noSums(): Sums {
  return { shipped: 0, received: 0, lost: 0, returned: 0, over: 0, held: 0 };
}

/** What a step may change: an end is an end, a version rises, a state follows its state. */
function checkStep(before: TransferRow | undefined, row: TransferRow): string[] {
  if (!before) return [];
  const findings: string[] = [];
  if (row.version < before.version) findings.push(`TR-14 version ${before.version} became ${row.version}`);
  if (row.state !== before.state && !(after[before.state] ?? []).includes(row.state))
    findings.push(`TR-11 it was ${before.state}`);
  const isChanged =
    JSON.stringify({ ...before, pendingKey: null, version: 0 }) !==
    JSON.stringify({ ...row, pendingKey: null, version: 0 });
  const isGivenUp = (row.isFinished && !before.isFinished) || row.state === 'cancelled';
  if (isGivenUp && before.lines.some((line) => line.shipped > line.received + line.lost + line.returned))
    findings.push('TR-9 given up with goods on their way');
  if (isChanged && ends.includes(before.state)) findings.push('TR-11 it was over and changed');
  if (isChanged && row.version === before.version && row.pendingKey === null)
    findings.push('TR-14 changed under the same version');
  if (
    before.agreementHash !== null &&
    row.agreementHash !== null &&
    before.agreementHash !== row.agreementHash
  )
    findings.push('TR-4 another agreement without a talk in between');
  return findings;
}
