import type { Queries, Sql } from '../platform/database.ts';
import { auditChain, verifySeals, type Anchor } from '../stock/seal.ts';
import { costingInvariants } from './costing.ts';
import { namedRowsMax, type Invariant } from './invariant.ts';
import { ledgerInvariants } from './ledger.ts';
import { liveInvariants } from './live.ts';
import { peopleInvariants } from './people.ts';
import { purchaseInvariants } from './purchases.ts';
import { salesInvariants } from './sales.ts';
import { stockInvariants } from './stock.ts';
import { transferInvariants } from './transfers.ts';
import { stocktakeInvariants } from './stocktake.ts';

export const invariants: readonly Invariant[] = [
  ...stockInvariants,
  ...costingInvariants,
  ...transferInvariants,
  ...purchaseInvariants,
  ...ledgerInvariants,
  ...salesInvariants,
  ...peopleInvariants,
  ...liveInvariants,
  ...stocktakeInvariants,
];

export interface Verdict {
  readonly id: string;
  readonly name: string;
  readonly holds: string;
  /** The first rows that break it, named; empty where it holds. */
  readonly broken: readonly string[];
  readonly ms: number;
}

export interface CheckOptions {
  /** Last blocks as they were kept outside the database. */
  readonly anchor?: Anchor;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/** Checks every invariant in one snapshot. A long check of a large company needs no statement timeout. */
export async function checkInvariants(sql: Sql, options: CheckOptions = {}): Promise<readonly Verdict[]> {
  return (await sql.begin('isolation level repeatable read read only', (tx) =>
    checkWithin(tx as Queries, options),
  )) as readonly Verdict[];
}

/** Checks every invariant, one after the other, inside a transaction; says each verdict as it comes. */
export async function checkWithin(tx: Queries, options: CheckOptions = {}): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  await tx`select set_config('app.locations', 'all', true), set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true), set_config('jit', 'off', true)`;
  const say = (verdict: Verdict): void => {
    verdicts.push(verdict);
    options.onVerdict?.(verdict);
  };
  for (const { id, name, holds, sql: text } of invariants) {
    const started = performance.now();
    // The text is this module's own, no part of it comes from outside.
    const rows = await tx.unsafe<{ row_named: string }[]>(
      `select row_named from (${text}) found limit ${namedRowsMax}`,
    );
    say({
      id,
      name,
      holds,
      broken: rows.map((row) => row.row_named),
      ms: Math.round(performance.now() - started),
    });
  }
  const started = performance.now();
  const broken = await verifySeals(tx, options.anchor ?? []);
  say({
    id: 'I33',
    name: 'seals',
    holds: 'the chains of sealed blocks of every location and of the audit are what was sealed',
    broken: broken
      .slice(0, namedRowsMax)
      .map(
        (block) =>
          `${block.location === auditChain ? 'block of the audit from entry' : `block of location ${block.location} from position`} ${block.from} to ${block.through}: ${block.reason}`,
      ),
    ms: Math.round(performance.now() - started),
  });
  return verdicts;
}
