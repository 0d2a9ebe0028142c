import type { AccountId } from '../identity/ids.ts';
import type { PlannedPosting, TransferAct } from './act.ts';
import { agreedLines } from './decide.ts';
import type { DraftLine } from './agreement.ts';
import { isDraft } from './state.ts';
import { isAllShipped, stateAfterSigning } from './transfer.ts';
import { emptyLine, type Transfer, type TransferLine } from './transfer.ts';

/** What became of a posting. A release that found nothing left to give back is as good as posted. */
export interface PostingResult {
  readonly posting: PlannedPosting;
  readonly isPosted: boolean;
}

/**
 * The transfer after an act, by what the ledger posted of it. Where nothing was posted of what had to be, it stands as
 * it stood. Every posting counts by itself: a receipt whose loss was refused has still been received.
 */
export function settle(
  transfer: Transfer,
  act: TransferAct,
  results: readonly PostingResult[],
  by: { readonly accountId: AccountId; readonly draft: readonly DraftLine[] },
): Transfer {
  if (results.length > 0 && results.every(({ isPosted }) => !isPosted)) return transfer;
  const marked = mark(transfer, act, results, by);
  const moved = results
    .filter(({ isPosted }) => isPosted)
    .reduce((after, { posting }) => ({ ...after, lines: moveLines(after.lines, posting) }), marked);
  if (act.kind === 'cancel') return { ...moved, state: 'cancelled' };
  if (isDraft(moved.state)) return moved;
  const isHeld = moved.isHeld && !isAllShipped(moved.lines);
  return { ...moved, isHeld, state: stateAfterSigning(moved) };
}

function mark(
  transfer: Transfer,
  act: TransferAct,
  results: readonly PostingResult[],
  { accountId, draft }: { readonly accountId: AccountId; readonly draft: readonly DraftLine[] },
): Transfer {
  switch (act.kind) {
    case 'sign': {
      const { side, hash } = act;
      const signatures = [
        ...transfer.signatures.filter((one) => one.side !== side && one.hash === hash),
        { side, accountId, hash },
      ];
      if (results.length === 0) return { ...transfer, signatures, state: 'talks' };
      const lines = agreedLines(draft).map(({ sku, quantity }) => emptyLine(sku, quantity));
      return { ...transfer, signatures, lines, isHeld: true, state: 'agreed' };
    }
    case 'reopen':
      return {
        ...transfer,
        lines: transfer.lines.map((line) => ({ ...line, agreed: 0 })),
        signatures: [],
        isHeld: false,
        isPicking: false,
        state: 'talks',
      };
    case 'pick':
      return { ...transfer, isPicking: true };
    case 'cancel':
      return { ...transfer, isHeld: false };
    case 'finish':
      return { ...transfer, isHeld: false, isFinished: true };
    default:
      return transfer;
  }
}

function moveLines(lines: readonly TransferLine[], posting: PlannedPosting): readonly TransferLine[] {
  if (posting.kind === 'release' || posting.kind === 'reserve') return lines;
  const column = columnByPosting[posting.kind];
  const left = new Map(posting.lines.map(({ sku, quantity }) => [sku, quantity]));
  const moved = lines.map((line) => {
    const quantity = left.get(line.sku) ?? 0;
    left.delete(line.sku);
    return quantity === 0 ? line : { ...line, [column]: line[column] + quantity };
  });
  // Only what came without having been dispatched may be of a SKU that nobody agreed on.
  const strangers = [...left].map(([sku, quantity]) => ({ ...emptyLine(sku), [column]: quantity }));
  return [...moved, ...strangers];
}

const columnByPosting = {
  dispatch: 'shipped',
  receive: 'received',
  lose: 'lost',
  take_back: 'returned',
  over: 'over',
} as const;
