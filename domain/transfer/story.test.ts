import { describe, expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { StoreId } from '../store/ids.ts';
import type { PlannedPosting, TransferAct } from './act.ts';
import type { DraftLine } from './agreement.ts';
import type { ApprovalReason } from './approval.ts';
import { decide } from './decide.ts';
import type { TransferId } from './ids.ts';
import { settle } from './settle.ts';
import { emptyLine, inTransitOf } from './transfer.ts';
import type { Transfer, TransferSide } from './transfer.ts';

const milk = 1 as SkuId;
const rice = 2 as SkuId;
const eggs = 3 as SkuId;

const people: Readonly<
  Record<string, { readonly accountId: AccountId; readonly sides: readonly TransferSide[] }>
> = {
  wang: { accountId: 1 as AccountId, sides: ['source'] },
  li: { accountId: 2 as AccountId, sides: ['target'] },
  zhao: { accountId: 3 as AccountId, sides: ['source', 'target', 'region'] },
};
type Person = 'wang' | 'li' | 'zhao';

const draft = (
  ...lines: readonly [SkuId, number | null, number | null, (number | null)?][]
): readonly DraftLine[] =>
  lines.map(([sku, asked, offered, ruled = null]) => ({ sku, asked, offered, ruled }));

const asked: Transfer = {
  id: 1 as TransferId,
  kind: 'ask',
  source: 7 as StoreId,
  target: 8 as StoreId,
  state: 'asked',
  lines: [],
  signatures: [],
  isHeld: false,
  isPicking: false,
  isFinished: false,
};

interface Step {
  readonly who: Person;
  readonly act: TransferAct;
  readonly draft?: readonly DraftLine[];
  readonly hash?: string;
  readonly reasons?: readonly ApprovalReason[];
  /** The ledger refuses these kinds. */
  readonly refuses?: readonly PlannedPosting['kind'][];
  /** `state in-transit-of-milk`, or a refusal's code. */
  readonly comes: string;
}

function tell(start: Transfer, steps: readonly Step[]): Transfer {
  let transfer = start;
  for (const { who, act, draft = [], hash = 'v1', reasons = [], refuses = [], comes } of steps) {
    const person = people[who];
    if (!person) throw new Error(who);
    const decision = decide(transfer, act, { ...person, draft, hash, reasons });
    if (decision.outcome === 'refused') {
      expect(decision.code, `${who} ${act.kind}`).toBe(comes);
      continue;
    }
    const results = decision.postings.map((posting) => ({
      posting,
      isPosted: !refuses.includes(posting.kind),
    }));
    transfer = settle(transfer, act, results, { accountId: person.accountId, draft });
    const first = transfer.lines.find((line) => line.sku === milk);
    expect(`${transfer.state} ${first ? inTransitOf(first) : 0}`, `${who} ${act.kind}`).toBe(comes);
  }
  return transfer;
}

const sign = (side: TransferSide, hash = 'v1'): TransferAct => ({ kind: 'sign', side, hash });
const dispatch = (...lines: readonly [SkuId, number][]): TransferAct => ({
  kind: 'dispatch',
  lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
});
const receive = (
  lines: readonly [SkuId, number, ...(readonly [string, number])[]][],
  over: readonly [SkuId, number][] = [],
): TransferAct => ({
  kind: 'receive',
  lines: lines.map(([sku, quantity, ...short]) => ({
    sku,
    quantity,
    short: short.map(([cause, units]) => ({ cause: cause as never, quantity: units })),
  })),
  over: over.map(([sku, quantity]) => ({ sku, quantity, cause: 'over_loaded' })),
});
const both = draft([milk, 20, 12], [rice, 5, 5]);
const agreed: readonly Step[] = [
  { who: 'li', act: sign('target'), draft: both, comes: 'talks 0' },
  { who: 'wang', act: sign('source'), draft: both, comes: 'agreed 0' },
];

describe('a transfer, from the talk to the shelf', () => {
  test('[TR-3][TR-5] li asks 20 milk, wang offers 12: 12 are signed, held, shipped and received', () => {
    const end = tell(asked, [
      ...agreed,
      { who: 'wang', act: { kind: 'pick' }, comes: 'picking 0' },
      { who: 'wang', act: dispatch([milk, 12], [rice, 5]), comes: 'in_transit 12' },
      {
        who: 'li',
        act: receive([
          [milk, 12],
          [rice, 5],
        ]),
        comes: 'received 0',
      },
    ]);
    expect(end.lines.map(({ sku, agreed, received }) => [sku, agreed, received])).toEqual([
      [milk, 12, 12],
      [rice, 5, 5],
    ]);
    expect(end.isHeld).toBe(false);
  });

  test('[TR-8][TR-11][I5] two parcels, received in three parts: one lost, one broken, two never loaded, one too many', () => {
    const end = tell(asked, [
      ...agreed,
      { who: 'wang', act: dispatch([milk, 8]), comes: 'in_transit 8' },
      { who: 'li', act: receive([[milk, 5]]), comes: 'in_transit 3' },
      { who: 'wang', act: dispatch([milk, 4], [rice, 5]), comes: 'in_transit 7' },
      { who: 'li', act: receive([[milk, 3, ['lost', 1], ['damaged', 1]]]), comes: 'in_transit 2' },
      { who: 'li', act: receive([[milk, 3]]), comes: 'transfer.more_than_shipped' },
      {
        who: 'li',
        act: receive(
          [
            [milk, 0, ['not_loaded', 2]],
            [rice, 5],
          ],
          [[eggs, 1]],
        ),
        comes: 'closed 0',
      },
    ]);
    expect(
      end.lines.map(({ sku, shipped, received, lost, returned, over }) => [
        sku,
        shipped,
        received,
        lost,
        returned,
        over,
      ]),
    ).toEqual([
      [milk, 12, 8, 2, 2, 0],
      [rice, 5, 5, 0, 0, 0],
      [eggs, 0, 0, 0, 0, 1],
    ]);
  });

  test('[TR-13][I5] a cause told twice of one line is one: each SKU stands once in a posting', () => {
    const end = tell(asked, [
      ...agreed,
      { who: 'wang', act: dispatch([milk, 12], [rice, 5]), comes: 'in_transit 12' },
      {
        who: 'li',
        act: receive(
          [[milk, 7, ['lost', 2], ['lost', 3]]],
          [
            [eggs, 1],
            [eggs, 2],
          ],
        ),
        comes: 'in_transit 0',
      },
      { who: 'li', act: receive([[rice, 5]]), comes: 'closed 0' },
    ]);
    expect(end.lines.map(({ sku, received, lost, over }) => [sku, received, lost, over])).toEqual([
      [milk, 7, 5, 0],
      [rice, 5, 0, 0],
      [eggs, 0, 0, 3],
    ]);
  });

  test('[TR-7] a lorry that waits is never opened: it has no talk', () => {
    tell({ ...asked, kind: 'delivery', state: 'agreed', lines: [{ ...emptyLine(milk, 3) }] }, [
      { who: 'li', act: { kind: 'reopen' }, comes: 'transfer.wrong_state' },
    ]);
  });

  test('[TR-4] two people sign different versions: the one who saw the older one is told, and signs nothing', () => {
    const after = tell(asked, [
      { who: 'li', act: sign('target', 'v1'), draft: both, hash: 'v1', comes: 'talks 0' },
      {
        who: 'wang',
        act: sign('source', 'v1'),
        draft: draft([milk, 20, 11]),
        hash: 'v2',
        comes: 'transfer.other_version',
      },
      { who: 'wang', act: sign('source', 'v2'), draft: draft([milk, 20, 11]), hash: 'v2', comes: 'talks 0' },
    ]);
    // Li's signature was under another version: it counts no more, and he must sign anew.
    expect(after.signatures).toEqual([{ side: 'source', accountId: 1, hash: 'v2' }]);
    tell(after, [
      { who: 'li', act: sign('target', 'v2'), draft: draft([milk, 20, 11]), hash: 'v2', comes: 'agreed 0' },
    ]);
  });

  test('[TR-3] an unanswered line and an empty talk can’t be signed', () => {
    tell(asked, [
      { who: 'li', act: sign('target'), draft: draft([milk, 20, null]), comes: 'transfer.line_open' },
      { who: 'li', act: sign('target'), draft: draft([milk, 0, 0]), comes: 'transfer.empty' },
      { who: 'zhao', act: sign('region'), draft: draft([milk, 20, null, 9]), comes: 'agreed 0' },
    ]);
  });

  test('[TR-6][A7] with a reason three different people sign; nobody signs twice or for a side that is not his', () => {
    const reasons = ['value'] as const;
    tell(asked, [
      { who: 'li', act: sign('source'), draft: both, reasons, comes: 'transfer.not_your_side' },
      { who: 'zhao', act: sign('target'), draft: both, reasons, comes: 'talks 0' },
      { who: 'zhao', act: sign('region'), draft: both, reasons, comes: 'transfer.signed_already' },
      { who: 'wang', act: sign('source'), draft: both, reasons, comes: 'talks 0' },
      { who: 'zhao', act: sign('region'), draft: both, reasons, comes: 'transfer.signed_already' },
    ]);
    tell(asked, [
      { who: 'li', act: sign('target'), draft: both, reasons, comes: 'talks 0' },
      { who: 'wang', act: sign('source'), draft: both, reasons, comes: 'talks 0' },
      { who: 'zhao', act: sign('region'), draft: both, reasons, comes: 'agreed 0' },
    ]);
  });

  test('[TR-5][F34] the last signature needs the stock: where it was sold meanwhile, nothing is signed', () => {
    const after = tell(asked, [
      { who: 'li', act: sign('target'), draft: both, comes: 'talks 0' },
      { who: 'wang', act: sign('source'), draft: both, refuses: ['reserve'], comes: 'talks 0' },
    ]);
    expect(after.signatures.map((one) => one.side)).toEqual(['target']);
    expect(after.isHeld).toBe(false);
  });

  test('[TR-7] a change after signing opens the talk again, until the first parcel has left', () => {
    tell(asked, [
      ...agreed,
      { who: 'li', act: { kind: 'reopen' }, comes: 'talks 0' },
      ...agreed,
      { who: 'wang', act: dispatch([milk, 1]), comes: 'in_transit 1' },
      { who: 'li', act: { kind: 'reopen' }, comes: 'transfer.wrong_state' },
      { who: 'li', act: { kind: 'cancel' }, comes: 'transfer.wrong_state' },
    ]);
  });

  test('[TR-9] goods turned round on the way go back to the source, the rest is given up', () => {
    tell(asked, [
      ...agreed,
      { who: 'wang', act: dispatch([milk, 6]), comes: 'in_transit 6' },
      { who: 'li', act: { kind: 'finish' }, comes: 'transfer.still_on_the_way' },
      { who: 'wang', act: { kind: 'take_back', lines: [{ sku: milk, quantity: 6 }] }, comes: 'picking 0' },
      { who: 'wang', act: { kind: 'finish' }, comes: 'closed 0' },
      { who: 'wang', act: dispatch([milk, 1]), comes: 'transfer.wrong_state' },
    ]);
  });

  test('[A44] never more than was agreed, no SKU twice, no SKU that nobody agreed on', () => {
    tell(asked, [
      ...agreed,
      { who: 'wang', act: dispatch([milk, 13]), comes: 'transfer.more_than_agreed' },
      { who: 'wang', act: dispatch([milk, 6], [milk, 6]), comes: 'transfer.line_twice' },
      { who: 'wang', act: dispatch([eggs, 1]), comes: 'transfer.line_unknown' },
      { who: 'li', act: receive([[milk, 1]]), comes: 'transfer.more_than_shipped' },
      { who: 'wang', act: { kind: 'cancel' }, comes: 'cancelled 0' },
      { who: 'wang', act: dispatch([milk, 1]), comes: 'transfer.wrong_state' },
    ]);
  });
});
