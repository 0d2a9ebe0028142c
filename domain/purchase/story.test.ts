import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { LocationId } from '../store/ids.ts';
import type { PurchaseAct, ReceivedLine } from './act.ts';
import { purchaseReasonsOf, purchaseRuleDefault } from './approval.ts';
import { decidePurchase, type PostedReceipt, type PurchaseContext } from './decide.ts';
import type { PurchaseId } from './ids.ts';
import { proposalOf } from './need.ts';
import { openOf, orderedOf, type PurchaseLine, type PurchaseOrder } from './order.ts';
import { sliceAt, taxOf, valueAt } from './price.ts';
import { settlePurchase } from './settle.ts';

const milk = 1 as SkuId;
const eggs = 2 as SkuId;
const buyer = 10 as AccountId;
const head = 11 as AccountId;

const line = (part: Partial<PurchaseLine> = {}): PurchaseLine => ({
  sku: milk,
  pack: 24,
  packs: 5,
  price: 7_705,
  received: 0,
  gifts: 0,
  ...part,
});
const order = (part: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  id: 1 as PurchaseId,
  state: 'draft',
  lines: [line()],
  submittedBy: null,
  approvedBy: null,
  version: 3,
  ...part,
});
const context = (part: Partial<PurchaseContext> = {}): PurchaseContext => ({
  accountId: buyer,
  rule: purchaseRuleDefault,
  list: new Map([[milk, { pack: 24, price: 7_705 }]]),
  minimum: 0,
  mayExceed: false,
  receipts: [],
  ...part,
});
const took = (part: Partial<ReceivedLine> = {}): ReceivedLine => ({
  sku: milk,
  quantity: 0,
  gift: 0,
  price: null,
  refused: [],
  ...part,
});
const receive = (...lines: readonly ReceivedLine[]): PurchaseAct => ({
  kind: 'receive',
  lines,
  paper: '',
  note: '',
});

/** What became of an act: the state after it, or the code of the refusal. */
function play(before: PurchaseOrder, act: PurchaseAct, part: Partial<PurchaseContext> = {}) {
  const decision = decidePurchase(before, act, context(part));
  if (decision.outcome === 'refused') return { word: decision.code, order: before, posting: null };
  const after = settlePurchase(before, act, decision.posting, context(part));
  return { word: after.state as string, order: after, posting: decision.posting };
}

test.each([
  ['[PU-4] small enough goes out by one person', order(), 'send', {}, 'sent'],
  [
    '[PU-4] above the limit it does not',
    order({ lines: [line({ packs: 400 })] }),
    'send',
    {},
    'purchase.needs_approval',
  ],
  [
    '[PU-4] a price above the list does not',
    order({ lines: [line({ price: 8_200 })] }),
    'send',
    {},
    'purchase.needs_approval',
  ],
  [
    '[PU-4] once approved it does',
    order({ state: 'approved', lines: [line({ packs: 400 })] }),
    'send',
    {},
    'sent',
  ],
  ['[PU-5] below the minimum it does not', order(), 'send', { minimum: 100_000 }, 'purchase.below_minimum'],
  ['[PU-3] of another version it does not', order({ version: 4 }), 'send', {}, 'purchase.other_version'],
  ['[PU-3] nothing asked for', order({ lines: [line({ packs: 0 })] }), 'send', {}, 'purchase.empty'],
  ['[PU-3] nothing paid for it', order({ lines: [line({ price: 0 })] }), 'send', {}, 'purchase.no_price'],
  ['[PU-3] sent twice', order({ state: 'sent' }), 'send', {}, 'purchase.wrong_state'],
] as const)('%s', (_, before, _kind, part, word) => {
  expect(play(before, { kind: 'send', way: 'wechat', version: 3, isSmall: false }, part).word).toBe(word);
});

test('[PU-4][A7] who submits it is not who approves it; a change after approval asks anew', () => {
  const big = order({ lines: [line({ packs: 400 })] });
  const waiting = play(big, { kind: 'submit', version: 3, isSmall: false });
  expect(waiting.word).toBe('waiting');
  const approve = { kind: 'approve', version: 3 } as const;
  expect(play(waiting.order, approve).word).toBe('purchase.own_approval');
  const approved = play(waiting.order, approve, { accountId: head });
  expect(approved.word).toBe('approved');
  const write = { kind: 'write', version: 3, expectedDay: null, note: '', lines: [] } as const;
  expect(play(approved.order, write).word).toBe('purchase.wrong_state');
  expect(play(approved.order, { kind: 'reopen' }).order).toMatchObject({ state: 'draft', approvedBy: null });
});

test('[PU-6][PU-7] in parts, over within the tolerance, beyond it refused or taken by who may', () => {
  const sent = order({ state: 'sent' });
  const part = play(sent, receive(took({ quantity: 70 })));
  expect([part.word, openOf(part.order.lines[0] as PurchaseLine)]).toEqual(['partial', 50]);
  // 5 % of 120 is 6: 56 are taken, 57 are not, and the 6 are for the line, not for each delivery.
  expect(play(part.order, receive(took({ quantity: 57 }))).word).toBe('purchase.more_than_ordered');
  const over = play(part.order, receive(took({ quantity: 56 })));
  expect(over.word).toBe('received');
  expect(over.posting).toMatchObject({ lines: [{ over: 6 }] });
  expect(play(part.order, receive(took({ quantity: 90 })), { mayExceed: true }).word).toBe('received');
  const other = order({ state: 'partial', lines: [line({ received: 124 }), line({ sku: eggs })] });
  expect(play(other, receive(took({ quantity: 3 }))).word).toBe('purchase.more_than_ordered');
});

