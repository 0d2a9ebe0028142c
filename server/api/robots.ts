import { createHmac } from 'node:crypto';
import type { WebhookKind } from '#protocol/api/webhook-kind.ts';

export interface RobotMessage {
  readonly url: string;
  readonly body: string;
}

/**
 * A text as the robot of a chat group takes it, signed where it has a secret, by the makers' public formats:
 * 企业微信 (developer.work.weixin.qq.com, 群机器人), 钉钉 (open.dingtalk.com, 自定义机器人安全设置), 飞书 (open.feishu.cn, 自定义机器人).
 */
export function robotMessage(
  kind: Exclude<WebhookKind, 'standard'>,
  { url, secret }: { readonly url: string; readonly secret: string },
  text: string,
  nowMs: number,
): RobotMessage {
  const hasSecret = secret !== '' && !secret.startsWith('whsec_');
  switch (kind) {
    case 'wecom':
      return { url, body: JSON.stringify({ msgtype: 'text', text: { content: text } }) };
    case 'dingtalk': {
      const signed = new URL(url);
      if (hasSecret) {
        signed.searchParams.set('timestamp', String(nowMs));
        signed.searchParams.set('sign', hmac(secret, `${nowMs}\n${secret}`));
      }
      return { url: signed.href, body: JSON.stringify({ msgtype: 'text', text: { content: text } }) };
    }
    case 'feishu': {
      const timestamp = String(Math.floor(nowMs / 1000));
      // The key is time and secret, and what is signed is empty.
      const sign = hasSecret ? { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') } : {};
      return { url, body: JSON.stringify({ ...sign, msg_type: 'text', content: { text } }) };
    }
  }
}

/** These answer 200 also where they refuse; the body says so. */
export function isTaken(text: string): boolean {
  try {
    const { errcode, code, StatusCode } = JSON.parse(text) as Record<string, unknown>;
    return (errcode ?? code ?? StatusCode ?? 0) === 0;
  } catch {
    return false;
  }
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
