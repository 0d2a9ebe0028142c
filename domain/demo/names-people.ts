// Invented people, one login for each role and one regional manager per city.
export type DemoRole = 'hq' | 'regionalManager' | 'storeManager' | 'clerk' | 'warehouseKeeper' | 'finance';

export type DemoPerson = {
  readonly login: string;
  readonly zh: string;
  readonly en: string;
  readonly role: DemoRole;
  /** What the person sees: the region, shop or warehouse at this index of the company; the chain sees everything. */
  readonly scope:
    | { readonly kind: 'chain' }
    | { readonly kind: 'region'; readonly regionIndex: number }
    | { readonly kind: 'store'; readonly storeIndex: number }
    | { readonly kind: 'warehouse'; readonly warehouseIndex: number };
};

export const demoPeople: readonly DemoPerson[] = [
  { login: 'hq', zh: '沈若溪', en: 'Shen Ruoxi', role: 'hq', scope: { kind: 'chain' } },
  {
    login: 'region1',
    zh: '陆承安',
    en: 'Lu Cheng’an',
    role: 'regionalManager',
    scope: { kind: 'region', regionIndex: 1 },
  },
  {
    login: 'region2',
    zh: '顾念慈',
    en: 'Gu Nianci',
    role: 'regionalManager',
    scope: { kind: 'region', regionIndex: 2 },
  },
  {
    login: 'region3',
    zh: '范一舟',
    en: 'Fan Yizhou',
    role: 'regionalManager',
    scope: { kind: 'region', regionIndex: 3 },
  },
  {
    login: 'store',
    zh: '周晓燕',
    en: 'Zhou Xiaoyan',
    role: 'storeManager',
    scope: { kind: 'store', storeIndex: 0 },
  },
  { login: 'clerk', zh: '何志强', en: 'He Zhiqiang', role: 'clerk', scope: { kind: 'store', storeIndex: 0 } },
  {
    login: 'warehouse',
    zh: '唐大为',
    en: 'Tang Dawei',
    role: 'warehouseKeeper',
    scope: { kind: 'warehouse', warehouseIndex: 1 },
  },
  { login: 'finance', zh: '林静怡', en: 'Lin Jingyi', role: 'finance', scope: { kind: 'chain' } },
];
