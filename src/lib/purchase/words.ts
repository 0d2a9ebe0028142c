import type { Language } from '#domain/identity/viewer.ts';
import { businessDayText, type BusinessDay } from '#domain/store/business-day.ts';
import { m } from '#messages';

type Words = Readonly<Record<string, () => string>>;

const states: Words = {
  draft: m.purchase_state_draft,
  waiting: m.purchase_state_waiting,
  approved: m.purchase_state_approved,
  sent: m.purchase_state_sent,
  partial: m.purchase_state_partial,
  received: m.purchase_state_received,
  closed: m.purchase_state_closed,
  cancelled: m.purchase_state_cancelled,
};
const origins: Words = {
  hand: m.purchase_origin_hand,
  list: m.purchase_origin_list,
  plan: m.purchase_origin_plan,
};
const ways: Words = {
  wechat: m.purchase_way_wechat,
  email: m.purchase_way_email,
  print: m.purchase_way_print,
  phone: m.purchase_way_phone,
  portal: m.purchase_way_portal,
};
const causes: Words = {
  damaged: m.purchase_cause_damaged,
  expired: m.purchase_cause_expired,
  wrong_item: m.purchase_cause_wrong_item,
  too_many: m.purchase_cause_too_many,
  quality: m.purchase_cause_quality,
};
const reasons: Words = { value: m.purchase_reason_value, price: m.purchase_reason_price };
const invoices: Words = { special: m.purchase_invoice_special, plain: m.purchase_invoice_plain };
const events: Words = {
  begun: m.purchase_event_begun,
  write: m.purchase_event_write,
  submit: m.purchase_event_submit,
  approve: m.purchase_event_approve,
  reject: m.purchase_event_reject,
  reopen: m.purchase_event_reopen,
  send: m.purchase_event_send,
  receive: m.purchase_event_receive,
  undo: m.purchase_event_undo,
  close: m.purchase_event_close,
  cancel: m.purchase_event_cancel,
};

const wordOf =
  (words: Words) =>
  (key: string): string =>
    words[key]?.() ?? key;

/** What this page does not know stays as it came. */
export const purchaseStateWord = wordOf(states);
export const originWord = wordOf(origins);
export const wayWord = wordOf(ways);
export const refusedWord = wordOf(causes);
export const purchaseReasonWord = wordOf(reasons);
export const invoiceWord = wordOf(invoices);
export const purchaseEventWord = wordOf(events);

/** Amber waits for somebody, blue is under way; what is over is calm. */
export function toneOf(state: string): 'calm' | 'busy' | 'soon' {
  if (state === 'waiting' || state === 'approved') return 'soon';
  return state === 'sent' || state === 'partial' ? 'busy' : 'calm';
}

/** 11月28日 周六, Sat 28 Nov. */
export function dayWord(day: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  }).format(day * 86_400_000);
}

/** `2026-11-28`, as a field for days wants it. */
export const dayField = (day: number | null): string =>
  day === null ? '' : businessDayText(day as BusinessDay);

export function percentWord(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}
