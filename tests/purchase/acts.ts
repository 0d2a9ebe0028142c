import type { SkuId } from '#domain/catalog/ids.ts';
import type { AccountId, SessionHandle } from '#domain/identity/ids.ts';
import type { PurchaseAct, ReceivedLine } from '#domain/purchase/act.ts';
import type { PurchaseAnswer, PurchaseSender } from '#server/purchase/purchase.ts';

export const sender = (accountId: number): PurchaseSender => ({
  accountId: accountId as AccountId,
  session: 'test' as SessionHandle,
  deviceAtMs: null,
});

export const took = (sku: number, quantity: number, part: Partial<ReceivedLine> = {}): ReceivedLine => ({
  sku: sku as SkuId,
  quantity,
  gift: 0,
  price: null,
  refused: [],
  ...part,
});

export const receive = (...lines: readonly ReceivedLine[]): PurchaseAct => ({
  kind: 'receive',
  lines,
  paper: 'DN-1',
  note: '',
});

export const word = (answer: PurchaseAnswer): string =>
  answer.outcome === 'done' ? answer.state : answer.code;
