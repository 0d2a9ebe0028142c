import type { Language } from '#domain/identity/viewer.ts';
import type { PurchaseRefusalCode } from '#domain/purchase/outcome.ts';
import type { Facts } from '#domain/stock/outcome.ts';

/** What happened and what to do next. `{fact}` is filled from the facts; `{sku}` is the goods' name where it is known. */
const sentenceByCode: {
  readonly [Code in PurchaseRefusalCode]: { readonly [L in Language]: string };
} = {
  'purchase.wrong_state': {
    'zh-CN': '采购单已变动，现在不能这样做。请按最新状态处理。',
    en: 'The order has moved on, so this can’t be done now. Go by how it stands.',
  },
  'purchase.other_version': {
    'zh-CN': '采购单刚被别人改过。请核对最新内容后再提交。',
    en: 'Somebody changed the order meanwhile. Look at what it says now, then send again.',
  },
  'purchase.empty': {
    'zh-CN': '采购单没有数量。请先填写要订的件数，或作废采购单。',
    en: 'The order asks for nothing. Enter packs, or cancel the order.',
  },
  'purchase.no_price': {
    'zh-CN': '{sku} 没有进价。请填写进价，或在供应商价目里补上。',
    en: '{sku} has no price. Enter one, or add it to the supplier’s list.',
  },
  'purchase.below_minimum': {
    'zh-CN': '未达到供应商的起订金额。请加量，或确认仍要下单。',
    en: 'The order is below the supplier’s minimum. Add to it, or confirm that it goes all the same.',
  },
  'purchase.needs_approval': {
    'zh-CN': '这张采购单要先审批。请提交审批。',
    en: 'This order must be approved first. Submit it for approval.',
  },
  'purchase.own_approval': {
    'zh-CN': '自己提交的采购单要由别人审批。',
    en: 'Who submits an order can’t approve it. Ask somebody else.',
  },
  'purchase.more_than_ordered': {
    'zh-CN': '{sku}：还可收 {left}，不能收 {asked}。超出允许的多收比例，请拒收多出的，或请采购确认后收货。',
    en: '{sku}: {left} are open, {asked} are too many. Turn the rest away, or have a buyer receive it.',
  },
  'purchase.line_unknown': {
    'zh-CN': '这张采购单没有订 {sku}。赠品请记为“赠品”，送错的请拒收。',
    en: '{sku} was not ordered here. Enter a gift as a gift; turn away what is wrong.',
  },
  'purchase.line_twice': {
    'zh-CN': '{sku} 出现了两次。请合并成一行。',
    en: '{sku} stands there twice. Make it one line.',
  },
  'purchase.nothing_told': {
    'zh-CN': '没有填写收货数量。请扫描或填写收到的数量。',
    en: 'Nothing was entered. Scan, or enter what came.',
  },
  'purchase.receipt_unknown': {
    'zh-CN': '没有这次收货，或已经冲销。请刷新查看。',
    en: 'There is no such receipt, or it is undone already. Reload and look.',
  },
  'purchase.stock_gone': {
    'zh-CN': '{sku}：现存可用 {available}，不够冲销 {asked}，货已卖出或调出。请改用盘点或报损处理差额。',
    en: '{sku}: {available} are available, {asked} would have to go. Some were sold since; adjust the rest instead.',
  },
  'purchase.ledger': {
    'zh-CN': '账本没有接受（{ledger}）。请稍后再试，或联系总部。',
    en: 'The ledger did not take it ({ledger}). Try again later, or ask headquarters.',
  },
  'purchase.key_reused': {
    'zh-CN': '这个操作号已用于另一份内容。请刷新后重新提交。',
    en: 'This key was used for other content. Reload and submit again.',
  },
};

export function purchaseSentence(code: PurchaseRefusalCode, facts: Facts, language: Language): string {
  return sentenceByCode[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(facts[name] ?? whole),
  );
}

/** A receipt of an order was to be undone as if it were nobody’s. */
export function ofOrderSentence(purchase: number, language: Language): string {
  return language === 'en'
    ? `This receipt belongs to purchase order P${purchase}. Undo it there, so that the order knows.`
    : `该收货属于采购订单 P${purchase}。请到订单里撤销这次收货，订单才会一起改回。`;
}
