import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import { agreementOf, type Agreement, type DraftLine } from './agreement.ts';
import { sidesByAct, type PlannedPosting, type TransferAct } from './act.ts';
import { missingSides, sideSignedBy, type ApprovalReason } from './approval.ts';
import { ruleByShortCause, type ShortCause } from './difference.ts';
import { refuseTransfer, type TransferRefusal } from './outcome.ts';
import { isDraft, isOver } from './state.ts';
import { hasInTransit, inTransitOf, toShipOf } from './transfer.ts';
import { lineOf, type Transfer, type TransferSide } from './transfer.ts';

export interface ActContext {
  readonly accountId: AccountId;
  /** The sides that the person may act for. */
  readonly sides: readonly TransferSide[];
  /** What the talk says now, and the hash of what it comes to. Read by whoever decides a signature; else empty. */
  readonly draft: readonly DraftLine[];
  readonly hash: string;
  readonly reasons: readonly ApprovalReason[];
}

/** An act that may be done, and what the ledger must post for it. Without postings it is done as it stands. */
export interface Decision {
  readonly outcome: 'decided';
  readonly postings: readonly PlannedPosting[];
}

/** Decides an act on a transfer as it stands under its lock. Pure. What it changes is `settle`, once the ledger has answered. */
export function decide(
  transfer: Transfer,
  act: TransferAct,
  context: ActContext,
): Decision | TransferRefusal {
  if (!sidesByAct[act.kind].some((side) => context.sides.includes(side)))
    return refuseTransfer('transfer.not_your_side');
  if (isOver(transfer.state)) return wrongState(transfer);
  switch (act.kind) {
    case 'sign':
      return decideSign(transfer, act, context);
    case 'reopen':
      if (!isSigned(transfer) || transfer.lines.some((line) => line.shipped > 0)) return wrongState(transfer);
      // Nobody haggles about a lorry: it has no talk that could be opened.
      if (transfer.kind === 'delivery') return wrongState(transfer);
      return decided(...(transfer.isHeld ? [release] : []));
    case 'pick':
      return transfer.state === 'agreed' ? decided() : wrongState(transfer);
    case 'dispatch':
      return decideDispatch(transfer, act);
    case 'receive':
      return decideReceive(transfer, act);
    case 'lose':
      return decideLeaving(transfer, act.lines) ?? decided(...shortPostings(act.cause, act.lines));
    case 'take_back':
      return (
        decideLeaving(transfer, act.lines) ?? decided({ kind: 'take_back', cause: null, lines: act.lines })
      );
    case 'cancel':
      if (transfer.lines.some((line) => line.shipped > 0)) return wrongState(transfer);
      return decided(...(transfer.isHeld ? [release] : []));
    case 'finish':
      if (!isSigned(transfer)) return wrongState(transfer);
      if (hasInTransit(transfer.lines)) return refuseTransfer('transfer.still_on_the_way');
      return decided(...(transfer.isHeld ? [release] : []));
  }
}

const release: PlannedPosting = { kind: 'release' };

function decided(...postings: readonly PlannedPosting[]): Decision {
  return { outcome: 'decided', postings };
}

function wrongState({ state }: Transfer): TransferRefusal {
  return refuseTransfer('transfer.wrong_state', { state });
}

function isSigned({ state }: Transfer): boolean {
  return !isDraft(state) && !isOver(state);
}

type ActOf<Kind extends TransferAct['kind']> = Extract<TransferAct, { kind: Kind }>;

/** Signing names what was seen by its hash: who signs an older version is told so and signs nothing. */
function decideSign(transfer: Transfer, act: ActOf<'sign'>, context: ActContext): Decision | TransferRefusal {
  if (!isDraft(transfer.state)) return wrongState(transfer);
  if (!context.sides.includes(act.side)) return refuseTransfer('transfer.not_your_side');
  const agreement = agreementOf(context.draft);
  if (agreement.outcome === 'empty') return refuseTransfer('transfer.empty');
  if (agreement.outcome === 'open')
    return refuseTransfer('transfer.line_open', {
      sku: agreement.skus[0] ?? 0,
      lines: agreement.skus.length,
    });
  if (act.hash !== context.hash) return refuseTransfer('transfer.other_version');
  const signed = sideSignedBy(transfer.signatures, context.hash, context.accountId);
  if (signed !== undefined) return refuseTransfer('transfer.signed_already', { side: signed });
  const mine = { side: act.side, accountId: context.accountId, hash: act.hash };
  const missing = missingSides([...transfer.signatures, mine], act.hash, context.reasons);
  return decided(...(missing.length === 0 ? [{ kind: 'reserve' as const, lines: agreement.lines }] : []));
}

