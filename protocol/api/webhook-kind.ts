/** `standard`: every posted document, signed (Standard Webhooks). The robots of chat groups: alerts in words. */
export const webhookKinds = ['standard', 'wecom', 'dingtalk', 'feishu'] as const;
export type WebhookKind = (typeof webhookKinds)[number];
