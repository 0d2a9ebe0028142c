import type { AlertGoodsRow, AlertSet, AlertsView } from '#protocol/alert/alerts.ts';
import type { RulePreview, RuleRequest, RulesView } from '#protocol/alert/rules.ts';
import { call } from '../call/call.ts';

export interface AlertQuery {
  readonly set: AlertSet;
  readonly kind: string;
  readonly store: string;
  readonly rule: string;
  /** So many at most; all that are shown otherwise. */
  readonly limit?: string;
}

export function readAlerts(query: AlertQuery): Promise<AlertsView> {
  const asked = Object.entries(query).filter(([, value]) => value !== '');
  return call(
    'GET',
    `/api/alerts?${new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))}`,
  );
}

export async function readAlertGoods(id: number): Promise<readonly AlertGoodsRow[]> {
  return (await call<{ goods: AlertGoodsRow[] }>('GET', `/api/alerts/${id}/goods`)).goods;
}

export function actOnAlert(id: number, act: 'take' | 'release' | 'unsettle'): Promise<unknown> {
  return call('POST', `/api/alerts/${id}/${act}`, {});
}

export function settleAlert(id: number, note: string): Promise<unknown> {
  return call('POST', `/api/alerts/${id}/settle`, { note });
}

export function readRules(): Promise<RulesView> {
  return call('GET', '/api/alert-rules');
}

export function previewRule(rule: RuleRequest): Promise<RulePreview> {
  return call('POST', '/api/alert-rules/preview', rule);
}

export function keepRule(rule: RuleRequest, id: number | undefined): Promise<{ readonly id: number }> {
  return id === undefined
    ? call('POST', '/api/alert-rules', rule)
    : call('PUT', `/api/alert-rules/${id}`, rule);
}

export function removeRule(id: number): Promise<unknown> {
  return call('DELETE', `/api/alert-rules/${id}`);
}
