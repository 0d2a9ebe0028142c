import type { AccountId } from '../identity/ids.ts';
import type { Signature, TransferSide } from './transfer.ts';

/** What decides whether a third person must approve. */
export interface ApprovalFacts {
  /** Whole fen at cost of what is agreed. */
  readonly valueFen: number;
  /** Steps from the one region to the other through the tree: 0 the same, 2 neighbours below one head. */
  readonly regionSteps: number;
  /** One of the two belongs to somebody else. */
  readonly hasFranchise: boolean;
}

/** As the company has set it; one that sets nothing: above ¥20,000 at cost, between neighbouring regions, or with a franchise. */
export interface ApprovalRule {
  readonly valueFenMax: number;
  readonly regionStepsMax: number;
  /** Whether a franchise at either end is a reason by itself. */
  readonly asksFranchise: boolean;
}

export const approvalReasons = ['value', 'distance', 'franchise'] as const;
export type ApprovalReason = (typeof approvalReasons)[number];

export function approvalReasonsOf(facts: ApprovalFacts, rule: ApprovalRule): readonly ApprovalReason[] {
  const reasons: ApprovalReason[] = [];
  if (facts.valueFen > rule.valueFenMax) reasons.push('value');
  if (facts.regionSteps > rule.regionStepsMax) reasons.push('distance');
  if (facts.hasFranchise && rule.asksFranchise) reasons.push('franchise');
  return reasons;
}

/**
 * The sides whose signature is still missing. Without a reason both ends sign, or one person who reaches both settles
 * it alone. With one, three different people sign [A7].
 */
export function missingSides(
  signatures: readonly Signature[],
  hash: string,
  reasons: readonly ApprovalReason[],
): readonly TransferSide[] {
  const signed = new Set(signatures.filter((one) => one.hash === hash).map((one) => one.side));
  if (reasons.length === 0 && signed.has('region')) return [];
  const needed: readonly TransferSide[] =
    reasons.length === 0 ? ['source', 'target'] : ['source', 'target', 'region'];
  return needed.filter((side) => !signed.has(side));
}

/** The side that a person has signed already under this agreement: nobody signs twice, nor for two. */
export function sideSignedBy(
  signatures: readonly Signature[],
  hash: string,
  accountId: AccountId,
): TransferSide | undefined {
  return signatures.find((one) => one.hash === hash && one.accountId === accountId)?.side;
}