test('[PU-7] what was not ordered comes in only as a gift; what is turned away moves nothing', () => {
  const sent = order({ state: 'sent' });
  expect(play(sent, receive(took({ sku: eggs, quantity: 1 }))).word).toBe('purchase.line_unknown');
  const gift = play(sent, receive(took({ sku: eggs, gift: 6 })));
  expect(gift.order.lines).toContainEqual({ sku: eggs, pack: 1, packs: 0, price: 0, received: 0, gifts: 6 });
  const away = play(sent, receive(took({ refused: [{ cause: 'damaged', quantity: 24 }] })));
  expect([away.word, away.posting]).toEqual(['sent', null]);
  expect(play(sent, receive(took())).word).toBe('purchase.nothing_told');
  expect(play(sent, receive(took({ quantity: 1 }), took({ quantity: 1 }))).word).toBe('purchase.line_twice');
});

test('[PU-9][I15] the parts of a line sum to its whole to the fen; another price is told as a difference', () => {
  const whole = line();
  let from = 0;
  let sum = 0;
  for (const units of [7, 11, 1, 53, 48]) {
    sum += sliceAt(whole, from, from + units);
    from += units;
  }
  expect([from, sum]).toEqual([orderedOf(whole), 5 * 7_705]);
  const dearer = play(order({ state: 'sent' }), receive(took({ quantity: 24, price: 8_000 })));
  expect(dearer.posting).toMatchObject({ lines: [{ value: 8_000, orderedValue: 7_705 }] });
  expect([taxOf(10_000, 1300, 'special'), taxOf(10_000, 1300, 'plain'), valueAt(7_705, 24, 1)]).toEqual([
    1300, 0, 321,
  ]);
});

test('[PU-8] an undone receipt is on order again; twice undone is refused; closed stays closed', () => {
  const receipt: PostedReceipt = {
    key: 'k',
    document: { location: 1001 as LocationId, position: 9 },
    lines: [{ sku: milk, quantity: 120, gift: 2 }],
  };
  const undo: PurchaseAct = { kind: 'undo', receipt: 'k' };
  const full = order({ state: 'received', lines: [line({ received: 120, gifts: 2 })] });
  const back = play(full, undo, { receipts: [receipt] });
  expect([back.word, back.order.lines[0]]).toEqual(['sent', line()]);
  expect(play(full, undo).word).toBe('purchase.receipt_unknown');
  const closed = order({ state: 'closed', lines: [line({ received: 120, gifts: 2 })] });
  expect(play(closed, undo, { receipts: [receipt] }).word).toBe('closed');
});

test.each([
  ['draft', 'cancel', 'cancelled'],
  ['sent', 'cancel', 'cancelled'],
  ['partial', 'cancel', 'purchase.wrong_state'],
  ['partial', 'close', 'closed'],
  ['sent', 'close', 'purchase.wrong_state'],
  ['received', 'cancel', 'purchase.wrong_state'],
] as const)('[PU-3] %s, then %s: %s', (state, kind, word) => {
  const received = state === 'partial' || state === 'received' ? 24 : 0;
  const act: PurchaseAct = kind === 'close' ? { kind, note: '' } : { kind };
  expect(play(order({ state, lines: [line({ received })] }), act).word).toBe(word);
});

test('[PU-4] packs of other sizes are compared by the piece; goods without a listed price ask by value alone', () => {
  const list = new Map([[milk, { pack: 12, price: 3_852 }]]);
  expect(purchaseReasonsOf([line()], list, purchaseRuleDefault)).toEqual([]);
  expect(purchaseReasonsOf([line({ price: 8_100 })], list, purchaseRuleDefault)).toEqual(['price']);
  expect(purchaseReasonsOf([line({ sku: eggs, price: 99_999 })], list, purchaseRuleDefault)).toEqual([]);
});

test('[PU-11] a list is filled up to the most that is set, else to what is sold until the next order has come', () => {
  const standing = {
    available: 10,
    inTransit: 4,
    onOrder: 0,
    perDay: 6,
    reorderPoint: null,
    minimum: null,
    maximum: null,
    leadDays: 3,
    pack: 24,
    packsMin: 1,
  };
  expect(proposalOf(standing)).toEqual({ proposed: 48, basis: 'cover' });
  expect(proposalOf({ ...standing, onOrder: 48 })).toEqual({ proposed: 0, basis: 'cover' });
  expect(proposalOf({ ...standing, minimum: 20, maximum: 60 })).toEqual({ proposed: 48, basis: 'maximum' });
  expect(proposalOf({ ...standing, minimum: 5, maximum: 60 })).toEqual({ proposed: 0, basis: 'maximum' });
  expect(proposalOf({ ...standing, perDay: 0 })).toEqual({ proposed: 0, basis: 'none' });
  expect(proposalOf({ ...standing, packsMin: 5 })).toEqual({ proposed: 120, basis: 'cover' });
});
