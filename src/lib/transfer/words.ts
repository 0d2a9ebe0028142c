import { m } from '#messages';
import type { Language } from '#domain/identity/viewer.ts';
import { getLocale } from '#messages/runtime.js';
import type { TransferCard } from '#protocol/transfer/views.ts';
import type { Need } from './need.ts';

type Words = Readonly<Record<string, () => string>>;

const states: Words = {
  suggested: m.transfer_state_suggested,
  asked: m.transfer_state_asked,
  talks: m.transfer_state_talks,
  agreed: m.transfer_state_agreed,
  picking: m.transfer_state_picking,
  in_transit: m.transfer_state_in_transit,
  received: m.transfer_state_received,
  closed: m.transfer_state_closed,
  cancelled: m.transfer_state_cancelled,
};
const kinds: Words = {
  ask: m.transfer_kind_ask,
  push: m.transfer_kind_push,
  pull: m.transfer_kind_pull,
  plan: m.transfer_kind_plan,
  delivery: m.transfer_kind_delivery,
};
const causes: Words = {
  lost: m.transfer_cause_lost,
  damaged: m.transfer_cause_damaged,
  expired: m.transfer_cause_expired,
  not_loaded: m.transfer_cause_not_loaded,
  wrong_item: m.transfer_cause_wrong_item,
  over_loaded: m.transfer_cause_over_loaded,
  turned_back: m.transfer_cause_turned_back,
};
const sides: Words = {
  source: m.transfer_side_source,
  target: m.transfer_side_target,
  region: m.transfer_side_region,
};
const acts: Words = {
  begun: m.transfer_act_begun,
  changed: m.transfer_act_changed,
  sign: m.transfer_act_sign,
  reopen: m.transfer_act_reopen,
  pick: m.transfer_act_pick,
  dispatch: m.transfer_act_dispatch,
  receive: m.transfer_act_receive,
  lose: m.transfer_act_lose,
  take_back: m.transfer_act_take_back,
  cancel: m.transfer_act_cancel,
  finish: m.transfer_act_finish,
};
const fields: Words = {
  asked: m.transfer_asked,
  offered: m.transfer_offered,
  ruled: m.transfer_ruled,
};
const needWords: Readonly<Record<Need, () => string>> = {
  late: m.transfer_need_late,
  receive: m.transfer_need_receive,
  ship: m.transfer_need_ship,
  sign: m.transfer_need_sign,
  answer: m.transfer_need_answer,
  review: m.transfer_need_review,
};
const reasons: Words = {
  value: m.transfer_reason_value,
  distance: m.transfer_reason_distance,
  franchise: m.transfer_reason_franchise,
};

const wordOf =
  (words: Words) =>
  (key: string): string =>
    words[key]?.() ?? key;

/** What this page does not know stays as it came. */
export const stateWord = wordOf(states);
export const kindWord = wordOf(kinds);
export const causeWord = wordOf(causes);
export const sideWord = wordOf(sides);
export const actWord = wordOf(acts);
export const fieldWord = wordOf(fields);
export const reasonWord = wordOf(reasons);
export const needWord = (need: Need): string => needWords[need]();

export const sourceNameOf = (card: Pick<TransferCard, 'sourceNameZh' | 'sourceNameEn'>): string =>
  getLocale() === 'en' ? card.sourceNameEn : card.sourceNameZh;
export const targetNameOf = (card: Pick<TransferCard, 'targetNameZh' | 'targetNameEn'>): string =>
  getLocale() === 'en' ? card.targetNameEn : card.targetNameZh;

const minuteMs = 60_000;

/** How long ago, in the largest unit that says something: 6 min, 3 h, 2 d. */
export function ageWord(ms: number, language: Language): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs));
  const [value, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day'];
  return new Intl.NumberFormat(language, { style: 'unit', unit: String(unit), unitDisplay: 'short' }).format(
    Number(value),
  );
}