/** What a complete signature agrees to. Only called where `decideSign` let it pass. */
export function agreedLines(
  draft: readonly DraftLine[],
): Extract<Agreement, { outcome: 'agreement' }>['lines'] {
  const agreement = agreementOf(draft);
  return agreement.outcome === 'agreement' ? agreement.lines : [];
}

function decideDispatch(transfer: Transfer, act: ActOf<'dispatch'>): Decision | TransferRefusal {
  if (!isSigned(transfer) || transfer.isFinished) return wrongState(transfer);
  const trouble = eachOnce(act.lines) ?? unknownLine(transfer, act.lines);
  if (trouble) return trouble;
  for (const { sku, quantity } of act.lines) {
    const line = lineOf(transfer, sku);
    if (line && quantity > toShipOf(line))
      return refuseTransfer('transfer.more_than_agreed', { sku, asked: quantity, left: toShipOf(line) });
  }
  return decided({ kind: 'dispatch', lines: act.lines });
}

function decideReceive(transfer: Transfer, act: ActOf<'receive'>): Decision | TransferRefusal {
  const told = act.lines.map(({ sku, quantity, short }) => ({
    sku,
    quantity: quantity + short.reduce((sum, one) => sum + one.quantity, 0),
  }));
  const trouble = act.lines.length > 0 ? decideLeaving(transfer, told) : wrongUnlessShipped(transfer);
  if (trouble) return trouble;
  const arrived = act.lines.filter((line) => line.quantity > 0);
  const shorts = Map.groupBy(
    act.lines.flatMap(({ sku, short }) => short.map((one) => ({ sku, ...one }))),
    (one) => one.cause,
  );
  const overs = Map.groupBy(act.over, (one) => one.cause);
  return decided(
    ...(arrived.length > 0
      ? [{ kind: 'receive' as const, lines: arrived.map(({ sku, quantity }) => ({ sku, quantity })) }]
      : []),
    ...[...shorts].flatMap(([cause, lines]) => shortPostings(cause, summedBySku(lines))),
    ...[...overs].map(([cause, lines]) => ({ kind: 'over' as const, cause, lines: summedBySku(lines) })),
  );
}

/** A posting has each SKU once, however often a cause was told of it. */
function summedBySku(
  lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
): readonly { readonly sku: SkuId; readonly quantity: number }[] {
  const units = new Map<SkuId, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Goods that leave transit must be in it, for this transfer; each SKU once. */
function decideLeaving(
  transfer: Transfer,
  lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
): TransferRefusal | undefined {
  const trouble = eachOnce(lines) ?? unknownLine(transfer, lines);
  if (trouble) return trouble;
  for (const { sku, quantity } of lines) {
    const line = lineOf(transfer, sku);
    if (line && quantity > inTransitOf(line))
      return refuseTransfer('transfer.more_than_shipped', { sku, asked: quantity, left: inTransitOf(line) });
  }
  return undefined;
}

function wrongUnlessShipped(transfer: Transfer): TransferRefusal | undefined {
  return transfer.lines.some((line) => line.shipped > 0) ? undefined : wrongState(transfer);
}

function shortPostings(
  cause: ShortCause,
  lines: readonly { readonly sku: SkuId; readonly quantity: number }[],
): readonly PlannedPosting[] {
  return ruleByShortCause[cause].goesTo === 'loss'
    ? [{ kind: 'lose', cause, lines }]
    : [{ kind: 'take_back', cause, lines }];
}

function eachOnce(lines: readonly { readonly sku: SkuId }[]): TransferRefusal | undefined {
  const seen = new Set<SkuId>();
  for (const { sku } of lines) {
    if (seen.has(sku)) return refuseTransfer('transfer.line_twice', { sku });
    seen.add(sku);
  }
  return undefined;
}

function unknownLine(
  transfer: Transfer,
  lines: readonly { readonly sku: SkuId }[],
): TransferRefusal | undefined {
  const unknown = lines.find(({ sku }) => !lineOf(transfer, sku));
  return unknown && refuseTransfer('transfer.line_unknown', { sku: unknown.sku });
}
