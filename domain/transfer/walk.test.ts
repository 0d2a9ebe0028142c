import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SkuId } from '../catalog/ids.ts';
import type { AccountId } from '../identity/ids.ts';
import type { StoreId } from '../store/ids.ts';
import { overCauses, shortCauses } from './difference.ts';
import type { TransferAct } from './act.ts';
import { canonicalAgreement, settledOf } from './agreement.ts';
import { decide } from './decide.ts';
import type { TransferId } from './ids.ts';
import { settle } from './settle.ts';
import { isOver } from './state.ts';
import { inTransitOf } from './transfer.ts';
import { transferSides, type Transfer } from './transfer.ts';

const sku = fc.integer({ min: 1, max: 3 }).map((id) => id as SkuId);
const quantity = fc.integer({ min: 1, max: 6 });
const lines = fc.array(fc.record({ sku, quantity }), { minLength: 1, maxLength: 3 });
const act: fc.Arbitrary<TransferAct> = fc.oneof(
  fc.record({
    kind: fc.constant('sign' as const),
    side: fc.constantFrom(...transferSides),
    hash: fc.constantFrom('v1', 'v2'),
  }),
  fc.constantFrom<TransferAct>({ kind: 'reopen' }, { kind: 'pick' }, { kind: 'cancel' }, { kind: 'finish' }),
  fc.record({ kind: fc.constant('dispatch' as const), lines }),
  fc.record({ kind: fc.constant('take_back' as const), lines }),
  fc.record({ kind: fc.constant('lose' as const), cause: fc.constantFrom(...shortCauses), lines }),
  fc.record({
    kind: fc.constant('receive' as const),
    lines: fc.array(
      fc.record({
        sku,
        quantity: fc.integer({ min: 0, max: 6 }),
        short: fc.array(fc.record({ cause: fc.constantFrom(...shortCauses), quantity }), { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
    over: fc.array(fc.record({ sku, cause: fc.constantFrom(...overCauses), quantity }), { maxLength: 1 }),
  }),
);
const step = fc.record({ act, account: fc.integer({ min: 1, max: 3 }), isLucky: fc.boolean() });

test('[I5] whatever people do and the ledger refuses: shipped = received + lost + returned + in transit, and an end has nothing on its way', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const draft = [1, 2, 3].map((id) => ({ sku: id as SkuId, asked: 9, offered: 6, ruled: null }));
      let transfer: Transfer = {
        id: 1 as TransferId,
        kind: 'ask',
        source: 1 as StoreId,
        target: 2 as StoreId,
        state: 'asked',
        lines: [],
        signatures: [],
        isHeld: false,
        isPicking: false,
        isFinished: false,
      };
      // What the ledger holds for the transfer, told by the postings alone.
      let transit = 0;
      let held = 0;
      for (const { act, account, isLucky } of steps) {
        const context = {
          accountId: account as AccountId,
          sides: transferSides,
          draft,
          hash: 'v1',
          reasons: [],
        };
        const decision = decide(transfer, act, context);
        if (decision.outcome === 'refused') continue;
        const results = decision.postings.map((posting) => ({
          posting,
          isPosted: isLucky || posting.kind === 'release',
        }));
        for (const { posting, isPosted } of results) {
          if (!isPosted) continue;
          const units = 'lines' in posting ? posting.lines.reduce((sum, line) => sum + line.quantity, 0) : 0;
          if (posting.kind === 'reserve') held += units;
          if (posting.kind === 'release') held = 0;
          if (posting.kind === 'dispatch') {
            transit += units;
            held -= units;
          }
          if (['receive', 'lose', 'take_back'].includes(posting.kind)) transit -= units;
        }
        transfer = settle(transfer, act, results, { accountId: account as AccountId, draft });
        for (const line of transfer.lines) expect(inTransitOf(line)).toBeGreaterThanOrEqual(0);
        expect(transfer.lines.reduce((sum, line) => sum + inTransitOf(line), 0)).toBe(transit);
        // [I4] What is held is what is agreed and not yet shipped, and nothing once it is over.
        expect(held).toBe(
          transfer.isHeld
            ? transfer.lines.reduce((sum, line) => sum + Math.max(0, line.agreed - line.shipped), 0)
            : 0,
        );
        if (isOver(transfer.state)) expect([transit, held]).toEqual([0, 0]);
      }
    }),
    { numRuns: 500 },
  );
});

test('[TR-4] the signed text is the same whatever the order in which lines arrived', () => {
  const line = fc.record({ sku, quantity });
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: (one) => one.sku }), fc.integer(), (all, turn) => {
      const turned = [...all].sort(() => ((turn >> 1) % 2 === 0 ? 1 : -1));
      expect(canonicalAgreement(1 as StoreId, 2 as StoreId, turned)).toBe(
        canonicalAgreement(1 as StoreId, 2 as StoreId, all),
      );
    }),
  );
});

test('[TR-3] a line comes to the ruling, else to the smaller of both numbers, else it is open', () => {
  const line = (asked: number | null, offered: number | null, ruled: number | null) =>
    settledOf({ sku: 1 as SkuId, asked, offered, ruled });
  expect([
    line(20, 12, null),
    line(8, 12, null),
    line(20, null, null),
    line(null, 5, null),
    line(20, null, 7),
  ]).toEqual([12, 8, undefined, undefined, 7]);
});
