import type { RuleKind } from '#domain/alert/rule.ts';
import type { AccountId } from '#domain/identity/ids.ts';
import type { Role } from '#domain/identity/role.ts';
import type { Viewer } from '#domain/identity/viewer.ts';
import type { LocationId } from '#domain/store/ids.ts';
import { rulesMax, type RuleRequest, type RulesView, type RuleView } from '#protocol/alert/rules.ts';
import { audit } from '../identity/audit.ts';
import { readReaches } from '../identity/rights.ts';
import type { Queries, Sql } from '../platform/database.ts';
import { numberArray, textArray } from '../stock/pg-array.ts';

/** Lists that a rule is made of, at most so long. */
const choicesMax = 5000;

/** A rule as it is watched: bounded by what its maker reaches now. */
export interface WatchedRule {
  readonly id: number;
  readonly name: string;
  readonly kind: RuleKind;
  readonly amount: number | null;
  readonly regionIds: readonly number[];
  readonly storeIds: readonly number[];
  readonly reach: 'all' | ReadonlySet<LocationId>;
  /** With all below those that were named; null: all goods. */
  readonly categories: ReadonlySet<number> | null;
}

/** The rules that are watched, and a text that is another one as soon as any of them is. */
export async function readWatchedRules(
  sql: Queries,
): Promise<{ readonly rules: readonly WatchedRule[]; readonly stamp: string }> {
  const rows = await sql<
    (Omit<WatchedRule, 'reach' | 'categories'> & {
      accountId: AccountId;
      revision: number;
      hasCategories: boolean;
      categories: number[];
    })[]
  >`
    select r.id, r.name, r.kind, r.amount, r.region_ids as "regionIds", r.store_ids as "storeIds", r.account_id as "accountId", r.revision,
      r.category_ids <> '{}' as "hasCategories",
      array(with recursive below as (
        select id from categories where id = any(r.category_ids) union select c.id from categories c join below b on c.parent_id = b.id
      ) select id from below order by 1) as categories
    from alert_rules r where r.is_active and r.retired_at is null order by r.id limit ${rulesMax}`;
  const reaches = await readReaches(sql, [...new Set(rows.map(({ accountId }) => accountId))]);
  const rules = rows.flatMap(({ accountId, hasCategories, categories, revision: _revision, ...rule }) => {
    const reach = reaches.get(accountId);
    return reach === undefined
      ? []
      : [{ ...rule, reach, categories: hasCategories ? new Set(categories) : null }];
  });
  const [lie] = await sql<{ hash: string }[]>`
    select md5(concat_ws(' ', (select string_agg(concat(id, '<', parent_id), ',' order by id) from regions),
      (select string_agg(concat(id, '<', region_id, is_active), ',' order by id) from stores))) as hash`;
  const stamp = rows
    .map(({ id, revision, accountId, categories }) => {
      const reach = reaches.get(accountId);
      const size = reach === undefined ? 'none' : reach === 'all' ? 'all' : [...reach].sort().join('.');
      return `${id}:${revision}:${size}:${categories.join('.')}`;
    })
    .join(' ');
  return { rules, stamp: await hashOf(`${stamp} ${lie?.hash}`) };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('base64url').slice(0, 22);
}

/** The rules that look at something the viewer reaches, and what a rule can be made of. */
export async function readRules(sql: Sql, viewer: Viewer): Promise<RulesView> {
  const isEnglish = viewer.language === 'en';
  const reach = viewer.locations === 'all' ? null : numberArray([...viewer.locations]);
  const stores = await sql<RulesView['stores'][number][]>`
    select s.id, s.code, s.name_zh as "nameZh", s.name_en as "nameEn" from stores s
    where s.is_active and (${reach}::text is null or exists (select from locations l where l.store_id = s.id and l.id = any(${reach}::text::int[])))
    order by s.code limit ${choicesMax}`;
  const mine = numberArray(stores.map(({ id }) => id));
  const rules = await sql<RuleView[]>`
    select r.id, r.name, r.kind, r.amount, r.region_ids as "regionIds", r.store_ids as "storeIds", r.category_ids as "categoryIds",
      r.told_roles as "toldRoles", r.told_accounts as "toldAccounts", r.told_webhooks as "toldWebhooks", r.is_active as "isActive",
      r.account_id as "accountId", ${isEnglish ? sql`a.name_en` : sql`a.name_zh`} as "accountName",
      (r.account_id = ${viewer.accountId} or ${reach}::text is null) as "isMine",
      (extract(epoch from r.told_at) * 1000)::bigint as "toldAtMs",
      coalesce(f.stores, 0)::int as stores, coalesce(f.goods, 0)::int as goods
    from alert_rules r join accounts a on a.id = r.account_id
    left join lateral (
      select count(*) as stores, sum(goods) as goods from alerts x
      where x.rule_id = r.id and x.closed_at is null and (${reach}::text is null or x.location_id = any(${reach}::text::int[]))
    ) f on true
    where r.retired_at is null
      and (${reach}::text is null or r.account_id = ${viewer.accountId} or f.stores > 0
        or r.store_ids && ${mine}::text::int[] or a.scope_kind = 'all')
    order by r.id limit ${rulesMax}`;
  return {
    rules,
    stores,
    regions: await sql<RulesView['regions'][number][]>`
      with recursive reached as (
        select r.id, r.parent_id from regions r where ${reach}::text is null
          or exists (select from stores s where s.region_id = r.id and s.id = any(${mine}::text::int[]))
        union select above.id, above.parent_id from regions above join reached on reached.parent_id = above.id
      )
      select id, parent_id as "parentId", name_zh as "nameZh", name_en as "nameEn" from regions
      where id in (select id from reached) order by id limit ${choicesMax}`,
    categories: await sql<RulesView['categories'][number][]>`
      select id, parent_id as "parentId", name_zh as "nameZh", name_en as "nameEn" from categories order by code limit ${choicesMax}`,
    people: await readPeople(sql, viewer),
    robots: await sql<RulesView['robots'][number][]>`
      select id, kind, name from webhooks where kind <> 'standard' and (${reach}::text is null or account_id = ${viewer.accountId}) order by id`,
  };
}

