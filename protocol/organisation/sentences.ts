import type { Language } from '#domain/identity/viewer.ts';

const sentences = {
  'store.code_taken': {
    'zh-CN': '编码 {code} 已被使用。请换一个。',
    en: 'The code {code} is taken. Choose another one.',
  },
  'store.has_history': {
    'zh-CN': '门店已有单据，时区和营业日切点不能再改：营业日会错位。',
    en: 'The store has documents: its time zone and the cut of its day stay, or its days would shift.',
  },
  'region.circle': { 'zh-CN': '区域不能放到它自己的下级里。', en: 'A region can’t stand below itself.' },
  'person.last_hq': {
    'zh-CN': '至少要留一位能登录的总部人员。请先任命另一位。',
    en: 'Somebody of headquarters must be left who can sign in. Appoint another one first.',
  },
  'person.no_heir': {
    'zh-CN': '不能交接给这个人。请选一位能登录的同事。',
    en: 'Nothing can be handed over to that person. Choose a colleague who can sign in.',
  },
  'person.login_taken': {
    'zh-CN': '账号 {login} 已被使用。请换一个。',
    en: 'The login {login} is taken. Choose another one.',
  },
  'invite.gone': {
    'zh-CN': '这个邀请已用过、已撤回或已过期。请向邀请你的人要一个新的。',
    en: 'The invitation was used or withdrawn, or is over. Ask for a new one.',
  },
} as const satisfies Readonly<Record<string, { readonly [L in Language]: string }>>;
export type OrganisationProblem = keyof typeof sentences;

export function organisationSentence(
  code: OrganisationProblem,
  language: Language,
  facts: Readonly<Record<string, string>> = {},
): string {
  return sentences[code][language].replace(/\{(\w+)\}/g, (whole, fact: string) => facts[fact] ?? whole);
}
