import type { Language } from '#domain/identity/viewer.ts';

export const alertProblemCodes = [
  'rule.many',
  'rule.scope',
  'device.address',
  'device.many',
  'push.none',
] as const;
export type AlertProblemCode = (typeof alertProblemCodes)[number];

const sentences: { readonly [Code in AlertProblemCode]: { readonly [L in Language]: string } } = {
  'rule.many': {
    'zh-CN': '提醒规则已达 {most} 条上限。请先停用或删除不再需要的规则。',
    en: 'There are {most} rules already. Remove one that nobody needs, then make this one.',
  },
  'rule.scope': {
    'zh-CN': '所选的门店、区域、人员或群机器人中，有的已不存在或不在您的数据范围内。请刷新页面后重新选择。',
    en: 'One of the stores, regions, people or robots is gone or outside your reach. Reload the page and choose again.',
  },
  'device.address': {
    'zh-CN': '浏览器给出的推送地址无效，无法向这台设备推送。请更换浏览器或更新后重试。',
    en: 'The push address that this browser gave can’t be used. Update the browser or take another one, then try again.',
  },
  'device.many': {
    'zh-CN': '您已有 {most} 台设备接收推送。请先在其中一台上关闭推送。',
    en: 'You are told on {most} devices already. Switch pushes off on one of them first.',
  },
  'push.none': {
    'zh-CN': '本账号还没有开启推送的设备。请先在这台设备上开启推送。',
    en: 'No device of yours takes pushes yet. Switch them on here first.',
  },
};

export function alertSentence(
  code: AlertProblemCode,
  language: Language,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  return sentences[code][language].replace(/\{(\w+)\}/g, (_whole, name: string) => String(facts[name] ?? ''));
}