/** Whom the viewer may have told: himself, and those whose whole reach lies inside his. */
async function readPeople(sql: Sql, viewer: Viewer): Promise<RulesView['people']> {
  const people = await sql<(RulesView['people'][number] & { id: AccountId })[]>`
    select id, role, name_zh as "nameZh", name_en as "nameEn" from accounts
    where not is_disabled and password_hash is not null order by id limit ${choicesMax}`;
  const { locations } = viewer;
  if (locations === 'all') return people;
  const reaches = await readReaches(
    sql,
    people.map(({ id }) => id),
  );
  return people.filter(({ id }) => {
    const reach = reaches.get(id);
    return (
      id === viewer.accountId || (reach && reach !== 'all' && [...reach].every((one) => locations.has(one)))
    );
  });
}

export type RuleOutcome = { readonly id: number } | 'rule.many' | 'rule.scope' | 'unknown';

/** Makes a rule, or changes one: whoever made it, or whoever reaches everything. */
export async function keepRule(
  sql: Sql,
  viewer: Viewer,
  request: RuleRequest,
  id: number | null,
): Promise<RuleOutcome> {
  if (!(await isInReach(sql, viewer, request))) return 'rule.scope';
  const { name, kind, amount, isActive } = request;
  const lists = {
    regions: numberArray(request.regionIds),
    stores: numberArray(request.storeIds),
    categories: numberArray(request.categoryIds),
    roles: textArray(request.toldRoles),
    people: numberArray(request.toldAccounts),
    robots: numberArray(request.toldWebhooks),
  };
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    await tx`select pg_advisory_xact_lock(hashtext('alert_rules'))`;
    const rows =
      id === null
        ? await tx<{ id: number }[]>`
          insert into alert_rules (name, kind, amount, region_ids, store_ids, category_ids, told_roles, told_accounts, told_webhooks, is_active, account_id)
          select ${name}, ${kind}, ${amount}, ${lists.regions}::text::int[], ${lists.stores}::text::int[], ${lists.categories}::text::int[],
            ${lists.roles}::text::text[], ${lists.people}::text::int[], ${lists.robots}::text::int[], ${isActive}, ${viewer.accountId}
          where (select count(*) from alert_rules where retired_at is null) < ${rulesMax} returning id`
        : await tx<{ id: number }[]>`
          update alert_rules set name = ${name}, kind = ${kind}, amount = ${amount}, region_ids = ${lists.regions}::text::int[],
            store_ids = ${lists.stores}::text::int[], category_ids = ${lists.categories}::text::int[], told_roles = ${lists.roles}::text::text[],
            told_accounts = ${lists.people}::text::int[], told_webhooks = ${lists.robots}::text::int[], is_active = ${isActive},
            revision = revision + 1, changed_at = now()
          where id = ${id} and ${mayChange(tx, viewer)} returning id`;
    const [row] = rows;
    if (!row) return id === null ? 'rule.many' : 'unknown';
    const { accountId, session } = viewer;
    const detail = { name, kind, amount: amount ?? 'own' };
    await audit(tx, { accountId, session, action: 'alert.rule', subject: String(row.id), detail });
    return row;
  })) as RuleOutcome;
}

/** A rule that nobody needs any more. What it found ends with it. */
export async function retireRule(sql: Sql, viewer: Viewer, id: number): Promise<boolean> {
  return (await sql.begin(async (transaction) => {
    const tx = transaction as Queries;
    const rows = await tx`
      update alert_rules set retired_at = now(), revision = revision + 1 where id = ${id} and ${mayChange(tx, viewer)} returning 1`;
    if (rows.length === 0) return false;
    const { accountId, session } = viewer;
    await audit(tx, { accountId, session, action: 'alert.rule_remove', subject: String(id) });
    return true;
  })) as boolean;
}

function mayChange(sql: Queries, viewer: Viewer) {
  return sql`retired_at is null and (account_id = ${viewer.accountId} or ${viewer.locations === 'all'})`;
}

/** Whether everything that a rule names is there, and inside the reach of who names it. */
export async function isInReach(sql: Sql, viewer: Viewer, request: RuleRequest): Promise<boolean> {
  const choices = await readRules(sql, viewer);
  const has = (list: readonly { readonly id: number }[], ids: readonly number[]): boolean => {
    const known = new Set(list.map(({ id }) => id));
    return ids.every((id) => known.has(id));
  };
  return (
    has(choices.stores, request.storeIds) &&
    has(choices.regions, request.regionIds) &&
    has(choices.categories, request.categoryIds) &&
    has(choices.people, request.toldAccounts) &&
    has(choices.robots, request.toldWebhooks)
  );
}

/** Who is told of a rule: roles and people, each in his language; who reaches none of the places is not asked. */
export async function readHearers(
  sql: Queries,
  {
    toldRoles,
    toldAccounts,
  }: { readonly toldRoles: readonly Role[]; readonly toldAccounts: readonly number[] },
  max: number,
): Promise<readonly { readonly id: AccountId; readonly language: Viewer['language'] }[]> {
  return sql<{ id: AccountId; language: Viewer['language'] }[]>`
    select id, language from accounts
    where not is_disabled and (role = any(${textArray(toldRoles)}::text::text[]) or id = any(${numberArray(toldAccounts)}::text::int[]))
    order by id limit ${max}`;
}
