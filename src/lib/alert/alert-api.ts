import type { AlertGoodsRow, AlertsView } from '#protocol/alert/alerts.ts';
import type { RulePreview, RuleRequest, RulesView } from '#protocol/alert/rules.ts';
import { call } from '../call/call.ts';
import { alertsPath, type AlertQuery } from './alert-path.ts';

export function readAlerts(query: AlertQuery): Promise<AlertsView> {
  return call('GET', alertsPath(query));
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
