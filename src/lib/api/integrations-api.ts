import type { ColumnClass } from '#domain/identity/role.ts';
import { m } from '#messages';
import type { KeyView } from '#protocol/api/keys.ts';
import type { WebhookView } from '#protocol/api/webhooks.ts';
import type { WebhookKind } from '#protocol/api/webhook-kind.ts';
import { call } from '../call/call.ts';

export async function readKeys(): Promise<readonly KeyView[]> {
  return (await call<{ keys: readonly KeyView[] }>('GET', '/api/keys')).keys;
}

export interface NewKey {
  readonly name: string;
  readonly mayWrite: boolean;
  readonly hidden: readonly ColumnClass[];
  readonly days: number;
}

export function makeKey(key: NewKey): Promise<{ readonly key: string }> {
  return call('POST', '/api/keys', key);
}

export function revokeKey(handle: string): Promise<unknown> {
  return call('DELETE', `/api/keys/${encodeURIComponent(handle)}`);
}

export async function readWebhooks(): Promise<readonly WebhookView[]> {
  return (await call<{ webhooks: readonly WebhookView[] }>('GET', '/api/webhooks')).webhooks;
}

export interface NewWebhook {
  readonly name: string;
  readonly kind: WebhookKind;
  readonly url: string;
  readonly secret?: string | undefined;
}

export function makeWebhook(webhook: NewWebhook): Promise<{ readonly secret: string }> {
  return call('POST', '/api/webhooks', webhook);
}

export function changeWebhook(
  id: number,
  change: { readonly isActive?: boolean; readonly replaySinceMs?: number },
): Promise<unknown> {
  return call('PUT', `/api/webhooks/${id}`, change);
}

export function removeWebhook(id: number): Promise<unknown> {
  return call('DELETE', `/api/webhooks/${id}`);
}

export const kindNames: { readonly [Kind in WebhookKind]: () => string } = {
  standard: m.api_kind_standard,
  wecom: m.api_kind_wecom,
  dingtalk: m.api_kind_dingtalk,
  feishu: m.api_kind_feishu,
};

export const className: { readonly [Class in ColumnClass]: () => string } = {
  open: m.api_class_open,
  internal: m.api_class_internal,
  cost: m.api_class_cost,
  margin: m.api_class_margin,
  finance: m.api_class_finance,
  personal: m.api_class_personal,
};
