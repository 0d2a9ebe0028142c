import type { Language } from '#domain/identity/viewer.ts';

const sentences = {
  'setup.gone': {
    'zh-CN': '这个开通链接已失效。请让管理服务器的人运行 npm run company -- link 生成新的链接。',
    en: 'This set-up link doesn’t hold any more. Ask whoever runs the server for a new one: npm run company -- link',
  },
  'setup.used': {
    'zh-CN': '这个链接已经开通了企业 {company}。请直接登录。',
    en: 'The company {company} was made with this link already. Sign in to it.',
  },
  'setup.busy': {
    'zh-CN': '正在开通，请稍候再看。',
    en: 'A company is being made with this link just now. Look again in a moment.',
  },
} as const satisfies Readonly<Record<string, { readonly [L in Language]: string }>>;
export type SetupProblem = keyof typeof sentences;

export function setupSentence(
  code: SetupProblem,
  language: Language,
  facts: Readonly<Record<string, string>> = {},
): string {
  return sentences[code][language].replace(/\{(\w+)\}/g, (whole, fact: string) => facts[fact] ?? whole);
}
