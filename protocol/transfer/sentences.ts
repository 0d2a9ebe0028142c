import type { Language } from '#domain/identity/viewer.ts';
import type { Facts } from '#domain/stock/outcome.ts';
import type { TransferRefusalCode } from '#domain/transfer/outcome.ts';

/** What happened and what to do next. `{fact}` is filled from the facts; `{sku}` is the goods' name where it is known. */
const sentenceByCode: {
  readonly [Code in TransferRefusalCode]: { readonly [L in Language]: string };
} = {
  'transfer.wrong_state': {
    'zh-CN': '调拨单已变动，现在不能这样做。请按最新状态处理。',
    en: 'The transfer has moved on, so this can’t be done now. Go by how it stands.',
  },
  'transfer.not_your_side': {
    'zh-CN': '这一步由另一方办理。请在评论里提醒对方。',
    en: 'This is the other side’s to do. Leave them a comment.',
  },
  'transfer.line_open': {
    'zh-CN': '还有 {lines} 行没有谈妥。请先填写数量，或由区域经理裁定。',
    en: '{lines} lines are still open. Fill in the numbers, or let the regional manager rule.',
  },
  'transfer.empty': {
    'zh-CN': '没有可签的内容：每一行都是 0。请先填写数量，或取消调拨。',
    en: 'There is nothing to sign: every line is 0. Fill in a number, or cancel the transfer.',
  },
  'transfer.other_version': {
    'zh-CN': '您签的不是最新版本：对方刚刚改过。请核对后重新签。',
    en: 'What you signed is not the newest version: somebody changed it. Look again and sign anew.',
  },
  'transfer.signed_already': {
    'zh-CN': '您已为这一版签过字，还需另一位签字。',
    en: 'You have signed this version already; somebody else must sign too.',
  },
  'transfer.more_than_agreed': {
    'zh-CN': '{sku}：约定还可发 {left}，不能发 {asked}。要多发请重新商谈。',
    en: '{sku}: {left} are left to dispatch, {asked} are too many. Open the talk again for more.',
  },
  'transfer.more_than_shipped': {
    'zh-CN': '{sku}：在途只有 {left}，不能按 {asked} 处理。多到的请记为“多到”。',
    en: '{sku}: only {left} are on their way, {asked} are too many. Enter what came on top as “over”.',
  },
  'transfer.line_unknown': {
    'zh-CN': '这张调拨单里没有 {sku}。请核对扫描的商品。',
    en: '{sku} is not part of this transfer. Check what was scanned.',
  },
  'transfer.line_twice': {
    'zh-CN': '{sku} 出现了两次。请合并成一行。',
    en: '{sku} stands there twice. Make it one line.',
  },
  'transfer.still_on_the_way': {
    'zh-CN': '还有货在途，不能结束。请先收货、登记丢失或收回。',
    en: 'Goods are still on their way, so it can’t end. Receive them, declare them lost, or take them back.',
  },
  'transfer.same_store': {
    'zh-CN': '调出与调入是同一家。请另选一家。',
    en: 'Source and target are the same. Choose another store.',
  },
  'transfer.stock_short': {
    'zh-CN': '{sku}：调出方可用只剩 {available}，不够 {asked}。请改少后重新签。',
    en: '{sku}: the source has {available} available, {asked} are too many. Agree on fewer and sign anew.',
  },
  'transfer.ledger': {
    'zh-CN': '账本没有接受（{ledger}）。请稍后再试，或联系总部。',
    en: 'The ledger did not take it ({ledger}). Try again later, or ask headquarters.',
  },
  'transfer.key_reused': {
    'zh-CN': '这个操作号已用于另一份内容。请刷新后重新提交。',
    en: 'This key was used for other content. Reload and submit again.',
  },
};

export function transferSentence(code: TransferRefusalCode, facts: Facts, language: Language): string {
  return sentenceByCode[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(facts[name] ?? whole),
  );
}
