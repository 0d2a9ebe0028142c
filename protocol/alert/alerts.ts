import type { RuleKind } from '#domain/alert/rule.ts';

/** Alerts and goods in one answer. */
export const alertsShownMax = 300;
export const alertGoodsShownMax = 200;

/** The wall itself speaks of books below zero only, whoever made rules; of all else a rule says when it wants somebody. */
export type AlertKind = RuleKind;

/** Which alerts: open ones that nobody settled; one's own; those settled; those over in the last days. */
export const alertSets = ['open', 'mine', 'settled', 'over'] as const;
export type AlertSet = (typeof alertSets)[number];

/** One alert: of the wall about one SKU, of a rule about all goods that it found in a store. */
export interface AlertView {
  readonly id: number;
  readonly kind: AlertKind;
  readonly ruleId: number | null;
  readonly ruleName: string | null;
  readonly amount: number | null;
  readonly storeId: number;
  readonly storeZh: string;
  readonly storeEn: string;
  /** The most pressing of its goods. */
  readonly skuId: number;
  readonly skuZh: string;
  readonly skuEn: string;
  /** The base unit in which it is counted. */
  readonly unitZh: string;
  readonly unitEn: string;
  readonly onHand: number;
  /** Days, of kinds that measure in days. */
  readonly days: number | null;
  readonly goods: number;
  /** The zone of the store, on whose clock its moments are told. */
  readonly timeZone: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly takenById: number | null;
  readonly takenByZh: string | null;
  readonly takenByEn: string | null;
  readonly settledByZh: string | null;
  readonly settledByEn: string | null;
  readonly note: string | null;
}

/** GET /api/alerts?set=&kind=&store=&rule=&limit=: grouped by rule and store where a rule found them, the rest as they are. */
export interface AlertsView {
  readonly alerts: readonly AlertView[];
  readonly total: number;
  readonly counts: Readonly<Record<AlertSet, number>>;
}

/** One of the goods of an alert, as it stands now. */
export interface AlertGoodsRow {
  readonly skuId: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unitZh: string;
  readonly unitEn: string;
  readonly onHand: number;
  readonly days: number | null;
  readonly sinceMs: number;
}
