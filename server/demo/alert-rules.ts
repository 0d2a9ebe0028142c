import type { RuleKind } from '#domain/alert/rule.ts';
import type { AccountId, CompanySlug } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import { keepRule } from '../alert/rules.ts';
import type { Sql } from '../platform/database.ts';
import { demoSession } from './trader.ts';

/** A rule as the demo's headquarters wrote it down. Names stand in both languages: people give a rule one name. */
interface Written {
  readonly name: string;
  readonly kind: RuleKind;
  readonly amount: number | null;
  readonly stores?: readonly string[];
  readonly categories?: readonly string[];
  readonly told: readonly Role[];
}

const rules: readonly Written[] = [
  { name: '账面为负 / Books below zero', kind: 'negative', amount: null, told: ['store_manager', 'finance'] },
  { name: '断货满 2 天 / None for 2 days', kind: 'none', amount: 2, told: ['store_manager'] },
  {
    // Of goods that come every other day: what comes each morning is gone each night, and that is no news.
    name: '粮油纸品撑不过今天 / Staples gone by tonight',
    kind: 'running_out',
    amount: 1,
    categories: ['pantry-1', 'household-1'],
    told: ['store_manager'],
  },
  {
    name: '中央仓见底 / Central warehouse low',
    kind: 'short',
    amount: 200,
    stores: ['W00'],
    told: ['warehouse_keeper'],
  },
  {
    name: '中央仓积压 / Central warehouse too full',
    kind: 'over',
    amount: 2000,
    stores: ['W00'],
    told: ['warehouse_keeper', 'finance'],
  },
  { name: '一周没卖出 / Unsold for a week', kind: 'stalled', amount: 7, told: ['regional_manager'] },
];

/** The alert rules that headquarters keeps, one of each kind, made by the door that people's rules come through. */
export async function makeAlertRules(sql: Sql, company: CompanySlug): Promise<void> {
  const viewer = await headquarters(sql, company);
  const stores = await sql<{ id: number; code: string }[]>`select id, code from stores`;
  const categories = await sql<{ id: number; code: string }[]>`select id, code from categories`;
  for (const rule of rules) {
    const kept = await keepRule(
      sql,
      viewer,
      {
        ...{ name: rule.name, kind: rule.kind, amount: rule.amount, isActive: true },
        regionIds: [],
        storeIds: idsOf(stores, rule.stores),
        categoryIds: idsOf(categories, rule.categories),
        ...{ toldRoles: [...rule.told], toldAccounts: [], toldWebhooks: [] },
      },
      null,
    );
    if (typeof kept !== 'object') throw new Error(`the demo’s rule ${rule.name} was refused: ${kept}`);
  }
}

async function headquarters(sql: Sql, company: CompanySlug): Promise<Viewer> {
  const [account] = await sql<
    { id: AccountId; name: string }[]
  >`select id, name_zh as name from accounts where login = 'hq'`;
  if (!account) throw new Error('the demo company has no headquarters');
  return {
    ...{ kind: 'person', company, accountId: account.id, session: demoSession, name: account.name },
    ...{ role: 'hq', language: 'zh-CN', scope: { kind: 'all' }, locations: 'all' },
  };
}

function idsOf(
  rows: readonly { readonly id: number; readonly code: string }[],
  codes: readonly string[] = [],
): number[] {
  return codes.map((code) => {
    const row = rows.find((one) => one.code === code);
    if (!row) throw new Error(`the demo company has no ${code}`);
    return row.id;
  });
}
