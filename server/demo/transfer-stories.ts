import type { TransferKind } from '#domain/transfer/transfer.ts';

/** A transfer of the demo's morning: who, between whom, and how far it has come. Minutes before the demo opens. */
export interface Story {
  readonly name: string;
  readonly kind: Exclude<TransferKind, 'delivery'>;
  readonly source: string;
  readonly target: string;
  readonly by: string;
  readonly lines: number;
  readonly minutes: number;
  readonly note: string;
  readonly until:
    'begun' | 'talks' | 'agreed' | 'picking' | 'shipped' | 'part' | 'received' | 'short' | 'cancelled';
  /** Minutes after the opening at which it is expected; negative: it is late. */
  readonly due?: number;
}

/** Places by their order in the plan: `W0` the central warehouse, `S3` the fourth shop. */
export const stories: readonly Story[] = [
  {
    name: 'a',
    kind: 'ask',
    source: 'W1',
    target: 'S0',
    by: 'store',
    lines: 5,
    minutes: 6,
    note: '周末促销备货',
    until: 'begun',
  },
  {
    name: 'b',
    kind: 'pull',
    source: 'S2',
    target: 'S0',
    by: 'store',
    lines: 1,
    minutes: 14,
    note: '顾客 11 点来取',
    until: 'talks',
  },
  {
    name: 'c',
    kind: 'ask',
    source: 'W1',
    target: 'S3',
    by: 'region1',
    lines: 4,
    minutes: 31,
    note: '',
    until: 'begun',
  },
  {
    name: 'd',
    kind: 'plan',
    source: 'S4',
    target: 'S1',
    by: 'region1',
    lines: 3,
    minutes: 40,
    note: 'S4 够卖 12 天，S1 不到 1 天',
    until: 'begun',
  },
  {
    name: 'e',
    kind: 'plan',
    source: 'S5',
    target: 'S0',
    by: 'region1',
    lines: 2,
    minutes: 40,
    note: '临期品调往好卖的店',
    until: 'begun',
  },
  {
    name: 'f',
    kind: 'push',
    source: 'S1',
    target: 'S6',
    by: 'region1',
    lines: 4,
    minutes: 55,
    note: '',
    until: 'agreed',
  },
  {
    name: 'g',
    kind: 'ask',
    source: 'W1',
    target: 'S0',
    by: 'store',
    lines: 6,
    minutes: 75,
    note: '午市加单',
    until: 'picking',
  },
  {
    name: 'h',
    kind: 'ask',
    source: 'S7',
    target: 'S0',
    by: 'store',
    lines: 3,
    minutes: 130,
    note: '',
    until: 'shipped',
    due: 35,
  },
  {
    name: 'i',
    kind: 'push',
    source: 'S8',
    target: 'S2',
    by: 'region1',
    lines: 5,
    minutes: 300,
    note: '老店清架',
    until: 'shipped',
    due: -95,
  },
  {
    name: 'j',
    kind: 'ask',
    source: 'W1',
    target: 'S5',
    by: 'region1',
    lines: 4,
    minutes: 200,
    note: '',
    until: 'part',
    due: 15,
  },
  {
    name: 'k',
    kind: 'ask',
    source: 'W1',
    target: 'S0',
    by: 'store',
    lines: 3,
    minutes: 420,
    note: '',
    until: 'received',
  },
  {
    name: 'l',
    kind: 'push',
    source: 'S3',
    target: 'S7',
    by: 'region1',
    lines: 4,
    minutes: 500,
    note: '',
    until: 'short',
  },
  {
    name: 'm',
    kind: 'pull',
    source: 'S6',
    target: 'S4',
    by: 'region1',
    lines: 1,
    minutes: 260,
    note: '顾客改期',
    until: 'cancelled',
  },
  {
    name: 'n',
    kind: 'ask',
    source: 'W0',
    target: 'W1',
    by: 'hq',
    lines: 6,
    minutes: 180,
    note: '区域仓补货',
    until: 'shipped',
    due: 120,
  },
];
