import type { Language } from '#domain/identity/viewer.ts';

export type Facts = Readonly<Record<string, string | number>>;

export const identityProblemCodes = [
  'session.none',
  'session.wrong',
  'session.wait',
  'session.busy',
  'password.wrong',
  'request.invalid',
  'request.foreign_origin',
  'request.not_json',
  'request.too_large',
  'request.key_missing',
  'kiosk.too_many',
  'alert.gone',
  'request.too_many',
  'key.too_many',
  'webhook.too_many',
  'webhook.address',
  'database.away',
  'company.away',
  'ledger.busy',
  'internal',
] as const;
export type IdentityProblemCode = (typeof identityProblemCodes)[number];

/** What happened, and what to do next. `{fact}` is filled from the facts. */
type Sentence = { readonly title: string; readonly detail: string };

const sentenceByCode: { readonly [Code in IdentityProblemCode]: { readonly [L in Language]: Sentence } } = {
  'session.none': {
    'zh-CN': { title: '尚未登录或登录已过期。', detail: '请重新登录。' },
    en: { title: 'You aren’t signed in, or your session is over.', detail: 'Sign in again.' },
  },
  'session.wrong': {
    'zh-CN': { title: '账号或密码不正确。', detail: '请核对后再试；忘记密码请联系总部。' },
    en: {
      title: 'The login or the password is wrong.',
      detail: 'Check both and try again; headquarters can help where a password is lost.',
    },
  },
  'session.wait': {
    'zh-CN': { title: '登录尝试次数过多。', detail: '请在 {waitSeconds} 秒后再试。' },
    en: { title: 'There were too many tries to sign in.', detail: 'Try again in {waitSeconds} seconds.' },
  },
  'session.busy': {
    'zh-CN': { title: '登录的人太多。', detail: '请几秒后再试。' },
    en: { title: 'Too many people are signing in at once.', detail: 'Try again in a few seconds.' },
  },
  'password.wrong': {
    'zh-CN': { title: '当前密码不正确。', detail: '请核对后再试；忘记密码请联系总部。' },
    en: {
      title: 'The password now is another one.',
      detail: 'Check it and try again; headquarters can help where it is lost.',
    },
  },
  'request.invalid': {
    'zh-CN': { title: '提交的内容不完整或不正确。', detail: '请修正这些内容后再提交：{fields}' },
    en: { title: 'What was sent is incomplete or wrong.', detail: 'Mend these and send again: {fields}' },
  },
  'request.foreign_origin': {
    'zh-CN': { title: '该请求来自其他网站。', detail: '请打开通盘，在通盘内操作。' },
    en: { title: 'The request comes from another site.', detail: 'Open Tongpan itself and do it there.' },
  },
  'request.not_json': {
    'zh-CN': { title: '请求的格式不受支持。', detail: '请以 application/json 发送。' },
    en: { title: 'The request has a form that isn’t read here.', detail: 'Send application/json.' },
  },
  'request.too_large': {
    'zh-CN': { title: '提交的内容过大。', detail: '请分成几次提交。' },
    en: { title: 'What was sent is too large.', detail: 'Send it in parts.' },
  },
  'request.key_missing': {
    'zh-CN': {
      title: '缺少操作号，未作任何改动。',
      detail: '请在请求头 Idempotency-Key 中附上一个 UUID；同一操作重试时沿用同一个。',
    },
    en: {
      title: 'The key of the command is missing; nothing was changed.',
      detail:
        'Send an Idempotency-Key header: a UUID made when the button was pressed, the same one on each try.',
    },
  },
  'kiosk.too_many': {
    'zh-CN': { title: '投屏已达上限（{kiosksMax} 个）。', detail: '请先停用不再使用的投屏。' },
    en: {
      title: 'You have as many kiosks as you may: {kiosksMax}.',
      detail: 'Revoke one that nobody uses first.',
    },
  },
  'request.too_many': {
    'zh-CN': { title: '请求过于频繁。', detail: '请在 {waitSeconds} 秒后再试。' },
    en: { title: 'There were too many requests.', detail: 'Try again in {waitSeconds} seconds.' },
  },
  'key.too_many': {
    'zh-CN': { title: 'API 密钥已达上限（{keysMax} 个）。', detail: '请先停用不再使用的密钥。' },
    en: {
      title: 'There are as many API keys as there may be: {keysMax}.',
      detail: 'Revoke one that nobody uses first.',
    },
  },
  'webhook.too_many': {
    'zh-CN': { title: '推送已达上限（{webhooksMax} 个）。', detail: '请先删除不再使用的推送。' },
    en: {
      title: 'There are as many webhooks as there may be: {webhooksMax}.',
      detail: 'Remove one that nobody uses first.',
    },
  },
  'webhook.address': {
    'zh-CN': {
      title: '该地址不能接收推送。',
      detail: '请填写公网 https 地址（端口 443 或 8443），不能是内网或本机地址。',
    },
    en: {
      title: 'Nothing is sent to this address.',
      detail: 'Give a public https address (port 443 or 8443), none of a private network or of this machine.',
    },
  },
  'alert.gone': {
    'zh-CN': { title: '该提醒已解除，或已由他人接手。', detail: '请以列表中的最新状态为准。' },
    en: {
      title: 'The alert is closed, or somebody else has it.',
      detail: 'The list shows how it stands now.',
    },
  },
  'company.away': {
    'zh-CN': { title: '企业正在重新打开。', detail: '请 {waitSeconds} 秒后再试。' },
    en: { title: 'The company is being opened anew.', detail: 'Try again in {waitSeconds} seconds.' },
  },
  'ledger.busy': {
    'zh-CN': {
      title: '账本暂时忙不过来。',
      detail: '请 {waitSeconds} 秒后用同一操作号再试，不会重复入账。',
    },
    en: {
      title: 'The ledger can’t take it now.',
      detail: 'Send it again under the same key in {waitSeconds} seconds; it is not posted twice.',
    },
  },
  internal: {
    'zh-CN': { title: '服务器出现问题。', detail: '请再试一次；若仍出现，请把编号 {id} 告诉我们。' },
    en: {
      title: 'Something went wrong at the server.',
      detail: 'Try again; tell us the id {id} if it stays.',
    },
  },
  'database.away': {
    'zh-CN': {
      title: '数据库暂时连接不上。',
      detail: '请 {waitSeconds} 秒后再试；同一操作重试不会重复入账。',
    },
    en: {
      title: 'The database is out of reach for now.',
      detail: 'Try again in {waitSeconds} seconds; what is sent again is not posted twice.',
    },
  },
};

/** Trouble as it goes over the wire, after RFC 9457. The facts stand beside the sentences. */
export type Problem = {
  readonly code: IdentityProblemCode;
  readonly title: string;
  readonly detail: string;
} & Facts;

export function problemOf(code: IdentityProblemCode, language: Language, facts: Facts = {}): Problem {
  const { title, detail } = sentenceByCode[code][language];
  return { ...facts, code, title: filled(title, facts), detail: filled(detail, facts) };
}

function filled(text: string, facts: Facts): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}
